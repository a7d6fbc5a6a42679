"""What a notice says. Nothing about a person's health, no department and no name of a patient."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.models import Notice
from people import codes


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject (e-mail and the notification of a device), text, and the page to open."""

    subject: str
    body: str
    path: str = "/mijn/"


def compose(notice: Notice, *, organisation: str, secret: dict[str, str]) -> Letter:
    """Write a notice in the language of its reader."""
    with translation.override(notice.language):
        on_the_way_in = _on_the_way_in(notice, organisation, secret)
        return on_the_way_in or _of_an_account(notice, organisation)


def _on_the_way_in(notice: Notice, organisation: str, secret: dict[str, str]) -> Letter | None:
    """What carries a link or a code of its own."""
    match notice.template:
        case Notice.Template.INVITATION:
            write = _relative if secret.get("kind") == "relative" else _invitation
            return write(organisation, secret["link"])
        case Notice.Template.INVITATION_REMINDER:
            return _reminder(organisation, secret["link"], secret["stop"])
        case Notice.Template.HELPDESK_ANSWER:
            return _helpdesk(organisation, secret["link"])
        case Notice.Template.STAFF_INVITATION:
            return _staff_invitation(organisation, secret["link"])
        case Notice.Template.INVITATION_EMAIL_CODE:
            return Letter(_("Your code for BeterDichtbij"), codes.sentence(secret["code"]))
        case Notice.Template.INVITATION_CODE:
            return Letter("", codes.text(secret["code"]))
        case Notice.Template.VIDEO_GUEST:
            said = _("%(organisation)s invites you to a video call. Your own link: %(link)s")
            return Letter("", said % {"organisation": organisation, "link": secret["link"]})
    return None


def _of_an_account(notice: Notice, organisation: str) -> Letter:
    """What leads to a page of somebody who is in."""
    match notice.template:
        case Notice.Template.ACCESS_CHANGED:
            changed = _("Who reads along at %(organisation)s has changed or will change soon")
            return _with_link(changed, organisation, "/mijn/naasten/")
        case Notice.Template.MUST_READ:
            return _with_link(_("%(organisation)s asks you to read a message"), organisation, "/mijn/")
        case Notice.Template.VISIT:
            return _with_link(_("%(organisation)s has a reminder for you"), organisation, "/mijn/")
        case Notice.Template.NUMBER_CHANGED:
            return _number_changed(organisation)
        case Notice.Template.WORK:
            return _with_link(_("Work for you at %(organisation)s"), organisation, "/org/")
        case _:
            return _to_an_admin(notice, organisation) or _with_link(
                _("You have a new message from %(organisation)s"), organisation, "/mijn/"
            )


def _to_an_admin(notice: Notice, organisation: str) -> Letter | None:
    """What every admin hears, with the page where it is decided; who asked hears it as well."""
    template = Notice.Template
    told = {
        template.COPY_ASKED: (
            _("A copy of everything at %(organisation)s was asked for"),
            "organisatie/alles",
        ),
        template.COPY_AGREED: (
            _("A copy of everything at %(organisation)s is being made"),
            "organisatie/alles",
        ),
        template.ERASURE_ASKED: (
            _("Deleting everything of a patient was asked for at %(organisation)s"),
            "organisatie/verwijderen",
        ),
        template.ADMIN_BEGAN: (_("Somebody became admin at %(organisation)s"), "medewerkers"),
    }
    found = told.get(template(notice.template))
    return found and _with_link(found[0], organisation, f"/org/{notice.organisation.slug}/{found[1]}/")


def _invitation(organisation: str, link: str) -> Letter:
    subject = _("%(organisation)s invites you to BeterDichtbij")
    body = _(
        "Good day,\n\n"
        "%(organisation)s invites you to BeterDichtbij. There you can ask your care team a question and read"
        " their answer, on your telephone or computer.\n\n"
        "Start here. The link works for 7 days:\n%(link)s\n\n"
        "Keep your mobile telephone at hand: you will get a code by text message.\n\n"
        "Do you have doubts about this e-mail? Call %(organisation)s on the number you know."
    )
    return Letter(
        subject % {"organisation": organisation}, body % {"organisation": organisation, "link": link}
    )


def _staff_invitation(organisation: str, link: str) -> Letter:
    subject = _("Your work account for %(organisation)s on BeterDichtbij")
    body = _(
        "Good day,\n\n"
        "You are going to work with BeterDichtbij at %(organisation)s. Make your account here. The link works"
        " once, for 7 days:\n%(link)s\n\n"
        "You choose a password, and set up an app that gives a code each time you sign in.\n\n"
        "Did you not expect this? Then throw this e-mail away."
    )
    values = {"organisation": organisation, "link": link}
    return Letter(subject % values, body % values)


def _helpdesk(organisation: str, link: str) -> Letter:
    sentence = _("You have an answer from the helpdesk of %(organisation)s") % {"organisation": organisation}
    read = _("Read it here: %(link)s") % {"link": link}
    return Letter(sentence, f"{sentence}.\n\n{read}")


def _reminder(organisation: str, link: str, stop: str) -> Letter:
    subject = _("Your invitation from %(organisation)s is still there")
    body = _(
        "Good day,\n\n"
        "A few days ago %(organisation)s invited you to BeterDichtbij. There you can ask your care team a"
        " question and read their answer, on your telephone or computer.\n\n"
        "Start here. The link works for 7 days:\n%(link)s\n\n"
        "Keep your mobile telephone at hand: you will get a code by text message.\n\n"
        "Is something not working? Here you find help:\n%(help)s\n\n"
        "This is the only reminder. Do you want no more of these e-mails?\n%(stop)s"
    )
    help_page = f"{settings.PUBLIC_URL}/hulp/"
    values = {"organisation": organisation, "link": link, "stop": stop, "help": help_page}
    return Letter(subject % values, body % values)


def _with_link(sentence: str, organisation: str, path: str) -> Letter:
    subject = sentence % {"organisation": organisation}
    read = _("Read it here: %(link)s") % {"link": f"{settings.PUBLIC_URL}{path}"}
    return Letter(subject, f"{subject}.\n\n{read}", path)


def _number_changed(organisation: str) -> Letter:
    subject = _("Your mobile number for signing in has been changed")
    body = _(
        "%(organisation)s changed the mobile number with which you sign in to BeterDichtbij, after seeing"
        " your identity document. Was this not you? Call %(organisation)s at once, on the number you know."
    )
    return Letter(subject, body % {"organisation": organisation}, "/mijn/inloggen-met/")


def _relative(organisation: str, link: str) -> Letter:
    subject = _("You are invited to read along at %(organisation)s") % {"organisation": organisation}
    body = _(
        "Good day,\n\n"
        "Somebody who is treated at %(organisation)s wants you to be able to read along in BeterDichtbij. You"
        " do that with your own account. Do you have none yet? Then you make it on the way.\n\n"
        "Start here. The link works for 7 days:\n%(link)s\n\n"
        "Keep your mobile telephone at hand: you will get a code by text message.\n\n"
        "Do you have doubts about this e-mail? Call %(organisation)s on the number you know."
    )
    return Letter(subject, body % {"organisation": organisation, "link": link})
