"""A notice goes out once, whatever dies in between, and says nothing it should not."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, connection

from notifications import demo_post
from notifications.actions import Recipient, notify, tell_of_new_message
from notifications.delivery import MOST_ATTEMPTS, claim, deliver, deliver_due
from notifications.models import Notice
from notifications.quiet_hours import after_quiet_hours
from rowsecurity.scopes import job_scope, organisation_scope, person_scope
from tenants.envelope import CannotOpen

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TO_MAIL = Recipient(Notice.Channel.EMAIL, "alice@example.org")
TO_MOBILE = Recipient(Notice.Channel.SMS, "+31612345678")


def plan(house, to=TO_MAIL, key="once", **more):
    with job_scope(house.id):
        notify(template=Notice.Template.NEW_MESSAGE, to=to, key=key, **more)


def the_notice(house) -> Notice:
    with job_scope(house.id):
        return Notice.objects.get()


def change(house, **values):
    with job_scope(house.id):
        Notice.objects.update(**values)


def test_a_notice_names_the_organisation_and_nothing_else(lindeborg, post):
    plan(lindeborg)
    [piece] = post.deliver()
    assert piece.subject == "U heeft een nieuw bericht van Lindeborg"
    assert not any(word in piece.body for word in ("Alice", "Reumatologie"))
    assert the_notice(lindeborg).state == Notice.State.SENT


def test_the_same_key_is_one_notice(lindeborg, post):
    plan(lindeborg), plan(lindeborg)
    assert len(post.deliver()) == 1


def test_two_organisations_may_use_the_same_key(lindeborg, waterkant, post):
    plan(lindeborg), plan(waterkant)
    assert len(post.deliver()) == 2


def test_messages_of_one_hour_give_one_notice(lindeborg, post):
    for _ in range(3):
        with organisation_scope(lindeborg.id, lindeborg.staff["Marieke"].person_id):
            tell_of_new_message(patient=lindeborg.patients["Alice"])
    assert len(post.deliver()) == 1


def test_what_is_claimed_is_claimed_once(lindeborg):
    plan(lindeborg)
    assert len(claim()) == 1
    assert claim() == []


def test_a_code_goes_before_what_was_due_earlier(lindeborg, post):
    for number in range(7):
        plan(lindeborg, key=f"earlier-{number}")
    plan(lindeborg, key="code", expires_in=timedelta(minutes=10))
    with job_scope(lindeborg.id):
        code = Notice.objects.get(key="code")
    assert code.id in {ours.notice_id for ours in claim()}
    assert len(claim()) == 3


def test_notices_that_break_hold_up_no_other(lindeborg, post):
    for number in range(6):
        plan(lindeborg, key=f"broken-{number}", secret={"link": "https://secret.example"})
    change(lindeborg, secret=b"not sealed", not_before=datetime(2026, 1, 1, tzinfo=UTC))
    plan(lindeborg, key="whole")
    with pytest.raises(CannotOpen):
        deliver_due()
    with job_scope(lindeborg.id):
        states = dict(Notice.objects.values_list("key", "state"))
    assert states.pop("whole") == Notice.State.SENT
    assert set(states.values()) == {Notice.State.DUE}


def test_a_worker_that_dies_before_sending_loses_its_lease(lindeborg, post):
    plan(lindeborg)
    claim()
    assert post.deliver() == []
    change(lindeborg, lease_until=datetime(2026, 1, 1, tzinfo=UTC))
    assert len(post.deliver()) == 1


def test_a_worker_that_dies_after_sending_leads_to_no_second_letter(lindeborg, post):
    plan(lindeborg)
    [ours] = claim()
    deliver(ours)
    change(lindeborg, state=Notice.State.LEASED, lease_until=datetime(2026, 1, 1, tzinfo=UTC))
    assert len(post.deliver()) == 1
    assert the_notice(lindeborg).attempts == 2


def test_a_gateway_that_is_away_is_asked_again_later_and_given_up_in_the_end(lindeborg, settings, post):
    settings.SMS_URL = "json://127.0.0.1:9/{to}/{reference}"
    plan(lindeborg, TO_MOBILE, can_wait=False)
    deliver_due()
    notice = the_notice(lindeborg)
    assert (notice.state, notice.attempts) == (Notice.State.DUE, 1)
    assert notice.not_before > notice.created_at + timedelta(seconds=5)
    assert "612345678" not in notice.last_error
    change(lindeborg, attempts=MOST_ATTEMPTS - 1, not_before=notice.created_at)
    deliver_due()
    assert the_notice(lindeborg).state == Notice.State.FAILED


def test_without_a_gateway_the_failure_is_written_down(lindeborg, settings):
    settings.SMS_URL = ""
    plan(lindeborg, TO_MOBILE, can_wait=False)
    deliver_due()
    assert the_notice(lindeborg).last_error == "no gateway for text messages"


def test_what_expired_is_not_sent(lindeborg, post):
    plan(lindeborg, expires_in=timedelta(seconds=-1))
    assert post.deliver() == []
    assert the_notice(lindeborg).state == Notice.State.FAILED


def test_a_secret_stands_sealed_and_is_gone_after_sending(lindeborg, post):
    plan(lindeborg, secret={"link": "https://secret.example"})
    assert b"secret" not in bytes(the_notice(lindeborg).secret)
    post.deliver()
    assert the_notice(lindeborg).secret is None


def test_the_same_reference_is_one_piece_of_post(post):
    for _ in range(2):
        demo_post.write("sms", "+31612345678", "", "code", "reference")
    assert len(demo_post.newest()) == 1


def test_a_patient_reads_no_notices(lindeborg):
    plan(lindeborg)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        person_scope(lindeborg.patients["Alice"].person_id),
    ):
        Notice.objects.count()


def test_the_door_is_for_the_worker_only(lindeborg):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        job_scope(lindeborg.id),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM claim_due_notices(1)")


def test_without_redis_a_poke_is_a_warning_and_nothing_fails():
    code = "import django; django.setup(); from notifications.tasks import poke; poke()"
    environment = os.environ | {
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "DJANGO_SETTINGS_MODULE": "beterdichtbij.settings",
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0
    assert "nobody could be asked to deliver" in done.stderr


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ("2026-11-22T21:59", "2026-11-22T21:59"),
        ("2026-11-22T22:00", "2026-11-23T08:00"),
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-10-24T23:30", "2026-10-25T08:00"),  # the night that has an hour more
        ("2026-03-28T23:30", "2026-03-29T08:00"),  # and the one that has an hour less
    ],
)
def test_a_text_message_that_can_wait_does_not_ring_at_night(asked, allowed):
    moment = datetime.fromisoformat(asked).replace(tzinfo=AMSTERDAM)
    wanted = datetime.fromisoformat(allowed).replace(tzinfo=AMSTERDAM)
    assert after_quiet_hours(moment, AMSTERDAM).astimezone(UTC) == wanted.astimezone(UTC)


def test_the_post_page_exists_in_the_demo_only_and_shows_no_markup(client, settings, post, db):
    demo_post.write("sms", "+31612345678", "", "<script>x</script> http://localhost/a", "reference")
    page = client.get("/demo/post/").text
    assert "&lt;script&gt;x" in page and 'href="http://localhost/a"' in page
    settings.DEMO = False
    assert client.get("/demo/post/").status_code == 404
