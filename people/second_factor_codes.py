"""Sends the code of a second factor: made in the person's gate scope, sent after that has been kept."""

from __future__ import annotations

from uuid import UUID

from people import codes
from people.actions import second_factors
from people.actions.second_factors import Means
from people.post import post
from rowsecurity.scopes import gate_scope


def send(person_id: UUID) -> bool:
    """Text a new code to the person; False when that is not offered, too often, or not possible now."""
    with gate_scope(person_id):
        has = second_factors.offer(person_id)
        code = second_factors.make_code(person_id=person_id) if Means.SMS in has.means else None
    if code is None:
        return False
    return post().text_now(person_id=person_id, mobile=has.mobile, text=codes.text(code))
