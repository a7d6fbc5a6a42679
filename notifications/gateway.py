"""The ways out by e-mail and text message; `push` is the third.

Each takes a reference, so that a gateway that is asked twice can send once.
"""

from __future__ import annotations

import logging
import smtplib
from urllib.parse import quote, urlsplit

import apprise
from django.conf import settings
from django.core.mail import EmailMessage

from notifications import demo_post

LIMIT_SECONDS = 2
# Apprise names the address it could not reach; our own lines name the notice.
logging.getLogger("apprise").setLevel(logging.CRITICAL)


class NotDelivered(Exception):
    """The gateway refused, was silent too long, or does not exist. Says which, and never to whom."""


def send_email(address: str, subject: str, body: str, *, reference: str) -> None:
    """Send one e-mail; the reference is its Message-ID."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    headers = {"Message-ID": f"<{reference}@{host}>", "Auto-Submitted": "auto-generated"}
    message = EmailMessage(subject, body, to=[address], headers=headers)
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(type(error).__name__) from error


def send_text(mobile: str, body: str, *, reference: str) -> None:
    """Send one text message through the Apprise address in SMS_URL, `{to}` and `{reference}` filled in."""
    if not settings.SMS_URL:
        raise NotDelivered("no gateway for text messages")
    url = settings.SMS_URL.format(to=quote(mobile.lstrip("+")), reference=quote(reference))
    if url.startswith("demopost:"):
        demo_post.register_scheme()
    limits = f"cto={LIMIT_SECONDS}&rto={LIMIT_SECONDS}"
    sender = apprise.Apprise()
    sender.add(f"{url}{'&' if '?' in url else '?'}{limits}")
    if not sender.notify(body=body, body_format=apprise.NotifyFormat.TEXT):
        raise NotDelivered("refused by the gateway for text messages")
