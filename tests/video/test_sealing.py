"""Sealing from end to end: whether a visit is, and what pages leave for each other at our server."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AccessLogEntry
from rowsecurity.errors import Refused
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work
from tests.video.stage import again, changed, planned, seat, sit
from tests.video.test_guests_and_desks import open_desk
from video import queries
from video.actions import sealing, walking_in
from video.models import Sealing, Seat, VideoVisit

KEY, BOX = "K" * 87, "b" * 86


def own(name: str, visit: VideoVisit) -> str:
    return reverse(f"video:own_{name}", args=[visit.id])


def role(house, *roles: str) -> None:
    with job_scope(house.id):
        member = house.staff["Marieke"]
        member.roles = list(roles)
        member.save()


@pytest.fixture
def sealed(lindeborg) -> tuple[VideoVisit, Seat, Seat]:
    """A sealed visit with Alice and somebody else in it."""
    visit, now = planned(lindeborg), timezone.now()
    changed(lindeborg, visit, is_sealed=True)
    alice = sit(lindeborg, visit, lindeborg.patients["Alice"].person, "patient", admitted_at=now)
    marieke = sit(lindeborg, visit, lindeborg.staff["Marieke"].person, "team", admitted_at=now)
    return visit, alice, marieke


def left(visit: VideoVisit, browser, **told):
    return browser.post(own("keys", visit), told, content_type="application/json")


def test_each_page_is_given_its_own_box_alone(lindeborg, sealed):
    visit, alices, mariekes = sealed
    alice = signed_in(lindeborg.patients["Alice"].person)
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    stranger = str(uuid4())

    boxes = {str(mariekes.id): BOX, stranger: "c" * 86}
    assert left(visit, alice, key=KEY, boxes=boxes).status_code == 200

    with job_scope(lindeborg.id):
        assert Seat.objects.get(id=alices.id).boxes == {str(mariekes.id): BOX}
    state = marieke.get(reverse("video:state", args=["lindeborg", visit.id])).content.decode()
    assert f'data-public-key="{KEY}" data-box="{BOX}"' in state and 'data-sealed="ja"' in state
    assert BOX not in alice.get(own("state", visit)).content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {"key": "short", "boxes": {}},
        {"key": KEY, "boxes": [BOX]},
        {"key": KEY, "boxes": {"x": "<script>"}},
        {"key": KEY, "boxes": {"x": "b" * 201}},
        {"boxes": {}},
    ],
    ids=["no key", "a list", "no box", "too long", "nothing"],
)
def test_nonsense_is_refused(lindeborg, sealed, told):
    visit, alices, _mariekes = sealed

    assert left(visit, signed_in(lindeborg.patients["Alice"].person), **told).status_code == 422
    with job_scope(lindeborg.id):
        assert Seat.objects.get(id=alices.id).public_key == ""


def test_keys_are_left_by_who_is_in_and_where_it_is_sealed(lindeborg, sealed):
    visit, alices, _mariekes = sealed
    alice, bob = (signed_in(lindeborg.patients[name].person) for name in ("Alice", "Bob"))

    assert left(visit, bob, key=KEY, boxes={}).status_code == 404
    assert left(visit, alice, key=Seat.CANNOT, boxes={}).status_code == 200
    changed(lindeborg, visit, is_sealed=False)
    assert left(visit, alice, key=KEY, boxes={}).status_code == 409
    changed(lindeborg, visit, is_sealed=True)
    with job_scope(lindeborg.id):
        Seat.objects.filter(id=alices.id).update(held_at=timezone.now())
    assert left(visit, alice, key=KEY, boxes={}).status_code == 409


def test_new_visits_are_sealed_unless_the_organisation_chose_otherwise(lindeborg):
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    choice = reverse("video:sealing", args=["lindeborg"])
    conversation, desk = asked(lindeborg), open_desk(lindeborg, is_open=True)
    assert marieke.post(choice).status_code == 403
    with job_scope(lindeborg.id):
        assert queries.is_sealing()
        assert walking_in.walk_in(looker=LOOKER, desk=desk, patient=lindeborg.patients["Bob"]).is_sealed
    role(lindeborg, "clinician", "admin")
    for _each in range(2):
        assert marieke.post(choice).status_code == 302
    with job_scope(lindeborg.id):
        assert Sealing.objects.count() == 1 and not queries.is_sealing()
    marieke.post(reverse("video:call_now", args=["lindeborg", conversation.id]))
    with job_scope(lindeborg.id):
        assert not VideoVisit.objects.get(conversation=conversation).is_sealed
    marieke.post(choice, {"aan": "ja"})
    with job_scope(lindeborg.id):
        assert queries.is_sealing()
    page = marieke.get(reverse("video:plan", args=["lindeborg", conversation.id])).content.decode()
    assert 'name="is_sealed"' in page and "checked" in page


def test_one_visit_is_changed_before_it_begins_and_that_is_written_down(lindeborg):
    visit = planned(lindeborg)
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    address = reverse("video:seal", args=["lindeborg", visit.id])

    for _each in range(2):
        assert marieke.post(address, {"aan": "ja"}).status_code == 302
    with job_scope(lindeborg.id):
        assert VideoVisit.objects.get(id=visit.id).is_sealed
        assert AccessLogEntry.objects.filter(event="video.sealing_changed").count() == 1
    changed(lindeborg, visit, started_at=timezone.now())
    with at_work(lindeborg), pytest.raises(Refused):
        given = {"member": lindeborg.staff["Marieke"], "looker": LOOKER, "is_sealed": False}
        sealing.change(visit=again(lindeborg, visit), **given)


def test_a_new_page_leaves_a_new_key(lindeborg, sealed):
    visit, _alices, _mariekes = sealed
    alice = signed_in(lindeborg.patients["Alice"].person)
    for key in (KEY, "L" * 87):
        left(visit, alice, key=key, boxes={})
    assert seat(lindeborg, visit, "Alice").public_key == "L" * 87
