"""Figures go out by themselves: to a mailbox, an SFTP server, a page; what fails is told and repeated."""

from __future__ import annotations

import csv
import email
import email.policy
import io
from datetime import datetime, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AccessLogEntry
from conversations.models import Conversation, Message
from monitoring_export import delivering, months
from monitoring_export.delivering import AGAIN_AFTER, deliver_due
from monitoring_export.final import final_at
from monitoring_export.models import Delivery, DeliveryAttempt, UsageCounted
from rowsecurity.scopes import job_scope, organisation_scope
from tenants.models import Department
from tenants.roles import Role
from tests.cast import make_house, signed_in
from tests.monitoring_export.conftest import count, give_role, newest
from tests.monitoring_export.receivers import certificate, page, sftp_server

PAGE = "/org/lindeborg/gebruik/leveringen/"
NAMES = [f"Patient{number}" for number in range(15)]
Result = DeliveryAttempt.Result
LAST = newest("month")


@pytest.fixture
def house(db):
    """In the last final month twelve patients wrote to one department and three to another, each twice."""
    made = make_house("lindeborg", patients=NAMES, staff=["Marieke"])
    at = timezone.make_aware(datetime(LAST.year, LAST.month, 10, 12))
    with job_scope(made.id):
        small = Department.objects.create(name="Kleine poli", code="KLE", phone="085 000 12 00")
        for number, patient in enumerate(made.patients.values()):
            where = small if number >= 12 else made.department
            head = Conversation.objects.create(patient=patient, department=where, subject_sealed=b"x")
            Conversation.objects.filter(id=head.id).update(created_at=at)
            for line in (1, 2):
                Message.objects.create(
                    conversation=head, patient=patient, number=line, client_id=uuid4(), kind="text",
                    side="patient", author_label="Iemand", body_sealed=b"x", sent_at=at,
                )  # fmt: skip
    give_role(made, "Marieke", Role.ADMIN)
    count(made)
    return made


@pytest.fixture
def near(settings):
    """Receivers of a test are near."""
    settings.DELIVERY_PRIVATE = True


def plan(house, **more):
    usual = {
        "way": "mail", "address": "cijfers@example.org", "every": "month", "by": "afdeling", "form": "csv",
        "figures": ["conversations", "messages_people", "patients"],
    }  # fmt: skip
    return signed_in(house.staff["Marieke"].person).post(f"{PAGE}nieuw/", usual | more)


def only(house):
    with job_scope(house.id):
        return Delivery.objects.get()


def attempts(house):
    with job_scope(house.id):
        return [(each.result, each.detail, each.period) for each in DeliveryAttempt.objects.order_by("at")]


def due(house):
    with job_scope(house.id):
        Delivery.objects.update(due_at=timezone.now())


def shown(house):
    client = signed_in(house.staff["Marieke"].person)
    return client.get(PAGE).content.decode() + client.get(f"{PAGE}{only(house).id}/").content.decode()


def numbers(content):
    rows = csv.DictReader(io.StringIO(content))
    return {(row["figure"], row["group"]): row["number"] for row in rows}


def test_a_mailbox_gets_the_last_month_and_small_cells_stay_empty(house, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    assert plan(house).status_code == 302

    assert deliver_due(house.id) == 1

    [written] = tmp_path.iterdir()
    mail = email.message_from_string(written.read_text(), policy=email.policy.default)
    [enclosed] = mail.iter_attachments()
    made = numbers(enclosed.get_content())
    assert mail["To"] == "cijfers@example.org" and enclosed.get_filename().startswith("lindeborg-")
    assert made["messages_people", "Kleine poli"] == made["patients", "Kleine poli"] == ""
    # The other department would tell what the small one did: these add up, and people nearly do.
    assert made["messages_people", "Reumatologie"] == "" and made["messages_people", "Alles samen"] == "30"
    assert made["patients", "Reumatologie"] == "" and made["patients", "Alles samen"] == "15"
    assert attempts(house) == [(Result.SENT, "", LAST)]
    assert only(house).period == months.shifted(LAST, 1)
    assert only(house).due_at > timezone.now()
    assert deliver_due(house.id) == 0


def test_an_sftp_server_gets_it_by_password_or_by_our_key(house, near, tmp_path):
    with sftp_server(tmp_path) as server:
        (tmp_path / "map").mkdir()
        address = f"sftp://cijfers@127.0.0.1:{server.port}/map"
        plan(house, way="sftp", address=address, secret="geheim", fingerprint=server.fingerprint, form="xlsx")
        deliver_due(house.id)
        [path] = (tmp_path / "map").iterdir()
        book = openpyxl.load_workbook(path)

        server.password = "een ander"
        server.keys.add(only(house).public_key.split()[1])
        client = signed_in(house.staff["Marieke"].person)
        assert client.post(f"{PAGE}{only(house).id}/nu/").status_code == 302
        deliver_due(house.id)

    assert book.worksheets[0]["A2"].value and path.name == f"lindeborg-{LAST:%Y-%m}-month.xlsx"
    assert [each[0] for each in attempts(house)] == [Result.SENT, Result.SENT]
    assert len(list((tmp_path / "map").iterdir())) == 1


def test_a_server_that_is_another_or_does_not_know_us_gets_nothing(house, near, tmp_path):
    with sftp_server(tmp_path) as server:
        address = f"sftp://cijfers@127.0.0.1:{server.port}/"
        plan(house, way="sftp", address=address, secret="geheim", fingerprint=f"SHA256:{'A' * 43}")
        deliver_due(house.id)
        with job_scope(house.id):
            Delivery.objects.update(fingerprint=server.fingerprint)
        server.password = "een ander"
        due(house)
        deliver_due(house.id)

    told = attempts(house)
    assert told == [(Result.OTHER_KEY, server.fingerprint, LAST), (Result.LOGIN, "", LAST)]
    assert not list(tmp_path.iterdir())
    assert server.fingerprint in shown(house) and "liet ons niet binnen" in shown(house)


def test_a_page_gets_it_with_the_token_and_nothing_is_followed(house, near):
    with page() as receiver:
        address = f"http://127.0.0.1:{receiver.port}/in"
        plan(house, way="https", address=address, secret="sleutelwoord", form="json")
        receiver.status = 302
        deliver_due(house.id)
        receiver.status = 201
        due(house)
        deliver_due(house.id)

    assert attempts(house) == [(Result.REFUSED, "HTTP 302", LAST), (Result.SENT, "", LAST)]
    headers, content = receiver.came[-1]
    assert headers["Authorization"] == "Bearer sleutelwoord" and b'"messages_people"' in content
    assert "sleutelwoord" not in shown(house)


@pytest.mark.parametrize(
    ("name", "is_known", "told"),
    [
        pytest.param("localhost", True, (Result.SENT, ""), id="known"),
        pytest.param("localhost", False, (Result.UNREACHABLE, "TLS"), id="unknown"),
        pytest.param("een-ander.example", True, (Result.UNREACHABLE, "TLS"), id="of another"),
    ],
)
def test_over_tls_a_certificate_has_to_be_known_and_of_that_name(
    house, near, settings, tmp_path, name, is_known, told
):
    path = certificate(tmp_path, name)
    settings.DELIVERY_CA = str(path) if is_known else ""
    with page(path) as receiver:
        plan(house, way="https", address=f"https://localhost:{receiver.port}/in", secret="sleutelwoord")
        deliver_due(house.id)

    assert attempts(house) == [(*told, LAST)]
    assert bool(receiver.came) == (told[0] == Result.SENT)
    assert ("TLS" in shown(house)) == bool(told[1])


def test_what_does_not_arrive_is_tried_less_and_less_often_and_then_given_up(house, near):
    plan(house, way="https", address="http://127.0.0.1:1/")
    for pause in AGAIN_AFTER:
        began = timezone.now()
        assert deliver_due(house.id) == 1
        assert began + pause <= only(house).due_at <= timezone.now() + pause
        due(house)

    deliver_due(house.id)

    assert only(house).period == months.shifted(LAST, 1) and only(house).tries == 0
    assert {each[0] for each in attempts(house)} == {Result.UNREACHABLE}
    with job_scope(house.id):
        assert [each.is_last for each in DeliveryAttempt.objects.order_by("at")] == [False] * 5 + [True]
    assert "Opgegeven" in shown(house)


@pytest.mark.parametrize("way", ["sftp", "https"])
def test_an_address_inside_a_private_network_is_not_called(house, tmp_path, way, settings):
    """Typed it is refused; a name that leads inside is seen before it is called."""
    with sftp_server(tmp_path) as server, page() as receiver:
        typed = {
            "sftp": f"sftp://cijfers@127.0.0.1:{server.port}/",
            "https": f"https://127.0.0.1:{receiver.port}/",
        }
        assert plan(house, way=way, address=typed[way], fingerprint=server.fingerprint).status_code == 422
        assert plan(house, way="https", address="http://example.org/").status_code == 422

        settings.DELIVERY_PRIVATE = True
        plan(house, way=way, address=typed[way], secret="geheim", fingerprint=server.fingerprint)
        settings.DELIVERY_PRIVATE = False
        deliver_due(house.id)

    assert [each[0] for each in attempts(house)] == [Result.INSIDE]
    assert not receiver.came and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"address": "geen adres"}, id="no mailbox"),
        pytest.param({"way": "sftp", "address": "sftp://naam@files.example.org/"}, id="no fingerprint"),
        pytest.param({"way": "sftp", "address": "sftp://files.example.org/"}, id="no name"),
        pytest.param({"way": "https", "address": "https://a:b@example.org/"}, id="password in the address"),
        pytest.param({"way": "https", "address": "https://[::1/"}, id="no address"),
        pytest.param({"figures": []}, id="no figures"),
    ],
)
def test_what_is_not_right_is_refused_with_what_was_filled_in(house, wrong):
    answer = plan(house, **wrong)

    assert answer.status_code == 422
    assert str(wrong.get("address", "cijfers@example.org")) in answer.content.decode()
    with job_scope(house.id):
        assert not Delivery.objects.exists()


def test_only_an_admin_plans_and_ending_forgets_the_secrets(house, waterkant):
    plan(house, way="https", address="https://example.org/in", secret="geheim")
    path = f"{PAGE}{only(house).id}/"
    assert signed_in(waterkant.staff["Nadia"].person).get(path).status_code in (403, 404)
    client = signed_in(house.staff["Marieke"].person)

    client.post(f"{path}einde/")

    ended = only(house)
    assert ended.ended_at and ended.secret_sealed is None and deliver_due(house.id) == 0
    assert client.post(f"{path}nu/").status_code == 409
    with organisation_scope(house.id, house.staff["Marieke"].person_id):
        events = AccessLogEntry.objects.filter(event__startswith="usage.delivery").values_list(
            "event", flat=True
        )
        assert sorted(events) == ["usage.delivery_ended", "usage.delivery_set"]
    give_role(house, "Marieke", Role.MANAGER)
    assert client.get(PAGE).status_code == 403


def test_two_workers_never_deliver_the_same(house):
    plan(house)
    with job_scope(house.id):
        assert len(delivering._claim()) == 1
        assert delivering._claim() == []
        Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert len(delivering._claim()) == 1


def test_the_number_of_statements_does_not_grow_with_deliveries_and_attempts(house, near):
    client, counts = signed_in(house.staff["Marieke"].person), []
    for _more in range(2):
        plan(house, way="https", address="http://127.0.0.1:1/")
        due(house)
        deliver_due(house.id)
        with job_scope(house.id):
            first = Delivery.objects.first()
        for path in (PAGE, f"{PAGE}{first.id}/"):
            client.get(path)
            with CaptureQueriesContext(connection) as counter:
                assert client.get(path).status_code == 200
            counts.append(len(counter))
    assert counts[:2] == counts[2:]


def test_what_is_not_final_waits_and_is_no_attempt(house, near):
    """Whatever made it due: nothing of it is tried, kept or told to have failed."""
    plan(house, way="https", address="http://127.0.0.1:1/")
    running = months.this_month()
    with job_scope(house.id):
        Delivery.objects.update(period=running)

    assert deliver_due(house.id) == 1

    assert only(house).due_at == final_at(running, "month") and only(house).lease_until is None
    assert attempts(house) == [] and only(house).tries == 0
    signed_in(house.staff["Marieke"].person).post(f"{PAGE}{only(house).id}/nu/")
    assert only(house).period == LAST


def test_while_counting_is_behind_a_delivery_waits_or_takes_what_was_counted(house, near):
    end = timezone.make_aware(datetime.combine(months.shifted(LAST, 1), datetime.min.time()))
    plan(house, way="https", address="http://127.0.0.1:1/")
    with job_scope(house.id):
        UsageCounted.objects.update(horizon=end + timedelta(days=7))
    began = timezone.now()
    deliver_due(house.id)
    assert attempts(house) == [] and only(house).period == LAST
    assert began < only(house).due_at <= timezone.now() + timedelta(minutes=15)

    signed_in(house.staff["Marieke"].person).post(f"{PAGE}{only(house).id}/nu/")
    assert only(house).period == months.shifted(LAST, -1)
    deliver_due(house.id)
    assert attempts(house) == [(Result.UNREACHABLE, "", months.shifted(LAST, -1))]


def test_the_page_says_when_figures_are_final(house):
    client = signed_in(house.staff["Marieke"].person)
    assert "gaan negen dagen na het einde" in client.get(f"{PAGE}nieuw/").content.decode()
    plan(house)
    deliver_due(house.id)
    after = months.shifted(LAST, 2) + timedelta(days=9)
    assert timezone.localdate(only(house).due_at) == after
    assert "negen dagen" in client.get(PAGE).content.decode()
