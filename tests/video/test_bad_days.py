"""What is lost, comes at once or is nonsense, and must leave nobody where they may not be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from redis import Redis

from audit.models import AccessLogEntry
from people import codes
from rowsecurity.errors import Invalid
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, locked
from tests.video.media.offers import offer
from tests.video.media.workers import Process, ask, until
from tests.video.stage import again, changed, planned
from video import rooms
from video.access import read_visit
from video.actions import planning, seats, walking_in
from video.models import Guest, Seat, VideoVisit, WalkInDesk
from video.views import joining


@pytest.fixture(scope="module")
def worker() -> Iterator[Process]:
    process = Process()
    yield process
    process.stop()


def admitted(house, visit: VideoVisit) -> Seat:
    """Alice, let in."""
    with job_scope(house.id):
        alice = house.patients["Alice"].person
        return Seat.objects.create(
            visit=visit, person=alice, kind=Seat.Kind.PATIENT, label="Alice", admitted_at=timezone.now()
        )


def in_room(visit: VideoVisit) -> list[str]:
    return [each["peer"] for each in ask(str(visit.id), "stats")["peers"]]


def join(visit: VideoVisit, who: Seat) -> None:
    until = timezone.now() + timedelta(hours=1)
    rooms.join(room=visit.id, seat=who.id, offer=offer(), until=until)
    assert in_room(visit) == [str(who.id)]


def test_who_is_taken_out_while_the_worker_answers_is_not_left_in_the_room(lindeborg, worker):
    visit = planned(lindeborg)
    alice = admitted(lindeborg, visit)
    looks = 0

    @contextmanager
    def reached() -> Iterator[joining.Reached]:
        nonlocal looks
        looks += 1
        if looks == 2:
            assert in_room(visit) == [str(alice.id)]
            with job_scope(lindeborg.id):
                Seat.objects.update(removed_at=timezone.now())
        with job_scope(lindeborg.id):
            yield read_visit(visit.id), Seat.objects.get(id=alice.id)

    body = json.dumps({"offer": offer()})
    request = RequestFactory().post("/", body, content_type="application/json")

    assert joining.connect(request, reached).status_code == 409
    assert in_room(visit) == []


def test_the_first_connection_is_written_down_once(lindeborg, worker):
    visit = planned(lindeborg)
    admitted(lindeborg, visit)
    alice = signed_in(lindeborg.patients["Alice"].person)
    address = reverse("video:own_connect", args=[visit.id])

    for _each in range(2):
        body = json.dumps({"offer": offer()})
        assert alice.post(address, body, content_type="application/json").status_code == 200

    with job_scope(lindeborg.id):
        line = AccessLogEntry.objects.get(event="video.connected")
        assert (line.actor_label, line.role, line.patient_id) == ("Alice", "patient", visit.patient_id)


def test_an_interpreter_is_seen_at_their_best(lindeborg, worker, django_capture_on_commit_callbacks):
    visit = planned(lindeborg)
    alice, now = admitted(lindeborg, visit), timezone.now()
    guest_id, _token = invited(lindeborg, visit)
    with job_scope(lindeborg.id):
        Guest.objects.filter(id=guest_id).update(relation=Guest.Relation.INTERPRETER)
        kind = Seat.Kind.GUEST
        signer = Seat.objects.create(visit=visit, guest_id=guest_id, kind=kind, label="Tolk", admitted_at=now)
    join(visit, alice)
    rooms.join(room=visit.id, seat=signer.id, offer=offer(), until=now + timedelta(hours=1))

    with django_capture_on_commit_callbacks(execute=True), job_scope(lindeborg.id):
        seats.pin_interpreters(visit=visit)

    def pinned() -> list[str]:
        return [each["peer"] for each in ask(str(visit.id), "stats")["peers"] if each["pinned"]]

    until(lambda: pinned() == [str(signer.id)])
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    state = marieke.get(reverse("video:state", args=["lindeborg", visit.id])).content.decode()
    assert state.count("data-interpreter") == 1


def test_an_ask_to_put_somebody_out_that_was_lost_is_asked_again(
    lindeborg, worker, django_capture_on_commit_callbacks
):
    visit = planned(lindeborg)
    alice, marieke = admitted(lindeborg, visit), signed_in(lindeborg.staff["Marieke"].person)
    marieke.post(reverse("video:come", args=["lindeborg", visit.id]))
    join(visit, alice)
    told = json.dumps({"peers": [{"peer": str(alice.id)}]})
    Redis.from_url(settings.REDIS_URL).set(f"video:views:{visit.id}", told, ex=60)

    def still_here() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            marieke.post(reverse("video:here", args=["lindeborg", visit.id]))

    still_here()
    assert in_room(visit) == [str(alice.id)]
    with job_scope(lindeborg.id):
        Seat.objects.filter(id=alice.id).update(held_at=timezone.now())
    still_here()
    assert in_room(visit) == []


def test_a_mute_worker_holds_nobody_who_puts_somebody_out():
    room, seat, mute = uuid4(), uuid4(), str(uuid4())
    said = {"host": "127.0.0.1", "port": 1, "load": 0, "rooms": 1, "draining": False}
    with Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.set(f"media:worker:{mute}", json.dumps(said), ex=60)
        valkey.sadd("media:workers", mute)
        valkey.set(f"media:room:{room}", mute, ex=60)

        rooms.put_out_now(room=room, seat=seat)

        asked = [json.loads(ask) for ask in valkey.lrange(f"media:asks:{mute}", 0, -1)]
        valkey.srem("media:workers", mute)
        valkey.delete(f"media:worker:{mute}", f"media:asks:{mute}")
    # Without a number there is no answer to wait for.
    assert asked == [{"ask": "", "do": "leave", "room": str(room), "peer": str(seat)}]


@pytest.mark.parametrize(
    "body",
    [b'{"offer": "\\ud800"}', b"[" * 60_000, b'{"offer": ""}'],
    ids=["half a sign", "too deep", "empty"],
)
def test_an_offer_that_is_no_text_is_refused_with_a_sentence(lindeborg, body):
    visit = planned(lindeborg)
    admitted(lindeborg, visit)
    alice = signed_in(lindeborg.patients["Alice"].person)

    answer = alice.post(reverse("video:own_connect", args=[visit.id]), body, content_type="application/json")

    assert answer.status_code == 422 and answer.json()["sentence"]


def test_no_offer_is_answered_after_the_window_although_nobody_ended_the_visit(lindeborg):
    visit = planned(lindeborg)
    admitted(lindeborg, visit)
    changed(lindeborg, visit, starts_at=timezone.now() - timedelta(hours=5))
    alice = signed_in(lindeborg.patients["Alice"].person)

    answer = alice.post(
        reverse("video:own_connect", args=[visit.id]), {"offer": "v=0"}, content_type="application/json"
    )

    assert answer.status_code == 409 and "gesloten" in answer.json()["sentence"]


def test_a_moment_that_no_clock_reaches_is_refused(lindeborg):
    """A visit at the end of time makes every page that says when its room closes fail."""
    far = datetime(9999, 12, 31, 22, 59, tzinfo=UTC)
    given = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
    conversation, visit = asked(lindeborg), planned(lindeborg)
    with at_work(lindeborg):
        plan = planning.Plan(uuid4(), far, 20, lindeborg.staff["Marieke"])
        with pytest.raises(Invalid):
            planning.plan(conversation=locked(lindeborg, conversation), plan=plan, **given)
        with pytest.raises(Invalid):
            planning.move(visit=again(lindeborg, visit), starts_at=far, **given)


def test_two_presses_at_a_walk_in_desk_wait_for_each_other(lindeborg):
    patient = lindeborg.patients["Alice"]
    other = connection.copy()
    with job_scope(lindeborg.id):
        desk = WalkInDesk.objects.create(
            department=lindeborg.department, weekdays=list(range(7)), opens=time(0), closes=time(23, 59, 59)
        )
        walking_in.walk_in(looker=LOOKER, desk=desk, patient=patient)
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"walk-in of {patient.id}"]
            )
            assert cursor.fetchone() == (False,)
    other.close()


def invited(house, visit: VideoVisit) -> tuple[UUID, str]:
    """A guest, and the word of the link."""
    token = codes.new_token()
    with job_scope(house.id):
        guest = Guest.objects.create(
            visit=visit,
            name="Jan",
            mobile="+31612345678",
            invited_by=house.staff["Marieke"],
            token_hash=codes.token_hash(token),
        )
    return guest.id, token


def proven(house, client, guest_id: UUID, token: str) -> None:
    client.post(reverse("video:guest", args=[token]))
    with job_scope(house.id):
        Guest.objects.filter(id=guest_id).update(code_hash=codes.code_hash(guest_id, "123456"))
    answer = client.post(reverse("video:guest_code", args=[token]), {"code": "123456"})
    assert answer.headers["Location"] == reverse("video:guest_room", args=[token])


def test_an_interpreter_with_two_links_in_one_browser_keeps_both(lindeborg, client):
    links = [invited(lindeborg, planned(lindeborg, name)) for name in ("Alice", "Bob")]

    for link in links:
        proven(lindeborg, client, *link)

    for _guest, token in links:
        assert client.get(reverse("video:guest_room", args=[token])).status_code == 200


def test_a_link_is_not_used_up_before_the_waiting_room_opens(lindeborg, client):
    """The browser would have forgotten its proof by then, and the link would be of use to nobody."""
    guest_id, token = invited(lindeborg, planned(lindeborg, minutes_ahead=24 * 60))
    address = reverse("video:guest", args=[token])

    page = client.get(address).content.decode()

    assert "wachtkamer gaat open" in page and "ontvang een code per sms" not in page
    assert client.post(address).status_code == 409
    with job_scope(lindeborg.id):
        assert Guest.objects.get(id=guest_id).codes_sent == 0
