"""Asks each provider again whether who works here may still come in; who is gone there is out here at once.

Calls are made outside any transaction. A provider that does not answer says nothing about anybody, and one
that is slow keeps the others waiting for a moment only.
"""

from __future__ import annotations

import logging
import random
import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from rowsecurity.one_by_one import by_itself
from rowsecurity.scopes import job_scope
from single_sign_on import places
from single_sign_on.actions import keep, leave, roles_of
from single_sign_on.clients import client_of
from single_sign_on.guarded import Unreachable
from single_sign_on.models import Provider, WorkIdentity
from single_sign_on.protocol import Client, Gone, ask_again
from tenants import envelope

logger = logging.getLogger("single_sign_on")
AFTER = timedelta(minutes=1)
MOST = 200
# Seconds for one provider in one round; whom it did not come to is asked about in the next.
ROUND = 20.0


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody to ask about."""

    identity_id: UUID
    refresh: str


def look_again() -> int:
    """Ask about everybody who was not asked about lately; returns how many are gone. Outside any scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisations_with_single_sign_on()")
        organisations = [row[0] for row in cursor.fetchall()]
    gone = 0
    for organisation_id in organisations:
        with by_itself(logger, "asking a provider again", organisation_id):
            gone += _look_at(organisation_id)
    return gone


def _look_at(organisation_id: UUID) -> int:
    with job_scope(organisation_id):
        provider = Provider.objects.select_related("organisation").get()
        client = client_of(provider)
        _forget_others(provider)
        known = _to_ask_about(provider)
    # Somebody of whom the provider never answers stays among the oldest, and is not always the first.
    random.shuffle(known)
    until, gone = time.monotonic() + ROUND, 0
    for each in known:
        gone += _is_gone(organisation_id, provider, client, each)
        if time.monotonic() >= until:
            logger.warning("provider of %s is slow: the rest is asked about later", organisation_id)
            break
    return gone


def _forget_others(provider: Provider) -> None:
    """What an earlier provider gave is of no use to this one, and never shown to it."""
    others = WorkIdentity.objects.filter(refresh_sealed__isnull=False).exclude(**provider.names)
    others.update(refresh_sealed=None)


def _to_ask_about(provider: Provider) -> list[Known]:
    rows = WorkIdentity.objects.filter(**provider.names).filter(
        membership__ended_at=None, refresh_sealed__isnull=False, checked_at__lt=timezone.now() - AFTER
    )
    return [
        Known(
            row.id,
            envelope.open_sealed(row.organisation_id, places.refresh(row.id), bytes(row.refresh_sealed)),
        )
        for row in rows.order_by("checked_at")[:MOST]
        if row.refresh_sealed is not None
    ]


def _is_gone(organisation_id: UUID, provider: Provider, client: Client, known: Known) -> bool:
    try:
        proof = ask_again(client, known.refresh)
    except Unreachable:
        return False
    except Gone:
        proof, is_gone = None, True
    else:
        is_gone = False
    with job_scope(organisation_id):
        rows = WorkIdentity.objects.select_for_update(of=("self",)).select_related("membership")
        identity = rows.get(id=known.identity_id)
        roles = roles_of(provider, proof) if proof else list(identity.membership.roles)
        if is_gone or not roles or (proof and proof.subject != identity.subject):
            leave(identity=identity)
            return True
        keep(identity=identity, roles=roles, refresh=proof.refresh if proof else known.refresh)
    return False
