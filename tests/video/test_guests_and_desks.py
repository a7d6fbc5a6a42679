"""Guests by a link and a code, once; a walk-in desk with its hours, who waits longest first."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.models import Notice
from rowsecurity.errors import Refused
from rowsecurity.scopes import job_scope, organisation_scope
from tenants import directory
from tenants.models import Organisation
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work
from tests.video.stage import again, planned
from video import queries
from video.actions import guests, walking_in
from video.models import Guest, Seat, VideoVisit, WalkInDesk

OFFER = guests.Offer("Jan", "partner", "+31687654321")


@pytest.fixture
def invited(lindeborg, post):
    """A visit, and the token of the link that its guest got by text message."""
    visit = planned(lindeborg)
    with at_work(lindeborg):
        given = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
        guests.invite(**given, visit=again(lindeborg, visit), offer=OFFER)
    return visit, re.search(r"/beeldbellen/([\w-]+)/", texts(post)[0])[1]


def texts(post) -> list[str]:
    """What came by text message, newest first."""
    return [piece.body for piece in post.deliver() if piece.channel == "sms"]


def codes_in(post) -> list[str]:
    return [found[1] for text in texts(post) if (found := re.search(r"^(\d{6}) ", text))]


def at(name: str, token: str) -> str:
    return reverse(f"video:{name}", args=[token])


def come_in(browser: Client, token: str, post):
    browser.post(at("guest", token))
    return browser.post(at("guest_code", token), {"code": post.code()})


def test_a_link_and_a_code_lead_to_the_waiting_room_in_one_browser(lindeborg, invited, post):
    visit, token = invited
    browser, other = Client(), Client()

    door = browser.get(at("guest", token)).content.decode()
    assert "Jan" in door and "Alice" not in door and not codes_in(post)
    assert browser.get(at("guest_room", token)).status_code == 302
    assert come_in(browser, token, post).status_code == 302
    assert 'data-phase="lobby"' in browser.get(at("guest_room", token)).content.decode()
    browser.post(at("guest_come", token))
    assert 'data-phase="waiting"' in browser.post(at("guest_here", token)).content.decode()
    with job_scope(lindeborg.id):
        assert Seat.objects.get(visit=visit).label == "Jan (partner)"
        assert Notice.objects.filter(address=OFFER.mobile).count() == 2

    assert other.get(at("guest", token)).status_code == 409
    assert other.post(at("guest", token)).status_code == 409
    assert other.post(at("guest_come", token)).status_code == 302
    assert len(codes_in(post)) == 1


def test_a_wrong_code_does_not_let_in_and_five_end_it(lindeborg, invited, post):
    _visit, token = invited
    browser = Client()
    browser.post(at("guest", token))
    right = post.code()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _try in range(5):
        assert browser.post(at("guest_code", token), {"code": wrong}).status_code == 422
    assert browser.post(at("guest_code", token), {"code": right}).status_code == 422
    assert browser.get(at("guest_room", token)).status_code == 302


def test_a_link_taken_back_or_of_a_visit_that_is_over_leads_nowhere(lindeborg, invited, post):
    visit, token = invited
    browser = Client()
    come_in(browser, token, post)
    browser.post(at("guest_come", token))
    with at_work(lindeborg):
        given = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
        guest = Guest.objects.select_for_update().get()
        guests.withdraw(**given, visit=again(lindeborg, visit), guest=guest)
        assert Seat.objects.get(guest=guest).removed_at is not None
    assert browser.get(at("guest", token)).status_code == 404
    assert browser.post(at("guest_connect", token), {"offer": "v=0"}).status_code == 302
    assert Client().get(at("guest", "niets")).status_code == 404


def test_four_guests_are_enough(lindeborg, invited):
    visit, _token = invited
    given = {"member": lindeborg.staff["Marieke"], "looker": LOOKER, "offer": OFFER}
    with at_work(lindeborg):
        for _each in range(3):
            guests.invite(visit=again(lindeborg, visit), **given)
        with pytest.raises(Refused):
            guests.invite(visit=again(lindeborg, visit), **given)
    assert guest_count(lindeborg) == 4


def guest_count(house) -> int:
    with job_scope(house.id):
        return Guest.objects.count()


def open_desk(house, *, is_open: bool) -> WalkInDesk:
    """All day every day, or on no day that is today."""
    today = timezone.localtime().weekday()
    days = range(7) if is_open else [(today + 3) % 7]
    with job_scope(house.id):
        WalkInDesk.objects.all().delete()
        return WalkInDesk.objects.create(
            department=house.department, weekdays=list(days), opens=time(0), closes=time(23, 59, 59)
        )


def test_who_comes_without_an_appointment_waits_in_turn_and_has_one_place(lindeborg):
    desk = open_desk(lindeborg, is_open=True)
    alice, bob = (signed_in(lindeborg.patients[name].person) for name in ("Alice", "Bob"))
    rooms = [each.post(reverse("video:walk_in", args=[desk.id])).url for each in (bob, alice, bob)]
    assert rooms[0] == rooms[2] != rooms[1]
    for browser, room in ((bob, rooms[0]), (alice, rooms[1])):
        browser.post(f"{room}komen/")

    with at_work(lindeborg):
        waiting = queries.board([lindeborg.department.id]).waiting
        assert [visit.patient.given_name for visit in waiting] == ["Bob", "Alice"]
    assert re.search("Patiënten vóór u: 1", alice.get(f"{rooms[1]}stand/").content.decode())
    # Who went away and came back waits since then, on both sides.
    bob.post(f"{rooms[0]}weg/")
    bob.post(f"{rooms[0]}komen/")
    with at_work(lindeborg):
        board = queries.board([lindeborg.department.id])
        assert [visit.patient.given_name for visit in board.waiting] == ["Alice", "Bob"]
        assert board.next_walk_in == board.waiting[0]
    assert re.search("U bent de volgende", alice.get(f"{rooms[1]}stand/").content.decode())
    assert re.search("Patiënten vóór u: 1", bob.get(f"{rooms[0]}stand/").content.decode())


def test_a_desk_that_is_closed_lets_nobody_in_and_whoever_waits_keeps_the_place(lindeborg):
    desk = open_desk(lindeborg, is_open=True)
    alice, bob = (signed_in(lindeborg.patients[name].person) for name in ("Alice", "Bob"))
    first = alice.post(reverse("video:walk_in", args=[desk.id])).url
    desk = open_desk(lindeborg, is_open=False)

    assert bob.post(reverse("video:walk_in", args=[desk.id])).status_code == 409
    assert alice.post(reverse("video:walk_in", args=[desk.id])).url == first
    with job_scope(lindeborg.id):
        VideoVisit.objects.update(starts_at=timezone.now() - timedelta(days=1))
    assert alice.post(reverse("video:walk_in", args=[desk.id])).status_code == 409


def test_without_video_no_desk_is_open_and_nobody_is_led_there(lindeborg):
    desk = open_desk(lindeborg, is_open=True)
    alice, marieke = (
        signed_in(each.person) for each in (lindeborg.patients["Alice"], lindeborg.staff["Marieke"])
    )
    board, mine = reverse("video:board", args=["lindeborg"]), reverse("video:own_visits")
    assert board in marieke.get("/org/lindeborg/").content.decode()
    assert reverse("video:walk_in", args=[desk.id]) in alice.get(mine).content.decode()
    first = alice.post(reverse("video:walk_in", args=[desk.id])).url
    case = asked(lindeborg, "Bob")
    without_video(lindeborg)

    assert board not in marieke.get("/org/lindeborg/").content.decode()
    page = marieke.get(reverse("conversations:case", args=["lindeborg", case.id])).content.decode()
    assert reverse("video:call_now", args=["lindeborg", case.id]) not in page
    assert reverse("video:walk_in", args=[desk.id]) not in alice.get(mine).content.decode()
    bob = signed_in(lindeborg.patients["Bob"].person)
    assert bob.post(reverse("video:walk_in", args=[desk.id])).status_code == 409
    # Who waits already keeps the place.
    assert alice.post(reverse("video:walk_in", args=[desk.id])).url == first


def without_video(house) -> None:
    with organisation_scope(house.id, house.staff["Marieke"].person_id):
        Organisation.objects.filter(id=house.id).update(video_is_on=False)
    directory.forget()


def test_an_admin_says_which_appointments_are_by_video(lindeborg):
    marieke, address = (
        signed_in(lindeborg.staff["Marieke"].person),
        reverse("video:appointment_codes", args=["lindeborg"]),
    )
    assert marieke.post(address, {"codes": "TELE"}).status_code == 403
    with job_scope(lindeborg.id):
        assert "VR" in queries.codes_by_video()
        lindeborg.staff["Marieke"].roles = ["admin"]
        lindeborg.staff["Marieke"].save()

    assert marieke.post(address, {"codes": "x" * 41}).status_code == 422
    assert marieke.post(address, {"codes": " tele, tele,Scherm "}).status_code == 302
    with job_scope(lindeborg.id):
        assert queries.codes_by_video() == {"TELE", "SCHERM"}
    assert marieke.post(address, {"codes": ""}).status_code == 302
    with job_scope(lindeborg.id):
        assert queries.codes_by_video() == set()


def test_a_desk_of_another_organisation_is_not_there(lindeborg, waterkant):
    desk = open_desk(waterkant, is_open=True)
    alice = signed_in(lindeborg.patients["Alice"].person)

    assert alice.post(reverse("video:walk_in", args=[desk.id])).status_code == 404


def test_a_manager_sets_the_hours_and_nobody_else(lindeborg):
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    address = reverse("video:desk", args=["lindeborg", lindeborg.department.id])
    hours = {"weekdays": ["0", "2"], "opens": "19:00", "closes": "21:00"}
    assert marieke.post(address, hours).status_code == 403
    with job_scope(lindeborg.id):
        member = lindeborg.staff["Marieke"]
        member.roles = ["manager"]
        member.save()
    assert marieke.post(address, hours).status_code == 302
    assert marieke.post(address, hours | {"closes": "18:00"}).status_code == 422
    with job_scope(lindeborg.id):
        assert WalkInDesk.objects.get().weekdays == [0, 2]
        walking_in.close_desk(member=member, department=lindeborg.department)
        assert not WalkInDesk.objects.exists()


def test_who_may_set_the_hours_finds_the_way_and_nobody_else_sees_it(lindeborg):
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    board, desks = (reverse(f"video:{name}", args=["lindeborg"]) for name in ("board", "desks"))
    assert desks not in marieke.get(board).content.decode()
    with job_scope(lindeborg.id):
        member = lindeborg.staff["Marieke"]
        member.roles = ["clinician", "manager"]
        member.save()
    assert desks in marieke.get(board).content.decode()
    assert board in marieke.get(desks).content.decode()
