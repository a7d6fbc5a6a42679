"""How lists of patients and lists of colleagues are shown: one set of pages, and what differs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from onboarding.models import InvitationList


@dataclass(frozen=True, slots=True)
class Face:
    """Names, sentences and columns of one kind of list; `place` is how its addresses begin."""

    place: str
    title: Promise
    bring: Promise
    promise: Promise
    mend: Promise
    dropped: Promise
    none_right: Promise
    # What a column is called, and what stands in it.
    columns: tuple[tuple[Promise, tuple[str, ...]], ...]

    @property
    def overview(self) -> str:
        return f"onboarding:{self.place}s"

    @property
    def one(self) -> str:
        return f"onboarding:{self.place}"

    @property
    def agree(self) -> str:
        return f"onboarding:{self.place}_agree"

    @property
    def drop(self) -> str:
        return f"onboarding:{self.place}_drop"

    @property
    def not_done(self) -> str:
        return f"onboarding:{self.place}_not_done"

    @property
    def example(self) -> str:
        return f"onboarding:{self.place}_example"

    @property
    def is_of_staff(self) -> bool:
        return self is COLLEAGUES

    def cells(self, fields: dict[str, str]) -> list[str]:
        """What stands in the columns of a line; the first one names it."""
        return [" ".join(fields[name] for name in names) for _label, names in self.columns]

    def right(self, good: int) -> str:
        """How many lines are right, and what happens with these."""
        if self.is_of_staff:
            text = ngettext(
                "%(good)s line is right. After you agree this colleague gets an invitation.",
                "%(good)s lines are right. After you agree these colleagues get an invitation.",
                good,
            )
        else:
            text = ngettext(
                "%(good)s line is right. After you agree this patient gets an invitation.",
                "%(good)s lines are right. After you agree these patients get an invitation.",
                good,
            )
        return text % {"good": good}

    def button(self, good: int) -> str:
        """What agreeing does."""
        if self.is_of_staff:
            text = ngettext("Invite %(good)s colleague", "Invite %(good)s colleagues", good)
        else:
            text = ngettext("Import and invite %(good)s patient", "Import and invite %(good)s patients", good)
        return text % {"good": good}


_NAME = ("given_name", "family_name")
PATIENTS = Face(
    place="list",
    title=_("List of patients"),
    bring=_("Invite with a list"),
    promise=_(
        "First you see each line and what is wrong with it. Nothing is imported and nobody is invited until"
        " you agree."
    ),
    mend=_("Nothing was imported. Mend the file, or put your patients in the example, and bring it again."),
    dropped=_("This list has been dropped. Nothing was imported."),
    none_right=_("No line is right, so there is nothing to import. Mend the list and bring it again."),
    columns=(
        (_("Patient number"), ("number",)),
        (_("Name"), _NAME),
        (_("Date of birth"), ("birth_date",)),
        (_("E-mail address"), ("email",)),
        (_("Mobile number"), ("mobile",)),
    ),
)
COLLEAGUES = Face(
    place="staff_list",
    title=_("List of colleagues"),
    bring=_("Invite colleagues with a list"),
    promise=_("First you see each line and what is wrong with it. Nobody is invited until you agree."),
    mend=_("Nobody was invited. Mend the file, or put your colleagues in the example, and bring it again."),
    dropped=_("This list has been dropped. Nobody was invited."),
    none_right=_("No line is right, so there is nobody to invite. Mend the list and bring it again."),
    columns=(
        (_("E-mail address"), ("email",)),
        (_("Name"), _NAME),
        (_("Function"), ("job_title",)),
        (_("Role"), ("roles",)),
        (_("Departments"), ("departments",)),
    ),
)
FACES = {InvitationList.Kind.PATIENTS: PATIENTS, InvitationList.Kind.STAFF: COLLEAGUES}
