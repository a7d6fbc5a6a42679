"""Who takes part is compared by name, by readers and by each other; nobody else finds anything."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime, timedelta
from importlib import import_module
from threading import Thread
from uuid import uuid4

import jwt
import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AccessLogEntry
from conversations.models import Conversation
from integrations.actions.tokens import issue_token
from monitoring_export.days import count_days
from national import layout, quarters
from national.actions import giving
from national.models import GivenFigure, Participation
from national.reading import given
from people.sessions import SessionStore
from rowsecurity.scopes import gate_scope, job_scope, organisation_scope, person_scope
from tenants.models import Organisation
from tests.cast import make_house, signed_in
from tests.national.conftest import FIGURE, LAST, as_owner, be_admin, give, join

pytestmark = pytest.mark.usefixtures("open_database")
QUERY = {"cijfer": FIGURE, "kwartaal": quarters.name(LAST)}


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def own(house, page=""):
    return f"/org/{house.organisation.slug}/monitor/{page}"


def test_a_reader_sees_who_takes_part_by_name(houses, reader):
    page = text(signed_in(reader).get("/monitor/", QUERY))

    assert f"{houses[0].organisation.name} 500" in page
    assert f"{houses[4].organisation.name} niet getoond" in page
    assert "Alle organisaties 5 4 1.400" in page  # of those by name, so that it tells nothing else


def test_only_specialisms_that_may_be_shown(houses, reader):
    page = text(signed_in(reader).get("/monitor/", QUERY | {"specialisme": "cardiologie"}))

    assert f"{houses[0].organisation.name} 250" in page and f"{houses[4].organisation.name} 3" not in page


def test_who_takes_part_sees_the_same_and_itself(houses):
    answer = signed_in(houses[1].staff["Ada"].person).get(own(houses[1]), QUERY)

    assert f"{houses[1].organisation.name} (uw organisatie) 400" in text(answer)
    assert f"{houses[0].organisation.name} 500" in text(answer)


def test_who_does_not_take_part_sees_nothing_of_others(houses):
    outside = make_house("outside", patients=[], staff=["Ada", "Marieke"])
    be_admin(outside)
    client = signed_in(outside.staff["Ada"].person)

    page = text(client.get(own(outside), QUERY))
    with organisation_scope(outside.id, outside.staff["Ada"].person_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM monitor_figures(%s, %s, %s)", [LAST, LAST, [FIGURE]])
        assert cursor.fetchone() == (0,)

    assert "Waterkant" not in page and "U doet nog niet mee" in page


def test_who_stops_is_no_longer_shown_from_this_quarter_on_and_sees_no_others(houses, reader):
    house = make_house("stopper", patients=[], staff=["Ada"])
    be_admin(house)
    join(house, [FIGURE])
    give(house, 900)
    client = signed_in(house.staff["Ada"].person)
    form = {"region": "utrecht", "since": quarters.name(LAST), "figures": []}

    assert client.post(own(house, "meedoen/"), form).status_code == 302

    assert "Stopper 900" in text(signed_in(reader).get("/monitor/", QUERY))  # was agreed when it was over
    assert "Waterkant" not in text(client.get(own(house), QUERY))
    with job_scope(house.id):
        assert Participation.objects.get().until == quarters.running()
        assert AccessLogEntry.objects.filter(event="monitor.stopped").exists()
    as_owner("DELETE FROM national_givenfigure WHERE number > 800", [])


@pytest.mark.parametrize("who", ["Alice", "Marieke", "Ada"])
def test_nobody_else_is_a_reader(houses, who):
    people = houses[0].patients | houses[0].staff
    with job_scope(houses[0].id):
        person = people[who].person
    client = signed_in(person)

    assert client.get("/monitor/").status_code == 404
    assert client.get(f"/monitor/levering/{quarters.name(LAST)}/").status_code == 404
    assert Client().get("/monitor/").status_code == 302


@pytest.mark.parametrize("where", ["meedoen/", "aanleveren/", "aanleveren/voorbeeld.csv"])
def test_only_an_admin_decides_about_taking_part(houses, where):
    assert signed_in(houses[0].staff["Marieke"].person).get(own(houses[0], where)).status_code == 403
    assert signed_in(houses[1].staff["Ada"].person).get(own(houses[0], where)).status_code == 404


def test_a_code_by_text_message_is_not_enough(reader):
    session = SessionStore()
    session.sign_in(reader.id, is_verified=True, is_strong=False)
    session.save()
    client = Client()
    client.cookies["session"] = session.session_key

    assert client.get("/monitor/").status_code == 409


def test_the_door_asks_again_who_calls(houses):
    statement = "SELECT * FROM monitor_figures('2020-01-01', '2030-01-01', '{}')"
    refused = pytest.raises(ProgrammingError, match="for readers only")
    with refused, gate_scope(houses[0].staff["Ada"].person_id), connection.cursor() as cursor:
        cursor.execute(statement)
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with denied, person_scope(houses[0].staff["Ada"].person_id), connection.cursor() as cursor:
        cursor.execute(statement)


def test_who_is_ended_is_out_and_web_names_nobody(reader):
    as_owner("SELECT monitor_reader_name(%s, true)", [f"{reader.id}@example.org"])

    assert signed_in(reader).get("/monitor/").status_code == 404
    with pytest.raises(ProgrammingError, match="permission denied"):
        call_command("monitor_reader", "alice@example.org")


def test_a_delivery_is_verified_by_another_library_with_the_published_key(houses, reader):
    answer = signed_in(reader).get(f"/monitor/levering/{quarters.name(LAST)}/")
    keys = jwt.PyJWKSet.from_dict(json.loads(Client().get("/.well-known/monitor-keys.json").content))
    signed = answer.content.decode()

    key = keys[jwt.get_unverified_header(signed)["kid"]]
    delivery = jwt.decode(signed, key, algorithms=["EdDSA"])

    (figure,) = [each for each in delivery["figures"] if each["figure"] == FIGURE]
    named = {
        each["organisation"]: each["number"] for each in figure["organisations"] if not each["specialism"]
    }
    assert named[houses[0].organisation.name] == 500 and named[houses[4].organisation.name] is None
    head, body, seal = signed.split(".")
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(
            f"{head}.{body[:20]}{'B' if body[20] == 'A' else 'A'}{body[21:]}.{seal}",
            key,
            algorithms=["EdDSA"],
        )


def test_a_file_from_elsewhere_is_taken_in_whole_or_not_at_all(houses):
    house = make_house("bringer", patients=[], staff=["Ada"])
    be_admin(house)
    client = signed_in(house.staff["Ada"].person)
    good = f"{';'.join(layout.COLUMNS)}\n{quarters.name(LAST)};{FIGURE};reumatologie;40;30\n"

    refused = client.post(own(house, "aanleveren/"), {"file": upload(good + "nonsense\n")})
    with job_scope(house.id):
        assert refused.status_code == 422 and "Regel 3:" in text(refused)
        assert not GivenFigure.objects.exists()
    assert client.post(own(house, "aanleveren/"), {"file": upload(good)}).status_code == 302
    client.post(own(house, "aanleveren/"), {"file": upload(good.replace(";40;", ";44;"))})

    with job_scope(house.id):
        rows = GivenFigure.objects.values_list("is_whole", "specialism", "number", "people")
        assert sorted(rows) == [(False, "reumatologie", 44, 30), (True, "", 44, 30)]
        assert AccessLogEntry.objects.filter(event="monitor.brought").count() == 2


def test_what_was_brought_stays_as_it_was_after_a_week(houses):
    house = make_house("bringt", patients=[], staff=["Ada"])
    be_admin(house)
    client = signed_in(house.staff["Ada"].person)
    good = f"{';'.join(layout.COLUMNS)}\n{quarters.name(LAST)};{FIGURE};reumatologie;40;30\n"
    client.post(own(house, "aanleveren/"), {"file": upload(good)})
    with job_scope(house.id):
        GivenFigure.objects.update(given_at=timezone.now() - timedelta(days=8))

    before = quarters.shifted(LAST, -1)
    more = good.replace(";40;", ";41;") + f"{quarters.name(before)};{FIGURE};reumatologie;40;30\n"
    refused = client.post(own(house, "aanleveren/"), {"file": upload(more)})

    assert refused.status_code == 422 and "meer dan een week geleden aangeleverd" in text(refused)
    assert client.post(own(house, "aanleveren/"), {"file": upload(good)}).status_code == 302  # the same
    with job_scope(house.id):
        rows = GivenFigure.objects.values_list("quarter", "is_whole", "number")
        assert sorted(rows) == [(LAST, False, 40), (LAST, True, 40)]


def test_a_counted_figure_is_given_once_as_the_organisation_was_then(houses, reader):
    house = make_house("teller", patients=["Alice"], staff=["Ada"])
    be_admin(house)
    with job_scope(house.id):
        Participation.objects.create(figure="conversations", since=LAST, agreed_by="Ada")
        writes(house, 1)
        count_days(organisation_id=house.id)
        assert giving.give(organisation_id=house.id, quarter=LAST) == 2  # as a whole, and of one specialism
        writes(house, 4)
        count_days(organisation_id=house.id)
        assert giving.give(organisation_id=house.id, quarter=LAST) == 0
        rows = set(GivenFigure.objects.values_list("figure", "number", "kind", "region", "is_shown"))
        assert rows == {("conversations", 1, "hospital", "", False)}
    with organisation_scope(house.id, house.staff["Ada"].person_id):
        Organisation.objects.filter(id=house.id).update(region="zeeland")
    with gate_scope(reader.id):
        told = given(first=LAST, last=LAST, figures=["conversations"])
    assert "zeeland" not in {each.region for each in told}
    assert {each.number for each in told if each.organisation_id == house.id} == {None}


def writes(house, many):
    at = timezone.make_aware(datetime(LAST.year, LAST.month, 10, 12))
    for _each in range(many):
        head = Conversation.objects.create(
            patient=house.patients["Alice"], department=house.department, subject_sealed=b"x"
        )
        Conversation.objects.filter(id=head.id).update(created_at=at)


def upload(content):
    return SimpleUploadedFile("figures.csv", content.encode(), "text/csv")


def test_more_organisations_cost_no_more_statements(houses, reader):
    client = signed_in(reader)
    client.get("/monitor/", QUERY)
    with CaptureQueriesContext(connection) as before:
        client.get("/monitor/", QUERY)
    house = make_house("another", patients=[], staff=["Ada"])
    be_admin(house)
    join(house, [FIGURE])

    with CaptureQueriesContext(connection) as after:
        client.get("/monitor/", QUERY)

    assert len(after) == len(before)


def test_a_program_gets_the_figures_of_its_own_organisation_with_its_token(houses):
    with job_scope(houses[0].id):
        token = issue_token(label="data warehouse")
    query = {"van": "2026-01-01", "tot": "2026-01-31", "stap": "maand", "per": "organisatie"}

    answer = Client().get("/api/v1/usage/", query, headers={"authorization": f"Bearer {token}"})

    assert answer.json()["organisation"] == houses[0].organisation.name
    assert Client().get("/api/v1/usage/", query).status_code == 401
    elsewhere = query | {"afdeling": str(houses[1].department.id)}
    headers = {"authorization": f"Bearer {token}"}
    assert Client().get("/api/v1/usage/", elsewhere, headers=headers).status_code == 404


def test_two_who_give_at_once_give_once(open_database):
    house = make_house(f"samen-{uuid4().hex[:6]}", patients=["Alice"], staff=["Ada"])
    be_admin(house)
    with job_scope(house.id):
        Participation.objects.create(figure="conversations", since=LAST, agreed_by="Ada")
        writes(house, 1)
        count_days(organisation_id=house.id)
    failed = []

    def also():
        try:
            with job_scope(house.id):
                giving.give(organisation_id=house.id, quarter=LAST)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    other = Thread(target=also)
    with job_scope(house.id):
        giving.give(organisation_id=house.id, quarter=LAST)
        other.start()
        while other.is_alive() and not waits():
            pass
    other.join()

    assert failed == []
    with job_scope(house.id):
        assert GivenFigure.objects.filter(is_whole=True).count() == 1


def waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE NOT l.granted AND d.datname = current_database())"
        )
        return cursor.fetchone()[0]


def test_filling_what_organisations_were_waits_for_nobody_who_reads_them(houses):
    module = import_module("national.migrations.0004_given_as_it_was")
    name, url = connection.settings_dict["NAME"], os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(url, dbname=name) as reads, psycopg.connect(url, dbname=name) as migrates:
        reads.execute("LOCK TABLE tenants_organisation IN ACCESS SHARE MODE")
        migrates.execute("SET LOCAL statement_timeout = '20s'")
        migrates.execute(module.FILLED)
        migrates.execute("SET LOCAL ROLE bd_door_usage")
        kinds = migrates.execute("SELECT DISTINCT kind FROM national_givenfigure").fetchall()
        assert kinds == [("hospital",)]
        migrates.rollback()
