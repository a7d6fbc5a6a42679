"""When a conversation is a written consult. Pure; each condition that is not met is a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the conversation, and what the clinician declares about it."""

    may_charge: bool
    was_told: bool
    is_closed: bool
    patient_asked: bool
    clinician_answered: bool
    is_medical: bool = False
    replaces_visit: bool = False
    is_reported: bool = False


def unmet(facts: Facts) -> list[str]:
    """Why this is no written consult (yet); empty when it is one."""
    return known_unmet(facts) + declared_unmet(facts)


def known_unmet(facts: Facts) -> list[str]:
    """What the conversation itself lacks; nobody can declare it away."""
    conditions = [
        (facts.may_charge, _("This department does not charge written consults.")),
        (facts.was_told, _("The patient was not told before writing that this may be charged.")),
        (facts.patient_asked, _("The patient has not asked anything in this conversation.")),
        (facts.clinician_answered, _("No clinician has answered in this conversation.")),
        (facts.is_closed, _("The conversation is not closed yet.")),
    ]
    return [sentence for is_met, sentence in conditions if not is_met]


def declared_unmet(facts: Facts) -> list[str]:
    """What the clinician has not declared."""
    conditions = [
        (facts.is_medical, _("Say that the conversation was about the patient's medical condition.")),
        (facts.replaces_visit, _("Say which visit the conversation replaces.")),
        (facts.is_reported, _("Say that it is reported in the patient's record.")),
    ]
    return [sentence for is_met, sentence in conditions if not is_met]
