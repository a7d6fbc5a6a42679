"""Setting lists up: importing, turning on for a department, and what a department does about an answer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from questionnaires.fhir.parsing import parse
from questionnaires.fhir.reading import read
from questionnaires.fhir.unfit import Unfit
from questionnaires.models import AnswerRule, EditionUse, QuestionnaireEdition, QuestionnaireRequest
from rowsecurity.errors import Invalid, Refused
from tenants.models import Department, Membership
from tenants.roles import Act, require

LONGEST_WAIT = 24 * 90


def import_edition(
    *, body: bytes, member: Membership | None = None, looker: Looker | None = None
) -> QuestionnaireEdition:
    """Keep the list of a file; raises `Unfit` with the element that is to blame. The same file again is once.

    Another text under the same address and version takes its place only while nobody was asked it.
    """
    if member:
        require(member, Act.CONFIGURE_DEPARTMENT)
    content = read(body)
    definition = parse(content)
    known = QuestionnaireEdition.objects.filter(url=definition.url, version=definition.version).first()
    if known and known.content == content:
        return known
    if known:
        _replace(known)
    edition = QuestionnaireEdition.objects.create(
        url=definition.url,
        version=definition.version,
        title=definition.title,
        content=content,
        imported_by=member,
    )
    _log(looker, edition, "questionnaire.imported", "C")
    return edition


def _replace(known: QuestionnaireEdition) -> None:
    if QuestionnaireRequest.objects.filter(edition=known).exists() or known.uses.exists():
        sentence = _(
            "Another text is in use under this address and version. Give the new text a new version."
        )
        raise Unfit("version", sentence)
    known.delete()


def remove_edition(*, member: Membership, looker: Looker, edition: QuestionnaireEdition) -> None:
    """Take a list away that was never asked, with its rules."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    if QuestionnaireRequest.objects.filter(edition=edition).exists():
        raise Refused(_("This list was asked already; what was answered belongs to it. Turn it off instead."))
    _log(looker, edition, "questionnaire.configured", "D")
    edition.delete()


def turn_on(
    *,
    department: Department,
    edition: QuestionnaireEdition,
    member: Membership | None = None,
    looker: Looker | None = None,
) -> None:
    """The department may ask it from now on."""
    if member:
        require(member, Act.CONFIGURE_DEPARTMENT)
    if not EditionUse.objects.filter(department=department, edition=edition).exists():
        with transaction.atomic():
            EditionUse.objects.create(department=department, edition=edition)
        _log(looker, edition, "questionnaire.configured", "U")


def turn_off(
    *, department: Department, edition: QuestionnaireEdition, member: Membership, looker: Looker
) -> None:
    """It is asked no more there; what was asked can still be filled in, and its rules still hold."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    EditionUse.objects.filter(department=department, edition=edition).delete()
    _log(looker, edition, "questionnaire.configured", "U")


def add_rule(
    *,
    department: Department,
    edition: QuestionnaireEdition,
    about: dict[str, Any],
    task: dict[str, Any],
    member: Membership | None = None,
    looker: Looker | None = None,
) -> AnswerRule:
    """A task for the team when an answer is so. `about` and `task` are the fields of `AnswerRule`."""
    if member:
        require(member, Act.CONFIGURE_DEPARTMENT)
    if not str(task["text"]).strip():
        raise Invalid(_("Write what has to be done."))
    if not 1 <= task["due_in_hours"] <= LONGEST_WAIT:
        raise Invalid(_("Choose within how many hours, from 1 to %(most)d.") % {"most": LONGEST_WAIT})
    rule = AnswerRule.objects.create(department=department, edition=edition, made_by=member, **about, **task)
    _log(looker, edition, "questionnaire.configured", "U")
    return rule


def end_rule(*, member: Membership, looker: Looker, rule: AnswerRule) -> None:
    """It makes no task any more; those that it made stay."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    AnswerRule.objects.filter(id=rule.id).update(ended_at=Now())
    _log(looker, rule.edition, "questionnaire.configured", "U")


def _log(looker: Looker | None, edition: QuestionnaireEdition, event: str, action: str) -> None:
    record(
        looker=looker or Looker(label="", role="platform"),
        organisation_id=edition.organisation_id,
        event=event,
        action=action,
        object_type="questionnaire_edition",
        object_id=edition.id,
    )
