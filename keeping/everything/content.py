"""What goes into a copy, in its order: rows, FHIR, files, and last the list of all of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

import orjson

from files import store
from files.models import StoredFile
from files.names import given_back
from keeping.everything import fhir, rows
from keeping.everything.opening import ROWS_LEFT_OUT, TABLES_LEFT_OUT
from keeping.everything.packing import Entry
from rowsecurity.scopes import job_scope
from tenants.envelope import CannotOpen
from tenants.models import Organisation

logger = logging.getLogger("keeping")
VERSION = 1
READ_ME = """\
Everything that one organisation has in BeterDichtbij, opened.

manifest.json   every table: where its rows are, how many there are, what each column means, and what is
                left out and why
tables/         the rows of each table, one JSON object a line
fhir/           the same patients, conversations, care paths and question lists as FHIR R4, in lines too
files/          photos and documents, each by the id of its row in tables/files.StoredFile.ndjson

What patients, conversations and files tell is medical and falls under professional secrecy. Keep it sealed.
"""


@dataclass(slots=True)
class Contents:
    """What is packed for one organisation; `go_on` is called between stretches and tells how far it is."""

    organisation: Organisation
    began_at: datetime
    go_on: Callable[[int], None]
    done: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """Every file of the copy."""
        yield Entry("README.txt", [READ_ME.encode()])
        for model in rows.models_in_copy():
            name = f"tables/{model._meta.label}.ndjson"
            yield Entry(name, self._lines(name, model, rows.as_lines))
            self._step()
        for kind in fhir.KINDS:
            name = f"fhir/{kind.name}.ndjson"
            yield Entry(name, self._lines(name, kind.model, kind.as_lines))
            self._step()
        yield from self._files()
        self._step()
        yield Entry("manifest.json", [orjson.dumps(self._manifest(), option=orjson.OPT_INDENT_2)])

    def _lines(
        self, name: str, model: rows.Model, tell: Callable[[list[Any]], list[bytes]]
    ) -> Iterator[bytes]:
        self.numbers[name] = 0
        for told in rows.batches(self.organisation.id, model, tell):
            self.numbers[name] += len(told)
            self.go_on(self.done)
            yield b"".join(told)

    def _step(self) -> None:
        self.done += 1
        self.go_on(self.done)

    def _files(self) -> Iterator[Entry]:
        after: UUID | None = None
        while found := self._some_files(after):
            after = found[-1][0].id
            for file, title in found:
                self.go_on(self.done)
                yield from self._file(file, title)

    def _some_files(self, after: UUID | None) -> list[tuple[StoredFile, str]]:
        with job_scope(self.organisation.id):
            ready = rows.in_copy(StoredFile).filter(state=StoredFile.State.READY)
            found = list((ready.filter(id__gt=after) if after else ready)[: rows.BATCH])
            return [(file, given_back(rows.opened(file, "name_sealed") or "", file.kind)) for file in found]

    def _file(self, file: StoredFile, title: str) -> Iterator[Entry]:
        pieces = store.content(file, store.FULL)
        try:
            first = next(pieces, b"")
        except (CannotOpen, OSError) as error:
            logger.error("file %s is not in a copy: %s", file.id, type(error).__name__)
            self.missing.append(str(file.id))
            return
        yield Entry(f"files/{file.id}-{_as_path(title)}", chain([first], pieces), is_packed=True)

    def _manifest(self) -> dict[str, Any]:
        return {
            "format": "beterdichtbij-everything",
            "version": VERSION,
            "organisation": {
                each.attname: getattr(self.organisation, each.attname)
                for each in Organisation._meta.concrete_fields
            },
            "began_at": self.began_at,
            "tables": [self._table(model) for model in rows.tenant_models()],
            "fhir": {
                f"fhir/{kind.name}.ndjson": {
                    "resource": kind.name.partition("-")[0],
                    "from": kind.model._meta.label,
                    "resources": self.numbers[f"fhir/{kind.name}.ndjson"],
                }
                for kind in fhir.KINDS
            },
            "files_that_could_not_be_read": self.missing,
        }

    def _table(self, model: rows.Model) -> dict[str, Any]:
        label = model._meta.label
        about: dict[str, Any] = {"name": label, "meaning": (model.__doc__ or "").strip()}
        if label in TABLES_LEFT_OUT:
            return about | {"left_out": TABLES_LEFT_OUT[label]}
        if label in ROWS_LEFT_OUT:
            about["rows_left_out"] = ROWS_LEFT_OUT[label][1]
        name = f"tables/{label}.ndjson"
        return about | {
            "file": name,
            "rows": self.numbers[name],
            "columns": rows.columns(model),
            "columns_left_out": rows.columns_left_out(model),
        }


def steps() -> int:
    """Of how many steps a copy is made."""
    return len(rows.models_in_copy()) + len(fhir.KINDS) + 1


def _as_path(title: str) -> str:
    """A name that is one on every system, whatever somebody's device called it."""
    allowed = (sign if sign.isalnum() or sign in "-_. " else "_" for sign in title)
    return "".join(allowed).strip(". ")[:120] or "bestand"
