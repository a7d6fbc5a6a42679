"""A notice to all browsers of its person. One that took it is enough; those that are gone are forgotten."""

from __future__ import annotations

import logging

from django.utils.translation import get_language_info

from notifications import push
from notifications.gateway import NotDelivered
from notifications.models import Notice, PushSubscription
from notifications.texts import Letter
from rowsecurity.scopes import job_scope

ABOUT_A_CONVERSATION = {Notice.Template.NEW_MESSAGE, Notice.Template.VISIT}
logger = logging.getLogger("notifications")


def send(notice: Notice, letter: Letter, browsers: list[PushSubscription]) -> None:
    """Send to each; raises `Gone` when none is left, `NotDelivered` when none took it this time."""
    gone: list[PushSubscription] = []
    failures: list[NotDelivered] = []
    for browser in browsers:
        try:
            push.send(browser, payload(notice, letter), reference=str(notice.id))
        except push.Gone:
            gone.append(browser)
        except NotDelivered as failure:
            failures.append(failure)
    _forget(notice, gone)
    if len(gone) == len(browsers):
        raise push.Gone("no browser listens any more")
    if len(gone) + len(failures) == len(browsers):
        raise failures[0]


def payload(notice: Notice, letter: Letter) -> push.Payload:
    """What the browser shows; the same notice again replaces itself."""
    is_bidi = get_language_info(notice.language)["bidi"]
    return push.Payload(
        title=letter.subject,
        body="BeterDichtbij",
        open=_page(notice, letter),
        tag=f"{notice.template}-{notice.about}" if notice.about else notice.template,
        lang=notice.language,
        dir="rtl" if is_bidi else "ltr",
    )


def _page(notice: Notice, letter: Letter) -> str:
    """The conversation itself: unlike an e-mail, this is read by nothing on its way."""
    is_about_one = notice.about and notice.template in ABOUT_A_CONVERSATION
    return f"/mijn/gesprekken/{notice.about}/" if is_about_one else letter.path


def _forget(notice: Notice, gone: list[PushSubscription]) -> None:
    if gone:
        with job_scope(notice.organisation_id):
            PushSubscription.objects.filter(id__in=[each.id for each in gone]).delete()
