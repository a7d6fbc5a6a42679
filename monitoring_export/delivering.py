"""Delivers what is due: claimed and made in the scope of one organisation, brought outside any scope.

A claim is a lease: a worker that dies loses it. What does not arrive is tried again, less and less often;
after the last time the period is given up, which stands on the page, and the next one is waited for.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from audit.actions import Looker, record
from monitoring_export import carriers, shown_outside, spans
from monitoring_export.carriers import NotDelivered, Parcel
from monitoring_export.files import FORMS
from monitoring_export.final import NotYetFinal, final_at
from monitoring_export.models import Delivery, DeliveryAttempt
from monitoring_export.wish import period_name
from rowsecurity.one_by_one import by_itself
from rowsecurity.scopes import job_scope
from tenants.models import Organisation

logger = logging.getLogger("monitoring_export")
LEASE = timedelta(minutes=10)
# Where counting is behind.
LOOKED_AGAIN_AFTER = timedelta(minutes=15)
AGAIN_AFTER = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(days=1),
)
PLATFORM = Looker(label="BeterDichtbij", role="system")


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours until its lease ends, and for which period."""

    delivery_id: UUID
    organisation_id: UUID
    period: date


def deliver_due(organisation_id: UUID) -> int:
    """Deliver everything of an organisation that is due; how much was tried. Outside any scope."""
    with job_scope(organisation_id):
        claims = _claim()
    for ours in claims:
        with by_itself(logger, "a delivery", ours.delivery_id):
            _deliver(ours)
    return len(claims)


def _claim() -> list[Claim]:
    now = timezone.now()
    rows = Delivery.objects.select_for_update(skip_locked=True).filter(
        Q(lease_until=None) | Q(lease_until__lt=now), ended_at=None, due_at__lte=now
    )
    claims = [Claim(each.id, each.organisation_id, each.period) for each in rows]
    Delivery.objects.filter(id__in=[each.delivery_id for each in claims]).update(lease_until=now + LEASE)
    return claims


def _deliver(ours: Claim) -> None:
    size = 0
    try:
        with job_scope(ours.organisation_id):
            parcel = _parcel(Delivery.objects.get(id=ours.delivery_id))
        size = len(parcel.content)
        carriers.bring(parcel)
    except NotYetFinal:
        _wait(ours)
    except NotDelivered as refusal:
        _keep(ours, refusal.result, refusal.detail, size)
    except Exception:
        _keep(ours, DeliveryAttempt.Result.FAILED, "", size)
        raise
    else:
        _keep(ours, DeliveryAttempt.Result.SENT, "", size)


def _parcel(delivery: Delivery) -> Parcel:
    organisation = Organisation.objects.get(id=delivery.organisation_id)
    form, period = FORMS[delivery.form], period_name(delivery.period, delivery.step)
    made = shown_outside.sheet(
        organisation_id=delivery.organisation_id,
        organisation=organisation.name,
        period=delivery.period,
        step=delivery.step,
        by=delivery.by,  # type: ignore[arg-type]
        keys=delivery.figures,
    )
    return Parcel(
        name=f"{organisation.slug}-{delivery.period:%Y-%m}-{delivery.every}.{form.suffix}",
        content_type=form.content_type,
        content=b"".join(form.make(made)),
        way=delivery.way,
        address=delivery.address,
        secret=delivery.secret,
        key=delivery.key,
        fingerprint=delivery.fingerprint,
        organisation=organisation.name,
        period=period,
    )


def _wait(ours: Claim) -> None:
    """Nothing was tried: go when the period is final, or look again when counting has come further."""
    with job_scope(ours.organisation_id):
        delivery = Delivery.objects.select_for_update().get(id=ours.delivery_id)
        again = timezone.now() + LOOKED_AGAIN_AFTER
        delivery.due_at = max(final_at(delivery.period, delivery.step), again)
        delivery.lease_until = None
        delivery.save(update_fields=["due_at", "lease_until"])
    logger.info("a delivery waits for figures to be final: %s", ours.delivery_id)


def _keep(ours: Claim, result: DeliveryAttempt.Result, detail: str, size: int) -> None:
    """Write down how it ended, and when it goes on."""
    with job_scope(ours.organisation_id):
        delivery = Delivery.objects.select_for_update().get(id=ours.delivery_id)
        is_sent = result == DeliveryAttempt.Result.SENT
        is_last = not is_sent and delivery.tries >= len(AGAIN_AFTER)
        DeliveryAttempt.objects.create(
            delivery=delivery, period=ours.period, result=result, detail=detail, size=size, is_last=is_last
        )
        if is_sent or is_last:
            delivery.period, delivery.tries = spans.end_of(ours.period, delivery.step), 0
            delivery.due_at = final_at(delivery.period, delivery.step)
        else:
            delivery.due_at = timezone.now() + AGAIN_AFTER[delivery.tries]
            delivery.tries += 1
        delivery.lease_until = None
        delivery.save(update_fields=["period", "tries", "due_at", "lease_until"])
        if is_sent:
            record(
                looker=PLATFORM,
                organisation_id=ours.organisation_id,
                event="usage.delivered",
                action="E",
                object_type="delivery",
                object_id=ours.delivery_id,
            )
