"""Removes what was added and never sent, a day later."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import connection, transaction

from files.actions import take_back
from files.models import StoredFile
from rowsecurity.one_by_one import by_itself
from rowsecurity.scopes import job_scope

logger = logging.getLogger("files")
BATCH = 100


def remove_forgotten() -> int:
    """Remove everything that is a day old and was not sent; outside any scope."""
    removed = 0
    while found := _forgotten():
        before = removed
        for file_id, organisation_id in found:
            with by_itself(logger, "removing", file_id), job_scope(organisation_id):
                file = StoredFile.objects.filter(id=file_id).first()
                if file:
                    take_back(file=file)
                removed += 1
        if removed == before:
            break  # what cannot be removed now is tried again at the next poke
    return removed


def _forgotten() -> list[tuple[UUID, UUID]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id, organisation_id FROM files_not_sent(%s)", [BATCH])
        return list(cursor.fetchall())
