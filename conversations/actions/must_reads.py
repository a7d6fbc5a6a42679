"""Messages that must be read: asked by a clinician, climbed by the clock, ended by reading."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import Case, Q, When
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations import ladder, tasks
from conversations.actions.records import log, wake
from conversations.actions.team_tasks import create_team_task, end_team_task
from conversations.ladder import Climber, Way
from conversations.models import Conversation, MustRead, MustReadStep, ReadingLadder, TeamTask
from conversations.readers import who_must_read
from notifications.actions import notify_by
from notifications.choosing import wished_means
from notifications.models import Notice
from notifications.reaching import clock, reach_of, wish_of
from people.models import Person, Representation
from tenants.models import Department, Membership
from tenants.roles import Act, require

logger = logging.getLogger("conversations")
BATCH = 200
AFTER_FAILURE = timedelta(minutes=10)


def ask_to_read(*, member: Membership, looker: Looker, conversation: Conversation, number: int) -> None:
    """Ask the patient's side to read a message; the first way is tried at once. Asked twice is asked once."""
    require(member, Act.ASK_TO_READ)
    MustRead.objects.get_or_create(
        conversation=conversation,
        number=number,
        defaults={"patient": conversation.patient, "asked_by": member, "due_at": timezone.now()},
    )
    log(looker=looker, conversation=conversation, event="must_read.ask", action="C")
    transaction.on_commit(tasks.poke)


def withdraw(*, member: Membership, looker: Looker, conversation: Conversation, must_read: MustRead) -> None:
    """Stop asking; what was sent is sent. `conversation` is locked."""
    require(member, Act.ASK_TO_READ)
    mine = MustRead.objects.filter(id=must_read.id, read_at=None, withdrawn_at=None)
    if mine.update(withdrawn_at=timezone.now(), due_at=None):
        log(looker=looker, conversation=conversation, event="must_read.withdraw", action="U")
        wake(conversation)


def end_by_reading(*, conversation: Conversation, number: int) -> None:
    """Who acts for the patient has read up to `number`; in the transaction of the read mark.

    After the last way it is due once more: the desk need not call, and the patient's side may not end
    a task of the team.
    """
    asked = MustRead.objects.filter(conversation=conversation, number__lte=number, read_at=None)
    is_last = When(due_at=None, withdrawn_at=None, then=Now())
    if asked.update(read_at=timezone.now(), due_at=Case(is_last, default=None)):
        wake(conversation)


def save_ladder(*, member: Membership, department: Department, minutes: dict[str, int]) -> None:
    """Set how long a department waits after each way."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    ReadingLadder.objects.update_or_create(department=department, defaults=minutes)


def climb_due() -> int:
    """Try the next way of everything that is due here. In the job scope of one organisation."""
    due = MustRead.objects.filter(due_at__lte=Now()).order_by("due_at")
    rows = due.select_for_update(of=("self",), skip_locked=True, no_key=True)
    climbed = 0
    for must_read in rows.select_related("conversation__patient", "conversation__department")[:BATCH]:
        climbed += _climb_safely(must_read)
    return climbed


def _climb_safely(must_read: MustRead) -> bool:
    try:
        with transaction.atomic():
            climb(must_read)
    except Exception as error:  # one bad row must not stop the others
        if isinstance(error, Error) and not connection.is_usable():
            raise
        logger.error("must-read %s failed: %s", must_read.id, type(error).__name__)
        MustRead.objects.filter(id=must_read.id).update(due_at=Now() + AFTER_FAILURE)
        return False
    return True


def climb(must_read: MustRead) -> None:
    """Take the next way, or wait until nobody's quiet hours are broken. The row is locked.

    What was read meanwhile ends the call that the desk was asked for, and so does the death of the patient.
    """
    if must_read.read_at or must_read.conversation.patient.deceased_on:
        end_team_task(_id_of_call(must_read))
        must_read.due_at = None
        return must_read.save(update_fields=["due_at"])
    conversation, now, zone = must_read.conversation, clock(), ZoneInfo(settings.TIME_ZONE)
    people = who_must_read(conversation)
    climbers = [_climber(person_id, conversation) for person_id in people]
    way = ladder.next_way(must_read.steps.values_list("way", flat=True), climbers)
    allowed = ladder.allowed_at(now, zone, climbers)
    if way is None or allowed > now:
        must_read.due_at = None if way is None else allowed
    else:
        _take(must_read, way, people, now)
        pause = _pause(conversation.department, way)
        must_read.due_at = None if pause is None else ladder.after(now, pause, zone, climbers)
    must_read.save(update_fields=["due_at"])
    wake(conversation)


def wait_anew(person_id: UUID) -> None:
    """Plan the next way by the quiet hours this reader has now. In the job scope of an organisation."""
    acts_for = Representation.objects.filter(person_id=person_id, may_write=True).values("patient")
    waiting = MustRead.objects.filter(
        Q(patient__person=person_id) | Q(patient__in=acts_for), due_at__gt=Now()
    )
    rows = waiting.select_for_update(of=("self",), no_key=True)
    for each in rows.select_related("conversation__patient", "conversation__department"):
        people = who_must_read(each.conversation)
        climbers = [_climber(reader, each.conversation) for reader in people]
        ripe = max(_without_quiet_hours(each), clock())
        each.due_at = ladder.allowed_at(ripe, ZoneInfo(settings.TIME_ZONE), climbers)
        each.save(update_fields=["due_at"])
        wake(each.conversation)


def _without_quiet_hours(must_read: MustRead) -> datetime:
    last = must_read.steps.last()
    if last is None:
        return must_read.created_at
    pause = _pause(must_read.conversation.department, Way(last.way))
    return last.taken_at + (pause or timedelta())


def _climber(person_id: UUID, conversation: Conversation) -> Climber:
    wish = wish_of(person_id)
    wished = wished_means(Notice.Template.MUST_READ, wish)
    means = reach_of(person_id, patient=conversation.patient).means
    return Climber(frozenset(each for each in means if each in wished), wish.quiet)


def _take(must_read: MustRead, way: Way, people: list[UUID], now: datetime) -> None:
    """Note that this way is tried, and try it, in one transaction."""
    MustReadStep.objects.create(must_read=must_read, way=way, taken_at=now)
    if way is Way.CALL:
        return _ask_desk_to_call(must_read)
    for person_id in people:
        notify_by(
            means=way.value,
            person=Person.objects.get(id=person_id),
            patient=must_read.conversation.patient,
            template=Notice.Template.MUST_READ,
            key=f"must:{must_read.id}:{person_id}",
            about=must_read.id,
        )


def _ask_desk_to_call(must_read: MustRead) -> None:
    conversation = must_read.conversation
    with translation.override(settings.LANGUAGE_CODE):
        text = _("A message that must be read has not been read. Call the patient about it.")
    create_team_task(
        department=conversation.department,
        kind=TeamTask.Kind.CALL,
        text=text,
        due_at=timezone.now(),
        conversation=conversation,
        task_id=_id_of_call(must_read),
    )


def _id_of_call(must_read: MustRead) -> UUID:
    return uuid5(must_read.id, Way.CALL)


def _pause(department: Department, way: Way) -> timedelta | None:
    """How long this department waits after a way; None after the last."""
    known = ReadingLadder.objects.filter(department=department).first() or ReadingLadder()
    minutes = {
        Way.PUSH: known.minutes_after_push,
        Way.SMS: known.minutes_after_sms,
        Way.EMAIL: known.minutes_after_email,
    }.get(way)
    return None if minutes is None else timedelta(minutes=minutes)


def is_still_asked(notice: Notice) -> bool:
    """Whether the message of this notice is still unread and still asked; for `notifications`."""
    assert notice.about is not None, "it is about a message that must be read"
    return MustRead.objects.filter(id=notice.about, read_at=None, withdrawn_at=None).exists()
