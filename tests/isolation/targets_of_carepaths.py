"""Addresses of appointments and care paths."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tenants.roles import Act
from tests.isolation.actors import SIGNED_IN, allowed
from tests.isolation.target import Own, Url


def a_path(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"title": "Nieuw pad", "afdeling": str(own("department_id"))}


def a_step(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    when = {"amount": "2", "unit": "days", "side": "before", "anchor": "appointment", "at": "09:00"}
    buttons = {f"button_{place}_effect": "done" for place in range(4)}
    what = {"kind": "message", "title": "Prik", "text": "Dag {voornaam}.", "repeat_times": "1"}
    return {"key": str(uuid4())} | what | when | buttons


def a_beginning(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    forms = {
        f"{name}-{part}": "0" for name in ("start", "moment") for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {"title": "Pad"} | forms


URLS: dict[str, Url] = {
    # Appointments and care paths
    "carepaths:own_visits": Url(SIGNED_IN),
    "carepaths:paths": Url(allowed(Act.ENROL)),
    "carepaths:path": Url(allowed(Act.ENROL)),
    "carepaths:new": Url(allowed(Act.ENROL), a_path),
    "carepaths:studio": Url(allowed(Act.ENROL), a_step),
    "carepaths:start_draft": Url(allowed(Act.ENROL)),
    "carepaths:drop_draft": Url(allowed(Act.ENROL)),
    "carepaths:copy_step": Url(allowed(Act.ENROL), lambda arguments, own: {"stap": str(own("step_key"))}),
    "carepaths:shift_step": Url(
        allowed(Act.ENROL), lambda arguments, own: {"stap": str(own("step_key")), "verschil": "1"}
    ),
    "carepaths:remove_step": Url(allowed(Act.ENROL), lambda arguments, own: {"stap": str(own("step_key"))}),
    "carepaths:take": Url(
        allowed(Act.ENROL),
        lambda arguments, own: {"pad_naam": "migraine", "afdeling": str(own("department_id"))},
    ),
    "carepaths:bring": Url(
        allowed(Act.ENROL), lambda arguments, own: {"afdeling_van_bestand": str(own("department_id"))}
    ),
    "carepaths:file": Url(allowed(Act.ENROL)),
    "carepaths:enrol": Url(allowed(Act.ENROL), {"number": "none"}),
    "carepaths:follower": Url(allowed(Act.ENROL)),
    "carepaths:steer": Url(allowed(Act.ENROL), {"doe": "pauze"}),
    "carepaths:leave_out": Url(
        allowed(Act.ENROL), lambda arguments, own: {"doe": "over", "regel": str(own("due_step_id"))}
    ),
    "carepaths:letter": Url(allowed(Act.ENROL)),
    "carepaths:move": Url(allowed(Act.ENROL)),
    "carepaths:trying": Url(allowed(Act.ENROL)),
    "carepaths:versions": Url(allowed(Act.ENROL)),
    "carepaths:switch": Url(allowed(Act.CONFIGURE_DEPARTMENT) & allowed(Act.ENROL), {"versie": "1"}),
    "carepaths:attention": Url(
        allowed(Act.ENROL),
        query=lambda own: {"afdeling": str(own("department_id")), "pad": str(own("path_id"))},
    ),
    "carepaths:moving": Url(
        allowed(Act.CONFIGURE_DEPARTMENT) & allowed(Act.ENROL),
        lambda arguments, own: {"getoond": str(own("enrolment_id")), "volger": str(own("enrolment_id"))},
    ),
    "carepaths:beginning": Url(allowed(Act.ENROL), a_beginning),
}
