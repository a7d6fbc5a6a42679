"""Addresses of video visits."""

from __future__ import annotations

from typing import Any

from tenants.roles import Act
from tests.isolation.actors import EVERYBODY, PATIENT_SIDE, SIGNED_IN, allowed
from tests.isolation.target import PATIENTS_THEMSELVES, Own, Url
from tests.isolation.world import HOLDER

AT_WORK = allowed(Act.WRITE_CONVERSATIONS)
SETTING_UP = allowed(Act.CONFIGURE_DEPARTMENT)
OFFER = {"offer": "v=0"}
KEYS = {"key": "-"}
WORDS = {"tekst": "Goedemorgen"}


def a_seat(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"stoel": str(own("seat_id"))}


def a_guest(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"gast": str(own("guest_id"))}


def somebody(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"name": "Jan", "relation": "partner", "mobile": "06 12345678", "language": "nl"}


def a_plan(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    about = {"starts_at": "2099-01-05T09:00", "minutes": "20", "plan_id": str(own("plan_id"))}
    return about | {"medewerker": str(own("membership_id"))}


def a_colleague(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"medewerker": str(own("membership_id"))}


def by_link(**body: str) -> Url:
    """Whoever has the link is shown the name of its guest, and nothing before the code."""
    return Url(EVERYBODY, body, is_directory=True, tells=frozenset({HOLDER}))


URLS: dict[str, Url] = {
    "video:own_visits": Url(SIGNED_IN),
    "video:remove_kept": Url(PATIENTS_THEMSELVES),
    "video:walk_in": Url(PATIENTS_THEMSELVES, is_of_organisation=True),
    "video:own_banner": Url(PATIENT_SIDE),
    "video:own_room": Url(PATIENT_SIDE),
    "video:own_state": Url(PATIENT_SIDE),
    "video:own_here": Url(PATIENT_SIDE),
    "video:own_come": Url(PATIENT_SIDE, {"camera": "ja"}),
    "video:own_connect": Url(PATIENT_SIDE, OFFER),
    "video:own_leave": Url(PATIENT_SIDE),
    "video:own_line": Url(PATIENT_SIDE, OFFER),
    "video:own_keys": Url(PATIENT_SIDE, KEYS),
    "video:own_say": Url(PATIENT_SIDE, WORDS),
    "video:own_caption": Url(PATIENT_SIDE, WORDS),
    "video:own_test": Url(SIGNED_IN),
    "video:own_test_line": Url(SIGNED_IN, OFFER),
    "video:board": Url(AT_WORK),
    "video:run_late": Url(AT_WORK, {"minuten": "10"}),
    "video:desks": Url(SETTING_UP),
    "video:sealing": Url(allowed(Act.CONFIGURE_ORGANISATION), {"aan": "ja"}),
    "video:appointment_codes": Url(allowed(Act.CONFIGURE_ORGANISATION), {"codes": "VIDEO"}),
    "video:desk": Url(SETTING_UP, {"weekdays": "1", "opens": "19:00", "closes": "21:00"}),
    "video:room": Url(AT_WORK),
    "video:state": Url(AT_WORK),
    "video:here": Url(AT_WORK),
    "video:come": Url(AT_WORK),
    "video:connect": Url(AT_WORK, OFFER),
    "video:leave": Url(AT_WORK),
    "video:line": Url(AT_WORK, OFFER),
    "video:keys": Url(AT_WORK, KEYS),
    "video:say": Url(AT_WORK, WORDS),
    "video:caption": Url(AT_WORK, WORDS),
    "video:seal": Url(AT_WORK, {"aan": "ja"}),
    "video:admit": Url(AT_WORK, a_seat),
    "video:hold": Url(AT_WORK, a_seat),
    "video:remove": Url(AT_WORK, a_seat),
    "video:hand_over": Url(AT_WORK, a_colleague),
    "video:invite_guest": Url(AT_WORK, somebody),
    "video:withdraw_guest": Url(AT_WORK, a_guest),
    "video:move": Url(AT_WORK, {"starts_at": "2099-01-05T09:00"}),
    "video:cancel": Url(AT_WORK),
    "video:plan": Url(AT_WORK, a_plan),
    "video:call_now": Url(AT_WORK),
    "video:guest": by_link(),
    "video:guest_code": by_link(code="123456"),
    # The guest of the walk has not been in a visit that is over.
    "video:guest_keep": by_link(),
    "video:guest_keep_address": by_link(email="jan@example.org"),
    "video:guest_keep_account": by_link(),
    "video:guest_room": by_link(),
    "video:guest_state": by_link(),
    "video:guest_here": by_link(),
    "video:guest_come": by_link(),
    "video:guest_connect": by_link(**OFFER),
    "video:guest_leave": by_link(),
    "video:guest_line": by_link(**OFFER),
    "video:guest_keys": by_link(**KEYS),
    "video:guest_say": by_link(**WORDS),
    "video:guest_caption": by_link(**WORDS),
}
