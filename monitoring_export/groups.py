"""What departments are put together by: location, specialism (AGB code), region of the organisation."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Literal
from uuid import UUID

from tenants.models import Department

By = Literal["organisation", "location", "department", "specialism", "region"]
# A department or location by its id, a specialism or region by its name; None is none, or all together.
Group = UUID | str | None


def groups(by: By, departments: Collection[UUID] | None) -> dict[UUID | None, Group]:
    """The group of each department that is asked for, removed ones included. One statement.

    What belongs to no department is there only when nobody asks for certain departments.
    """
    rows = Department.all_objects.select_related("organisation")
    found: dict[UUID | None, Group] = {
        each.id: PUT_IN[by](each) for each in rows if departments is None or each.id in departments
    }
    return found if departments is not None else {**found, None: None}


def specialism(department: Department) -> str | None:
    """The AGB code of a specialism, "0313"; its name where the code is not filled in."""
    return department.agb_code or department.specialism or None


def location(department: Department) -> UUID | None:
    return getattr(department, "location_id", None)


def region(department: Department) -> str | None:
    return getattr(department.organisation, "region", None) or None


PUT_IN: dict[str, Callable[[Department], Group]] = {
    "organisation": lambda department: None,
    "department": lambda department: department.id,
    "location": location,
    "specialism": specialism,
    "region": region,
}
