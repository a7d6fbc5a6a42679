"""The demo world is made by the login of the web, through scopes, and making it again changes nothing."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from beterdichtbij.demo.cast import HOUSES
from beterdichtbij.demo.names import demo_id
from beterdichtbij.demo.sign_ins import current_code, sign_ins
from beterdichtbij.demo.views import codes
from beterdichtbij.demo.world import make_world
from conversations.access import of_person
from conversations.models import Attachment, Conversation, Message, MustRead, Note, PreparedReply, TeamTask
from people.models import Credential, Person
from rowsecurity.scopes import gate_scope, job_scope, person_scope

COUNTED = (Conversation, Message, Note, TeamTask, PreparedReply, MustRead, Attachment)


@pytest.fixture
def world(db):
    make_world()


def counts():
    found = {}
    for house in HOUSES:
        with job_scope(demo_id("organisation", house.slug)):
            found[house.slug] = [model.objects.count() for model in COUNTED]
    return found


def test_making_it_again_changes_nothing(world):
    before = counts()

    make_world()

    assert counts() == before
    assert all(found[0] > 0 for found in before.values())


def test_work_waits_for_a_newcomer_to_see(world):
    with job_scope(demo_id("organisation", "lindeborg")):
        assert TeamTask.objects.filter(done_at=None).count() == 3
        assert PreparedReply.objects.filter(state="asked").count() == 1
        assert MustRead.objects.get().steps.count() == 2
        assert Attachment.objects.get().file.is_ready


def test_anna_reads_conversations_of_two_organisations(world):
    person_id = demo_id("person", "anna")
    with person_scope(person_id):
        found = of_person(Person.objects.get(id=person_id)).select_related("organisation")
        names = {conversation.organisation.name for conversation in found}

    assert names == {"Lindeborg", "Duinrand MC"}


def test_lists_show_what_was_asked_and_not_the_automatic_reply_to_it(world):
    with job_scope(demo_id("organisation", "lindeborg")):
        replied = Message.objects.filter(kind=Message.Kind.AUTOMATIC, number=F("conversation__last_number"))
        heads = [each.conversation for each in replied.select_related("conversation")]
        assert heads and all(head.line_number == head.last_number - 1 for head in heads)


def test_somebody_waits_too_long_and_nobody_answers_before_the_question(world):
    with job_scope(demo_id("organisation", "lindeborg")):
        now = timezone.now()
        waiting = Conversation.objects.filter(closed_at=None, waiting_since__isnull=False)
        late = waiting.filter(answer_due_at__lt=now)

        assert late.count() >= 1
        assert waiting.exclude(pk__in=late).count() >= 3
        for conversation in Conversation.objects.all():
            moments = [message.sent_at for message in conversation.messages.all()]
            assert moments == sorted(moments)
            assert moments[-1] < now
            assert all(message.body for message in conversation.messages.all())


def test_staff_sign_in_with_a_password_and_a_code_that_everybody_can_make(world):
    row = next(each for each in sign_ins() if each.who == "Marieke Jansen")
    person_id = demo_id("person", "marieke")
    with gate_scope(person_id):
        credential = Credential.objects.get(person_id=person_id)
        device = TOTPDevice.objects.get(user_id=person_id)

        assert credential.email == row.email
        assert check_password(row.password, credential.password)
        assert device.verify_token(current_code("marieke"))


def test_the_command_prints_who_can_sign_in(world, settings):
    settings.DEMO = True
    out = StringIO()

    call_command("demo_world", stdout=out)

    assert "anna.vermeer@example.org" in out.getvalue()


def test_outside_a_demo_there_is_no_demo_world(db, settings, rf):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("demo_world")
    with pytest.raises(Http404):
        codes(rf.get("/demo/codes/"))


def test_the_page_with_codes_shows_those_of_this_moment(db, settings, client):
    settings.DEMO = True

    page = client.get("/demo/codes/").content.decode()

    assert "marieke.jansen@lindeborg.example" in page
    assert current_code("marieke") in page
