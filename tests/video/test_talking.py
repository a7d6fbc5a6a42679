"""Written in the room: a chat that stays in the conversation, and captions that do not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conversations.models import Conversation, Message
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.video.stage import planned, seat, sit
from tests.video.test_bad_days import invited, proven
from video import queries
from video.actions import ending
from video.forgotten import PLATFORM
from video.models import Seat, VideoVisit


def at(who: str, name: str, *where) -> str:
    return reverse(f"video:{who}{name}", args=where)


@pytest.fixture
def room(lindeborg, client):
    """Alice, Marieke and the guest Jan in a room, and how each asks."""
    visit, now = planned(lindeborg), timezone.now()
    sit(lindeborg, visit, lindeborg.patients["Alice"].person, "patient", admitted_at=now)
    sit(lindeborg, visit, lindeborg.staff["Marieke"].person, "team", admitted_at=now)
    guest_id, token = invited(lindeborg, visit)
    proven(lindeborg, client, guest_id, token)
    client.post(at("guest_", "come", token))
    with job_scope(lindeborg.id):
        Seat.objects.filter(guest=guest_id).update(admitted_at=now)
    alice = signed_in(lindeborg.patients["Alice"].person)
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    return visit, {
        "alice": (alice, "own_", (visit.id,)),
        "marieke": (marieke, "", ("lindeborg", visit.id)),
        "jan": (client, "guest_", (token,)),
    }


def say(door, text: str, name: str = "say"):
    browser, prefix, where = door
    return browser.post(at(prefix, name, *where), {"tekst": text})


def state(door) -> str:
    browser, prefix, where = door
    return browser.get(at(prefix, "state", *where)).content.decode()


def test_all_in_the_room_write_and_read_and_it_stays_in_the_conversation(lindeborg, room):
    visit, doors = room
    for name, text in (("alice", "Ik hoor u slecht"), ("marieke", "Zo beter?"), ("jan", "<b>Ja</b>")):
        assert say(doors[name], text).status_code == 200

    for door in doors.values():
        shown = state(door)
        assert "Ik hoor u slecht" in shown and "Zo beter?" in shown and "&lt;b&gt;Ja" in shown
    with job_scope(lindeborg.id):
        words = [each.body for each in Message.objects.filter(conversation=visit.conversation_id)][-3:]
        assert words[2] == "Jan (gast): <b>Ja</b>"
        # Nobody has to answer what was said while they sat together.
        assert Conversation.objects.get(id=visit.conversation_id).waiting_since == visit_waits(visit)


def visit_waits(visit: VideoVisit):
    return visit.conversation.waiting_since


def test_a_guest_reads_nothing_of_the_conversation_but_what_was_written_in_the_room(lindeborg, room):
    visit, doors = room
    with job_scope(lindeborg.id):
        first = Message.objects.filter(conversation=visit.conversation_id).first().body
    say(doors["marieke"], "Welkom")

    shown = state(doors["jan"])

    assert "Welkom" in shown and first not in shown


def test_who_waits_is_on_hold_or_a_stranger_writes_and_reads_nothing(lindeborg, room):
    visit, doors = room
    say(doors["marieke"], "Onder ons")
    with job_scope(lindeborg.id):
        Seat.objects.filter(kind="patient").update(held_at=timezone.now())
    assert say(doors["alice"], "Hallo").status_code == 409
    assert "Onder ons" not in state(doors["alice"])
    bob = (signed_in(lindeborg.patients["Bob"].person), "own_", (visit.id,))
    assert say(bob, "Hallo").status_code == 404
    stranger = (Client(), *doors["jan"][1:])
    assert say(stranger, "Hallo").status_code == 302


@pytest.mark.parametrize("text", ["", "   ", "a" * 1001], ids=["empty", "blank", "too long"])
def test_what_cannot_be_said_is_refused_with_a_sentence(room, text):
    _visit, doors = room
    answer = say(doors["alice"], text)

    assert answer.status_code == 422 and answer.json()["sentence"]


def test_captions_are_typed_by_team_and_guests_and_gone_with_their_writer(lindeborg, room):
    visit, doors = room
    assert say(doors["alice"], "Ik ook", "caption").status_code == 403
    for text in ("De dokter", "De dokter vraagt hoe het gaat"):
        assert say(doors["jan"], text, "caption").status_code == 200

    for door in doors.values():
        assert state(door).count("De dokter vraagt hoe het gaat") == 1
    with job_scope(lindeborg.id):
        jans = Seat.objects.get(kind="guest")
        assert b"dokter" not in bytes(jans.caption_sealed)
        assert not Message.objects.filter(conversation=visit.conversation_id, author_label="Jan").exists()
        Seat.objects.filter(id=jans.id).update(captioned_at=timezone.now() - timedelta(minutes=2))
    assert "De dokter" not in state(doors["marieke"])

    say(doors["marieke"], "Tot ziens", "caption")
    assert "Tot ziens" in state(doors["alice"])
    say(doors["marieke"], "", "caption")
    assert "Tot ziens" not in state(doors["alice"])
    doors["jan"][0].post(at("guest_", "leave", *doors["jan"][2]))
    say(doors["marieke"], "Dag", "caption")
    with job_scope(lindeborg.id):
        ending.end(looker=PLATFORM, visit=VideoVisit.objects.select_for_update().get(id=visit.id))
        assert not Seat.objects.exclude(caption_sealed=None).exists()
    assert seat(lindeborg, visit, "Alice").left_at


def test_the_chat_takes_as_many_statements_for_one_line_as_for_three(
    lindeborg, room, django_assert_num_queries
):
    visit, doors = room
    say(doors["alice"], "Een")
    with job_scope(lindeborg.id), django_assert_num_queries(1):
        assert len(queries.lines_of(visit)) == 1
    say(doors["alice"], "Twee")
    say(doors["jan"], "Drie")
    with job_scope(lindeborg.id), django_assert_num_queries(1):
        assert len(queries.lines_of(visit)) == 3
