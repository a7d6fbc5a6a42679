"""Addresses of question lists."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from questionnaires.ready_made import SIDE_EFFECTS
from tenants.roles import Act
from tests.isolation.actors import PATIENT_SIDE, SIGNED_IN, allowed
from tests.isolation.target import PATIENTS_THEMSELVES, Own, Url


def a_question_list(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"lijst": str(own("edition_id")), "until": "2099-01-05", "request_id": str(uuid4())}


def a_rule(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    about = {"afdeling": str(own("department_id")), "matter": "goed-0"}
    return about | {"kind": "call", "text": "Bel.", "due_in_hours": "4"}


def a_measurement(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    number = {
        "number_1_name": "Gewicht",
        "number_1_unit": "kg",
        "number_1_least": "20",
        "number_1_most": "300",
    }
    return {"title": "Gewicht", "afdeling": str(own("department_id"))} | number


URLS: dict[str, Url] = {
    # Question lists
    "questionnaires:own_lists": Url(SIGNED_IN),
    "questionnaires:own": Url(PATIENT_SIDE),
    "questionnaires:question": Url(PATIENTS_THEMSELVES, {"antwoord": "Het gaat goed."}),
    "questionnaires:summary": Url(PATIENTS_THEMSELVES),
    "questionnaires:api_own_lists": Url(SIGNED_IN),
    "questionnaires:ask": Url(allowed(Act.WRITE_CONVERSATIONS), a_question_list),
    "questionnaires:answers": Url(allowed(Act.READ_CONVERSATIONS)),
    "questionnaires:withdraw": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "questionnaires:lists": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "questionnaires:take_ready_made": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"lijst": SIDE_EFFECTS}),
    "questionnaires:measurement": Url(allowed(Act.CONFIGURE_DEPARTMENT), a_measurement),
    "questionnaires:edition": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "questionnaires:file": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "questionnaires:set_use": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"aan": "ja"}),
    "questionnaires:add_rule": Url(allowed(Act.CONFIGURE_DEPARTMENT), a_rule),
    "questionnaires:end_rule": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "questionnaires:remove": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
}
