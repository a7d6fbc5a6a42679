"""What an admin fills in about a delivery; well-formedness only."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring_export.actions.deliveries import Plan
from monitoring_export.dictionary import FIGURES
from monitoring_export.models import Delivery
from monitoring_export.views import FORM_NAMES, WAY_NAMES
from monitoring_export.wish import WAYS

FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")
USUAL = ["conversations", "messages_people", "patients", "video_held", "video_consults", "written_consults"]


class DeliveryForm(forms.Form):
    """Where figures go, how often, which, and as what."""

    way = forms.ChoiceField(
        label=gettext_lazy("How do they go?"), choices=Delivery.Way.choices, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label=gettext_lazy("Where to?"),
        max_length=300,
        help_text=gettext_lazy(
            "An e-mail address, sftp://name@server.nl/folder, or https://server.nl/path. Not inside a private"
            " network."
        ),
    )
    secret = forms.CharField(
        label=gettext_lazy("Password or token"),
        max_length=300,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "For SFTP a password, if the server does not know our key; for HTTPS a token. Kept sealed, never"
            " shown again."
        ),
    )
    fingerprint = forms.CharField(
        label=gettext_lazy("Fingerprint of the SFTP server"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("For SFTP only. Begins with SHA256: and comes from who runs the server."),
    )
    every = forms.ChoiceField(
        label=gettext_lazy("How often?"), choices=Delivery.Every.choices, widget=forms.RadioSelect
    )
    by = forms.ChoiceField(label=gettext_lazy("Apart by"), choices=list(WAY_NAMES.items()))
    form = forms.ChoiceField(label=gettext_lazy("As"), choices=list(FORM_NAMES.items()))
    figures = forms.MultipleChoiceField(
        label=gettext_lazy("Which figures?"),
        choices=[(key, figure.name) for key, figure in FIGURES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = {"way": "mail", "every": "month", "by": "afdeling", "form": "xlsx", "figures": USUAL}
        self.initial = {**usual, **self.initial}

    def clean(self) -> dict[str, Any]:
        """The address belongs to the way, and a server has a fingerprint."""
        values = super().clean() or {}
        way, address = values.get("way"), str(values.get("address", "")).strip()
        try:
            if way and address:
                values["address"] = ADDRESSES[Delivery.Way(way)](address)
        except ValidationError as error:
            self.add_error("address", error)
        fingerprint = str(values.get("fingerprint", "")).strip()
        if way == Delivery.Way.SFTP and not FINGERPRINT.fullmatch(fingerprint):
            self.add_error(
                "fingerprint",
                _("Fill in the fingerprint of the server: SHA256: and 43 letters and digits."),
            )
        values["fingerprint"] = fingerprint if way == Delivery.Way.SFTP else ""
        return values

    @property
    def plan(self) -> Plan:
        """What was filled in."""
        values = self.cleaned_data
        return Plan(
            way=values["way"],
            every=values["every"],
            by=WAYS[values["by"]],
            form=values["form"],
            figures=values["figures"],
            address=values["address"],
            secret="" if values["way"] == Delivery.Way.MAIL else values["secret"],
            fingerprint=values["fingerprint"],
        )


def _mailbox(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValidationError(_("This is not an e-mail address.")) from error
    return text


def _server(text: str) -> str:
    parts = _split(text)
    if parts.scheme != "sftp" or not parts.hostname or not parts.username:
        raise ValidationError(_("Write the address as sftp://name@server.nl/folder."))
    if parts.password:
        raise ValidationError(_("Leave the password out of the address; it has a field of its own."))
    return _outside(text, parts)


def _page(text: str) -> str:
    parts = _split(text)
    schemes = ("https", "http") if settings.DELIVERY_PRIVATE else ("https",)
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password:
        raise ValidationError(_("Write the address as https://server.nl/path."))
    return _outside(text, parts)


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  raises when it is none
    except ValueError as error:
        raise ValidationError(_("This address is not written as it should be.")) from error
    return parts


def _outside(text: str, parts: SplitResult) -> str:
    """Refuse what can be seen to be inside; a name is looked at when it is called."""
    host = str(parts.hostname)
    try:
        is_inside = not ip_address(host).is_global
    except ValueError:
        is_inside = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    if is_inside and not settings.DELIVERY_PRIVATE:
        raise ValidationError(
            _("This address is inside a private network. Give one that can be reached from outside.")
        )
    return text


ADDRESSES = {Delivery.Way.MAIL: _mailbox, Delivery.Way.SFTP: _server, Delivery.Way.HTTPS: _page}
