"""What a new organisation still lacks: each line computed from what is there, with the way to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from carepaths.models import CarePathVersion
from conversations.models import Conversation, Message, StandardReply
from people.models import Invitation
from tenants.models import (
    Department,
    DepartmentMembership,
    Location,
    Membership,
    OpeningHours,
    Organisation,
)
from tenants.roles import MAY, Act, Role, may

ANSWERS = [role for role, acts in MAY.items() if Act.WRITE_CONVERSATIONS in acts]


@dataclass(frozen=True, slots=True)
class Item:
    """One line: what it is, whether it is there, what is missing of it, and where it is set."""

    title: str
    is_done: bool
    path: str
    missing: str = ""
    is_needed: bool = True  # without it no patient can be answered


@dataclass(frozen=True, slots=True)
class Checklist:
    items: list[Item]

    @property
    def needed(self) -> list[Item]:
        return [item for item in self.items if item.is_needed]

    @property
    def wanted(self) -> list[Item]:
        return [item for item in self.items if not item.is_needed]

    @property
    def done(self) -> int:
        return sum(item.is_done for item in self.items)

    @property
    def is_ready(self) -> bool:
        return all(item.is_done for item in self.needed)


def checklist(organisation: Organisation, member: Membership) -> Checklist:
    """Look at everything anew; the same number of statements however large the organisation is."""

    def way(name: str) -> str:
        return reverse(name, args=[organisation.slug])

    return Checklist([*_house(organisation, way), *_departments(way), *_people(way, member), *_first(way)])


Way = Callable[[str], str]


def _house(organisation: Organisation, way: Way) -> Iterable[Item]:
    face = way("administration:face")
    default = Organisation._meta.get_field("brand_colour").default
    yield Item(_("Name and telephone number"), bool(organisation.name and organisation.phone), face)
    yield Item(_("Logo"), bool(organisation.logo_mark), face, is_needed=False)
    yield Item(_("A colour of your own"), organisation.brand_colour != default, face, is_needed=False)
    is_there = Location.objects.exists()
    yield Item(_("Locations"), is_there, way("administration:locations"), is_needed=False)
    texts = bool(organisation.welcome_text or organisation.closed_text)
    yield Item(_("Texts of your own"), texts, way("administration:rules"), is_needed=False)


def _departments(way: Way) -> Iterable[Item]:
    hours = OpeningHours.objects.filter(department=OuterRef("pk"))
    works = DepartmentMembership.objects.filter(
        department=OuterRef("pk"), membership__ended_at=None, membership__roles__overlap=ANSWERS
    )
    replies = StandardReply.objects.filter(department=OuterRef("pk"))
    rows = list(
        Department.objects.annotate(
            is_open=Exists(hours), is_answered=Exists(works), has_replies=Exists(replies)
        )
    )
    overview = way("conversations:departments")
    yield Item(_("A department"), bool(rows), overview)
    yield _of_each(_("Opening hours"), rows, "is_open", overview)
    yield _of_each(_("Somebody who answers"), rows, "is_answered", way("people:members"))
    yield _of_each(_("Standard replies"), rows, "has_replies", overview, is_needed=False)


def _of_each(title: str, rows: Sequence[Department], name: str, path: str, *, is_needed: bool = True) -> Item:
    lacking = [row.name for row in rows if not getattr(row, name)]
    missing = _("Not yet: %(names)s") % {"names": ", ".join(lacking)} if lacking else ""
    return Item(title, bool(rows) and not lacking, path, missing, is_needed)


def _people(way: Way, member: Membership) -> Iterable[Item]:
    admins = Membership.objects.filter(ended_at=None, roles__contains=[Role.ADMIN]).count()
    yield Item(
        _("A second admin"),
        admins > 1,
        way("people:members"),
        _("With one admin nobody can help when that person is away."),
        is_needed=False,
    )
    is_on = CarePathVersion.objects.filter(state=CarePathVersion.State.ACTIVE).exists()
    # Who may not make one themself is led to where somebody gets the role.
    is_maker = may(member, Act.ENROL)
    missing = "" if is_maker else _("Somebody of a team turns one on; here you say who is in a team.")
    where = way("carepaths:new" if is_maker else "people:members")
    yield Item(_("A care path that is on"), is_on, where, missing, is_needed=False)


def _first(way: Way) -> Iterable[Item]:
    yield Item(_("The first patient invited"), Invitation.objects.exists(), way("people:invite_new"))
    asked = Message.objects.filter(conversation=OuterRef("pk"), side=Message.Side.PATIENT)
    answered = Message.objects.filter(conversation=OuterRef("pk"), side=Message.Side.TEAM)
    is_answered = Conversation.objects.filter(Exists(asked), Exists(answered)).exists()
    yield Item(_("The first conversation answered"), is_answered, way("conversations:inbox"))
