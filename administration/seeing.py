"""What somebody with these roles may and may not do, in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.roles import Act, HasRoles, may

WORDS: dict[Act, Promise] = {
    Act.READ_CONVERSATIONS: _("reads conversations and files of patients"),
    Act.WRITE_CONVERSATIONS: _("answers patients, plans video visits and sends messages"),
    Act.SHARE: _("invites another organisation into a conversation"),
    Act.MARK_CONSULT: _("marks an answer as a written consult"),
    Act.INVITE: _("invites patients and sees how far they are"),
    Act.INVITE_MANY: _("invites patients with a list"),
    Act.HELP: _("helps people who cannot get in"),
    Act.GRANT: _("decides who reads along with a patient"),
    Act.ENROL: _("puts patients on a care path"),
    Act.CONFIGURE_DEPARTMENT: _("sets departments, hours, standard replies and care paths"),
    Act.READ_USAGE: _("sees figures of use, without names"),
    Act.READ_ACCESS_LOG: _("reads the access log"),
    Act.CONFIGURE_ORGANISATION: _("sets the organisation and decides who works here"),
    Act.ERASE: _("has everything of a patient deleted, with a second admin"),
    Act.TAKE_ALONG: _("takes along a copy of everything the organisation has, with a second admin"),
}


@dataclass(frozen=True, slots=True)
class Sight:
    can: list[Promise]
    cannot: list[Promise]


def sight(member: HasRoles) -> Sight:
    """Both halves of the list, in one order for everybody."""
    return Sight(
        [words for act, words in WORDS.items() if may(member, act)],
        [words for act, words in WORDS.items() if not may(member, act)],
    )
