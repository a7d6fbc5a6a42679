"""Planning, hastening and ending a delivery. In the scope of the organisation; who may is asked here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from monitoring_export import places, tasks
from monitoring_export.final import newest_final
from monitoring_export.models import Delivery
from rowsecurity.errors import Refused
from tenants import envelope
from tenants.models import Membership
from tenants.roles import Act, require

MOST = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes where, and how often."""

    way: str
    every: str
    by: str
    form: str
    figures: Collection[str]
    address: str
    secret: str = ""
    fingerprint: str = ""


def plan_delivery(*, actor: Membership, looker: Looker, plan: Plan) -> Delivery:
    """Deliver from now on; the last period that is final goes at once, so that it is seen to arrive."""
    require(actor, Act.CONFIGURE_ORGANISATION)
    if Delivery.objects.filter(ended_at=None).count() >= MOST:
        raise Refused(_("There are ten deliveries already. End one first."))
    delivery = Delivery(
        id=uuid4(),
        organisation_id=actor.organisation_id,
        way=plan.way,
        every=plan.every,
        by=plan.by,
        form=plan.form,
        figures=list(plan.figures),
        fingerprint=plan.fingerprint,
        agreed_by=actor.label[:120],
        due_at=timezone.now(),
    )
    delivery.period = newest_final(delivery.step)
    _seal(delivery, plan)
    delivery.save(force_insert=True)
    _log(looker, delivery, "usage.delivery_set", "C")
    transaction.on_commit(lambda: tasks.hasten(delivery.organisation_id))
    return delivery


def deliver_now(*, actor: Membership, looker: Looker, delivery: Delivery) -> None:
    """Have the last period that is final go once more."""
    require(actor, Act.CONFIGURE_ORGANISATION)
    delivery.period, delivery.tries = newest_final(delivery.step), 0
    delivery.due_at = timezone.now()
    delivery.save(update_fields=["period", "tries", "due_at"])
    _log(looker, delivery, "usage.delivery_now", "E")
    transaction.on_commit(lambda: tasks.hasten(delivery.organisation_id))


def end_delivery(*, actor: Membership, looker: Looker, delivery: Delivery) -> None:
    """Nothing goes there any more; what went stays to be read, and the secrets are forgotten."""
    require(actor, Act.CONFIGURE_ORGANISATION)
    delivery.ended_at = timezone.now()
    delivery.secret_sealed = delivery.key_sealed = None
    delivery.save(update_fields=["ended_at", "secret_sealed", "key_sealed"])
    _log(looker, delivery, "usage.delivery_ended", "D")


def _seal(delivery: Delivery, plan: Plan) -> None:
    organisation_id = delivery.organisation_id
    delivery.address_sealed = envelope.seal(organisation_id, places.address(delivery.id), plan.address)
    if plan.secret:
        delivery.secret_sealed = envelope.seal(organisation_id, places.secret(delivery.id), plan.secret)
    if plan.way == Delivery.Way.SFTP:
        import asyncssh  # large: only whoever delivers there loads it

        key = asyncssh.generate_private_key("ssh-ed25519", comment="beterdichtbij")
        text = key.export_private_key().decode()
        delivery.key_sealed = envelope.seal(organisation_id, places.key(delivery.id), text)
        delivery.public_key = key.export_public_key().decode().strip()


def _log(looker: Looker, delivery: Delivery, event: str, action: str) -> None:
    record(
        looker=looker,
        organisation_id=delivery.organisation_id,
        event=event,
        action=action,
        object_type="delivery",
        object_id=delivery.id,
    )
