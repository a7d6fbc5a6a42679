"""A message that must be read climbs until it is read, and the thread says where it is."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format

from conversations.actions.must_reads import end_by_reading
from conversations.actions.replies import Reply, reply
from conversations.due_work import do_due_work
from conversations.ladder import ORDER
from conversations.models import Conversation, MustRead, MustReadStep, TeamTask
from notifications.actions import notify_by
from notifications.models import Notice, NoticeWish
from notifications.own_actions import Wish, save_wish
from people.models import Patient
from rowsecurity.errors import Forbidden
from rowsecurity.scopes import gate_scope, job_scope, person_scope
from tenants.roles import Role
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked
from tests.people.conftest import post  # noqa: F401
from tests.relatives.stage import represent


@pytest.fixture
def conversation(lindeborg):
    return asked(lindeborg)


@pytest.fixture(autouse=True)
def _at_any_hour(lindeborg):
    wish(lindeborg, quiet_from=None, quiet_until=None)


def wish(house, name="Alice", **values):
    person_id = house.patients[name].person_id
    with gate_scope(person_id):
        NoticeWish.objects.update_or_create(person_id=person_id, defaults=values)


def answered(house, conversation, *, name="Marieke", must_read=True):
    with at_work(house, name):
        words = Reply(uuid4(), "Stop met de tabletten.", 99, must_read=must_read)
        return reply(
            member=house.staff[name],
            looker=LOOKER,
            conversation=locked(house, conversation, name),
            reply=words,
        )


def choose_hours(person, begin, end):
    """Quiet from so many hours from now until so many, as the page keeps it."""
    hours = {"quiet_from": an_hour(begin), "quiet_until": an_hour(end)}
    kinds = {name: ["email", "sms"] for name in ("new_message", "visit", "must_read")}
    with gate_scope(person.id):
        save_wish(person_id=person.id, wish=Wish(work=True, **kinds, **hours))


def versions(page):
    return re.findall(r'data-version="([^"]*)"', page)


def an_hour(away):
    return (timezone.localtime() + timedelta(hours=away)).time().replace(second=0, microsecond=0)


def moment_after(*, hours):
    """How the thread shows that moment."""
    return date_format(timezone.localtime() + timedelta(hours=hours), "SHORT_DATETIME_FORMAT")


def let_time_pass(house):
    """The pause is over: whatever waits is due now."""
    with job_scope(house.id):
        MustRead.objects.filter(due_at__isnull=False).update(due_at=Now() - timedelta(hours=1))
    do_due_work()


def ways(house) -> list[str]:
    with job_scope(house.id):
        taken = MustReadStep.objects.values_list("way", flat=True)
        return sorted(taken, key=ORDER.index)


def call_tasks(house) -> int:
    with job_scope(house.id):
        return TeamTask.objects.filter(kind=TeamTask.Kind.CALL).count()


def read_by(house, conversation, name="Alice"):
    address = f"/mijn/gesprekken/{conversation.id}/gelezen/"
    return signed_in(house.patients[name].person).post(address, {"nummer": "99"})


def test_it_climbs_from_text_to_e_mail_to_a_call_and_each_once(lindeborg, conversation, post):  # noqa: F811
    answered(lindeborg, conversation)
    for _ in range(5):
        let_time_pass(lindeborg)
    assert ways(lindeborg) == ["sms", "email", "call"]  # no browser takes notifications here
    assert call_tasks(lindeborg) == 1
    pieces = post.deliver()
    assert sorted(piece.channel for piece in pieces) == ["email", "sms"]
    assert all("tabletten" not in piece.body and "Alice" not in piece.body for piece in pieces)
    assert all("vraagt u een bericht te lezen" in piece.body for piece in pieces)


def test_reading_ends_it_in_the_same_transaction(lindeborg, conversation):
    answered(lindeborg, conversation)
    let_time_pass(lindeborg)
    assert read_by(lindeborg, conversation).status_code == 204
    with job_scope(lindeborg.id):
        must_read = MustRead.objects.get()
        assert must_read.read_at and must_read.due_at is None
    let_time_pass(lindeborg)
    assert ways(lindeborg) == ["sms"] and call_tasks(lindeborg) == 0


def test_what_is_read_after_all_ends_the_call_that_the_desk_was_asked_for(lindeborg, conversation):
    answered(lindeborg, conversation)
    for _ in range(3):
        let_time_pass(lindeborg)
    with job_scope(lindeborg.id):
        assert TeamTask.objects.get().done_at is None

    read_by(lindeborg, conversation)
    let_time_pass(lindeborg)

    with job_scope(lindeborg.id):
        assert TeamTask.objects.get().done_at and MustRead.objects.get().due_at is None


def test_what_waits_to_be_sent_is_not_sent_any_more_once_it_is_read(lindeborg, conversation, post):  # noqa: F811
    answered(lindeborg, conversation)
    let_time_pass(lindeborg)
    read_by(lindeborg, conversation)
    assert post.deliver() == []
    with job_scope(lindeborg.id):
        assert Notice.objects.get().last_error == "no longer of use"


def test_in_quiet_hours_nothing_happens_but_waiting(lindeborg, conversation):
    local = timezone.localtime()
    wish(
        lindeborg,
        quiet_from=(local - timedelta(hours=1)).time(),
        quiet_until=(local + timedelta(hours=1)).time(),
    )
    answered(lindeborg, conversation)
    let_time_pass(lindeborg)
    assert ways(lindeborg) == []
    with job_scope(lindeborg.id):
        assert MustRead.objects.get().due_at > timezone.now() + timedelta(minutes=50)


@pytest.mark.parametrize("who", ["the patient", "a relative"])
def test_other_quiet_hours_move_what_waits_for_the_end_of_earlier_ones(
    lindeborg, conversation, who, django_capture_on_commit_callbacks
):
    alice = lindeborg.patients["Alice"]
    reader = alice.person
    if who == "a relative":
        reader = represent(alice)
        with job_scope(lindeborg.id):
            Patient.objects.filter(id=alice.id).update(person=None)
    choose_hours(reader, -1, 3)
    answered(lindeborg, conversation)
    let_time_pass(lindeborg)
    page = signed_in(lindeborg.staff["Marieke"].person)
    address = f"/org/lindeborg/gesprekken/{conversation.id}/"
    held = page.get(address).text
    assert moment_after(hours=3) in held

    with django_capture_on_commit_callbacks(execute=True):
        choose_hours(reader, -1, 1)

    moved = page.get(address).text
    assert moment_after(hours=1) in moved
    # A page that is open draws the message again.
    assert versions(held)[:-1] == versions(moved)[:-1] and versions(held)[-1] != versions(moved)[-1]
    with django_capture_on_commit_callbacks(execute=True):
        choose_hours(reader, -3, -2)
    with job_scope(lindeborg.id):
        assert MustRead.objects.get().due_at <= timezone.now()


def test_a_text_message_that_waits_for_quiet_hours_waits_for_those_of_now(
    lindeborg, django_capture_on_commit_callbacks
):
    alice = lindeborg.patients["Alice"]
    choose_hours(alice.person, -1, 3)
    with job_scope(lindeborg.id):
        key, template = "until quiet", Notice.Template.MUST_READ
        notify_by(means="sms", person=alice.person, patient=alice, template=template, key=key, about=uuid4())

    with django_capture_on_commit_callbacks(execute=True):
        choose_hours(alice.person, -1, 1)

    with job_scope(lindeborg.id):
        waits = Notice.objects.get().not_before - timezone.now()
    assert timedelta() < waits <= timedelta(hours=1)


def test_a_pause_is_not_cut_short_by_other_quiet_hours(
    lindeborg, conversation, django_capture_on_commit_callbacks
):
    answered(lindeborg, conversation)
    let_time_pass(lindeborg)
    assert ways(lindeborg) == ["sms"]
    with django_capture_on_commit_callbacks(execute=True):
        choose_hours(lindeborg.patients["Alice"].person, -3, -2)
    with job_scope(lindeborg.id):
        due_at = MustRead.objects.get().due_at
    assert timedelta(minutes=230) < due_at - timezone.now() <= timedelta(minutes=240)


def test_somebody_without_account_and_relatives_is_called_at_once(lindeborg, conversation):
    with job_scope(lindeborg.id):
        Patient.objects.filter(id=lindeborg.patients["Alice"].id).update(person=None)
    answered(lindeborg, conversation)
    let_time_pass(lindeborg)
    assert ways(lindeborg) == ["call"]


def test_a_way_the_patient_does_not_want_is_left_out(lindeborg, conversation):
    wish(lindeborg, must_read=["email"])
    answered(lindeborg, conversation)
    for _ in range(3):
        let_time_pass(lindeborg)
    assert ways(lindeborg) == ["email", "call"]


def test_one_bad_row_does_not_stop_another(lindeborg, conversation):
    answered(lindeborg, conversation)
    other = asked(lindeborg, "Bob")
    answered(lindeborg, other)
    wish(lindeborg, must_read=["nonsense"])  # leads nowhere, so straight to the call
    wish(lindeborg, "Bob", quiet_from=None, quiet_until=None)
    let_time_pass(lindeborg)
    assert sorted(ways(lindeborg)) == ["call", "sms"]


def test_who_is_no_clinician_may_not_ask_it(lindeborg, conversation):
    colleague(lindeborg, "Desi", roles=[Role.DESK])
    with pytest.raises(Forbidden):
        answered(lindeborg, conversation, name="Desi")


def test_sending_twice_asks_once_and_the_team_takes_it_back(lindeborg, conversation):
    answered(lindeborg, conversation)
    client = signed_in(lindeborg.staff["Marieke"].person)
    case = f"/org/{lindeborg.organisation.slug}/gesprekken/{conversation.id}/"
    with job_scope(lindeborg.id):
        identity = MustRead.objects.get().id
    assert "Moet gelezen worden; nog niet gelezen" in client.get(case).text
    assert "Uw zorgteam vraagt u dit te lezen" in own_page(lindeborg, conversation)
    assert client.post(f"{case}moet-gelezen/{identity}/niet-meer/").status_code == 302
    let_time_pass(lindeborg)
    assert ways(lindeborg) == []
    assert "ingetrokken" in client.get(case).text
    assert "vraagt u dit te lezen" not in own_page(lindeborg, conversation)


def own_page(house, conversation) -> str:
    return signed_in(house.patients["Alice"].person).get(f"/mijn/gesprekken/{conversation.id}/").text


def test_the_composer_asks_with_its_tick(lindeborg, conversation):
    client = signed_in(lindeborg.staff["Marieke"].person)
    case = f"/org/{lindeborg.organisation.slug}/gesprekken/{conversation.id}/"
    assert 'name="must_read"' in client.get(case).text
    content = {"client_id": str(uuid4()), "text": "Lees dit.", "seen": 99, "must_read": True}
    assert client.post(f"{case}antwoord/", content, content_type="application/json").status_code == 201
    with job_scope(lindeborg.id):
        assert MustRead.objects.get().number == Conversation.objects.get().last_number
        assert not Notice.objects.exists()  # the ladder tells, so there is no second notice


def test_a_relative_who_only_reads_along_does_not_end_it(lindeborg, conversation):
    answered(lindeborg, conversation)
    with person_scope(lindeborg.patients["Bob"].person_id):
        end_by_reading(conversation=conversation, number=99)
    with job_scope(lindeborg.id):
        assert MustRead.objects.get().read_at is None


def test_ten_messages_in_a_row_are_one_notice_until_it_is_read(lindeborg, conversation, post):  # noqa: F811
    for _ in range(3):
        answered(lindeborg, conversation, must_read=False)
    assert len(post.deliver()) == 1
    read_by(lindeborg, conversation)
    answered(lindeborg, conversation, must_read=False)
    assert len(post.deliver()) == 2


def test_after_an_hour_there_is_one_more_notice(lindeborg, conversation, post):  # noqa: F811
    answered(lindeborg, conversation, must_read=False)
    assert len(post.deliver()) == 1
    with job_scope(lindeborg.id):
        Notice.objects.update(created_at=Now() - timedelta(minutes=61))
    answered(lindeborg, conversation, must_read=False)
    assert len(post.deliver()) == 2


def test_what_was_read_before_it_was_sent_is_not_told(lindeborg, conversation, post):  # noqa: F811
    answered(lindeborg, conversation, must_read=False)
    read_by(lindeborg, conversation)
    assert post.deliver() == []


def test_the_department_sets_its_own_pauses(lindeborg, conversation):
    colleague(lindeborg, "Mona", roles=[Role.MANAGER])
    client = signed_in(lindeborg.staff["Mona"].person)
    address = f"/org/{lindeborg.organisation.slug}/afdelingen/{lindeborg.department.id}/moet-gelezen/"
    hours = {"minutes_after_push": "1", "minutes_after_sms": "0.5", "minutes_after_email": "24"}
    assert client.get(address).status_code == 200
    assert client.post(address, hours | {"minutes_after_sms": "-1"}).status_code == 422
    assert client.post(address, hours).status_code == 302
    answered(lindeborg, conversation)
    let_time_pass(lindeborg)
    with job_scope(lindeborg.id):
        pause = MustRead.objects.get().due_at - MustReadStep.objects.get().taken_at
    wanted = timedelta(minutes=30)
    assert pause >= wanted and (pause < timedelta(minutes=31))
