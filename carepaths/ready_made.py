"""Paths that a department can turn on as they are. They remind; they take no medical decision.

Texts are written in the language of the organisation when the path is made, and are the department's own
from then on.
"""

from __future__ import annotations

from datetime import time
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from carepaths.actions.paths import create_path, draft_version, turn_on
from carepaths.conditions import Condition, Kind
from carepaths.content import StepDraft, TriggerDraft
from carepaths.models import CarePath
from conversations.models import Task
from tenants.models import Department

CHECK_UP = "controle"
LABORATORY = "LAB"


def rheumatology_check_up(*, department: Department) -> CarePath:
    """Blood test before the visit: asked ten days before, again five days before if there is no result."""
    with translation.override(settings.LANGUAGE_CODE):
        path = create_path(department=department, title=_("Rheumatology check-up"))
        starts = TriggerDraft("appointment", code=CHECK_UP, code_name=_("Check-up"))
        version = draft_version(path=path, steps=[_blood_test(), _second_reminder()], triggers=[starts])
    turn_on(version=version)
    return path


def _blood_test() -> StepDraft:
    return StepDraft(
        offset=-10,
        at=time(9),
        title=_("Have blood taken"),
        text=_(
            "Dear {voornaam}, have blood taken before {datum}. Then the result is known at your"
            " appointment on {afspraak}."
        ),
        result_code=LABORATORY,
        deadline_days=3,
        buttons=_buttons(),
    )


def _second_reminder() -> StepDraft:
    return StepDraft(
        offset=-5,
        at=time(9),
        title=_("Second reminder: have blood taken"),
        text=_(
            "Dear {voornaam}, we do not have a result of your blood test yet. Have blood taken before"
            " {datum}. Have you done so already? Then you need not do anything."
        ),
        conditions=(Condition(Kind.NO_RESULT, code=LABORATORY, days=30),),
        result_code=LABORATORY,
        deadline_days=3,
        buttons=_buttons(),
    )


def _buttons() -> list[dict[str, Any]]:
    return [
        {"key": "done", "label": _("Done"), "effect": Task.Effect.DONE, "text": ""},
        {
            "key": "where",
            "label": _("Where can I go?"),
            "effect": Task.Effect.EXPLAIN,
            "text": _("You can have blood taken here. {waar}"),
        },
        {
            "key": "cannot",
            "label": _("I cannot"),
            "effect": Task.Effect.ASK_TEAM,
            "text": _("I cannot have blood taken before my appointment on {afspraak}."),
        },
    ]
