"""Who we are to the provider of an organisation."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from single_sign_on.models import Provider
from single_sign_on.protocol import Client


def client_of(provider: Provider) -> Client:
    """In a scope that may read the provider and its organisation."""
    return Client(
        provider.issuer, provider.client_id, provider.secret, redirect_of(provider.organisation.slug)
    )


def redirect_of(slug: str) -> str:
    """The address that the provider sends browsers back to; it is registered there."""
    return settings.PUBLIC_URL + reverse("single_sign_on:back", args=[slug])


def logout_of(slug: str) -> str:
    """The address where the provider tells of a logout; it is registered there."""
    return settings.PUBLIC_URL + reverse("single_sign_on:signed_out", args=[slug])
