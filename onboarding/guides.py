"""Explanations, one page for one task, in few words. Pure texts; the template draws them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Guide:
    """One task: what it is called, and the steps, each with a picture and a sentence or two."""

    slug: str
    icon: str
    title: Promise
    steps: tuple[tuple[str, Promise], ...]


GUIDES = (
    Guide(
        "eerste-keer",
        "key",
        _("Signing in for the first time"),
        (
            (
                "mail",
                _(
                    "Open the e-mail with your invitation and press the link. Do"
                    " you have a letter? Scan it."
                ),
            ),
            ("calendar", _("Fill in your date of birth, and press the button below it.")),
            ("phone", _("You get a text message with six digits. Fill in those digits.")),
            (
                "lock",
                _(
                    "Choose a password of at least ten characters. A short"
                    " sentence is easy to remember."
                ),
            ),
            (
                "check",
                _(
                    "You are in. Next time you sign in with your e-mail address,"
                    " password and a new code."
                ),
            ),
        ),
    ),
    Guide(
        "bericht-sturen",
        "send",
        _("Sending a message"),
        (
            ("message", _("Go to Messages, and press Ask your care team a question.")),
            ("hospital", _("Choose the department that treats you.")),
            ("warning", _("Can it not wait? Then call. You see the number on the page.")),
            ("edit", _("Write what you want to ask. Short is good.")),
            (
                "send",
                _(
                    "Press Send. Under your message you see that it was sent,"
                    " and later that it was read."
                ),
            ),
            ("clock", _("Above the conversation you see by when you get an answer.")),
        ),
    ),
    Guide(
        "foto-sturen",
        "attach",
        _("Sending a photo"),
        (
            ("message", _("Open the conversation with your care team.")),
            ("attach", _("Press the paper clip beside the place where you write.")),
            ("eye", _("Take a photo, or choose one that you have. You see it before it is sent.")),
            ("send", _("Press Send. Where the photo was taken is removed from it.")),
        ),
    ),
    Guide(
        "teruglezen",
        "search",
        _("Reading back"),
        (
            ("message", _("Go to Messages. All your conversations stand there, the newest first.")),
            ("back", _("Open a conversation. Press Earlier messages to see what was before.")),
            ("search", _("Looking for a word? Press Search my messages.")),
            ("download", _("You can keep your conversations: press Download my conversations.")),
        ),
    ),
    Guide(
        "naasten",
        "people",
        _("Letting somebody near you read along"),
        (
            ("person", _("Go to My data, and press Let somebody read along.")),
            ("plus", _("Invite your partner, child or carer. They make an account of their own.")),
            ("eye", _("Choose whether they may only read, or also write for you.")),
            ("close", _("You can stop it at any moment: press End now. Never share your password.")),
        ),
    ),
    Guide(
        "meldingen",
        "mail",
        _("Getting notices"),
        (
            ("person", _("Go to My data, and press Notifications.")),
            ("check", _("Choose how: on your telephone, by e-mail or by text message.")),
            ("clock", _("Choose at which hours we do not disturb you.")),
            ("lock", _("A notice only says that there is something. Never what it is about.")),
        ),
    ),
    Guide(
        "telefoon-kwijt",
        "phone",
        _("You lost your telephone, or have another number"),
        (
            ("key", _("Do you have recovery codes or a passkey? Choose that when you sign in.")),
            ("sign-out", _("In My details you can end the session of the telephone that is gone.")),
            ("help", _("Do you not get in? Ask the helpdesk. Say that you have another telephone.")),
            ("hospital", _("The desk can also help you. Take your identity document with you.")),
        ),
    ),
    Guide(
        "beeldbellen",
        "eye",
        _("A video call"),
        (
            (
                "calendar",
                _(
                    "Your care team says whether your appointment is by video."
                    " You find it under Appointments."
                ),
            ),
            (
                "eye",
                _(
                    "Sit in a quiet place with light on your face. Have your"
                    " glasses and medicines at hand."
                ),
            ),
            ("phone", _("Your browser asks for camera and microphone. Press Allow.")),
            ("warning", _("Does it not work at the time of your appointment? Then call the department.")),
        ),
    ),
)  # fmt: skip
BY_SLUG = {guide.slug: guide for guide in GUIDES}
