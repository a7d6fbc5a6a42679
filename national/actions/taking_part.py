"""Taking part by figure, and stopping. In an organisation's scope."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from national import quarters, tasks
from national.models import Participation
from rowsecurity.errors import Refused
from tenants import directory
from tenants.models import Membership, Organisation
from tenants.roles import Act, require


def take_part(
    *, actor: Membership, looker: Looker, figures: Collection[str], region: str, since: date
) -> tuple[int, int]:
    """Take part with exactly these figures from now on; returns how many began and how many stopped.

    What was given of quarters that are over stays: who compared then must find the same later. The running
    quarter and what comes after it are no longer given. Who begins again does so where it stopped at
    the earliest.
    """
    require(actor, Act.CONFIGURE_ORGANISATION)
    if since not in quarters.to_begin_with():
        raise Refused(_("Choose from which quarter on."))
    Organisation.objects.filter(id=actor.organisation_id).update(region=region)
    transaction.on_commit(directory.forget)
    open_ones = {each.figure: each for each in Participation.objects.filter(until=None)}
    begun = [figure for figure in figures if figure not in open_ones]
    stopped = [each for figure, each in open_ones.items() if figure not in figures]
    ended = dict(Participation.objects.order_by().values_list("figure").annotate(Max("until")))
    for figure in begun:
        first = max(since, ended.get(figure) or since)
        Participation.objects.create(figure=figure, since=first, agreed_by=actor.label[:120])
    for each in stopped:
        each.until, each.stopped_by = max(each.since, quarters.running()), actor.label[:120]
        each.save(update_fields=["until", "stopped_by"])
    _log(actor, looker, "monitor.takes_part" if begun else "monitor.stopped", bool(begun or stopped))
    transaction.on_commit(lambda: tasks.hasten(actor.organisation_id))
    return len(begun), len(stopped)


def _log(actor: Membership, looker: Looker, event: str, is_changed: bool) -> None:
    if is_changed:
        record(
            looker=looker,
            organisation_id=actor.organisation_id,
            event=event,
            action="U",
            object_type="monitor",
        )
