"""The versions in use of some paths, drawn as lines; six statements at most, however many paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from carepaths.actions.writing import contents_of
from carepaths.lanes import Lane, lanes_of, starts_in_words
from carepaths.models import CarePath, CarePathVersion
from carepaths.naming import answers_named_in
from tenants.models import Department


@dataclass(frozen=True, slots=True)
class Drawn:
    """The version that is on, with its lines; nothing when the path is off."""

    version: CarePathVersion | None = None
    lanes: list[Lane] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)


def drawings(paths: Sequence[CarePath]) -> list[tuple[CarePath, Drawn]]:
    """Each path of `queries.with_active_version`, and how the version that is on looks."""
    active: dict[object, CarePathVersion] = {
        path.id: version
        for path in paths
        for version in path.active  # type: ignore[attr-defined]
    }
    contents = contents_of(list(active.values()))
    fixed = answers_named_in(contents.values())
    departments = dict(Department.objects.values_list("code", "name"))
    found = []
    for path in paths:
        version, drawn = active.get(path.id), Drawn()
        if version is not None:
            content = contents[version.id]
            starts = starts_in_words(content, departments, path.department.name)
            drawn = Drawn(version, lanes_of(content, fixed), starts)
        found.append((path, drawn))
    return found
