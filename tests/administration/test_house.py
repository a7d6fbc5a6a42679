"""An admin sets the face, the places, the special days and who may ask; what is wrong is refused."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from conversations.actions.questions import Question, ask
from rowsecurity.errors import Refused
from rowsecurity.scopes import job_scope, organisation_scope, person_scope
from tenants import directory
from tenants.models import Department, HoursException, Location, Organisation
from tenants.roles import Role
from tenants.timetable import desk_of, forget_desks
from tests import cast

HOUSE = "/org/lindeborg/organisatie/"
FACE = {"name": "Lindeborg", "phone": "030 123 00 00", "region": "utrecht", "brand_colour": "#0b5e74"}


@pytest.fixture
def ingrid(lindeborg):
    person = cast.make_person("Ingrid")
    with job_scope(lindeborg.id):
        return cast.make_member(person, department=lindeborg.department, roles=[Role.ADMIN])


@pytest.fixture
def admin(ingrid) -> Client:
    return cast.signed_in(ingrid.person)


@pytest.fixture(autouse=True)
def _desks_read_anew():
    forget_desks()


def picture(form: str = "PNG") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (900, 300), "teal").save(out, form)
    return SimpleUploadedFile(f"logo.{form.lower()}", out.getvalue())


def organisation(house: cast.House) -> Organisation:
    with job_scope(house.id):
        return Organisation.objects.get(id=house.id)


def test_a_logo_is_drawn_anew_and_shown_to_anybody(lindeborg, admin):
    answer = admin.post(f"{HOUSE}gezicht/", FACE | {"logo": picture("JPEG")})

    assert answer.status_code == 302
    mark = organisation(lindeborg).logo_mark
    shown = Client().get(f"/brand/lindeborg.png?v={mark}")
    assert shown["Content-Type"] == "image/png"
    assert Image.open(BytesIO(shown.content)).size == (480, 160)
    assert mark in admin.get(HOUSE).text
    assert Client().get("/brand/nowhere.png").status_code == 404


def test_a_logo_that_is_no_picture_is_refused_and_nothing_is_lost(lindeborg, admin):
    fields = FACE | {"name": "Nieuw", "logo": SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")}

    answer = admin.post(f"{HOUSE}gezicht/", fields)

    assert answer.status_code == 422 and "Dit bestand is geen afbeelding" in answer.text
    assert 'value="Nieuw"' in answer.text  # what was typed stays
    assert organisation(lindeborg).name == "Lindeborg" and not organisation(lindeborg).logo_mark


def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(lindeborg, admin):
    answer = admin.post(f"{HOUSE}gezicht/", FACE | {"brand_colour": "#ffcc00"})

    assert answer.status_code == 422 and "moet 4,5 zijn" in answer.text
    offered = answer.context["form"].offered
    assert f"Neem {offered} en bewaar" in answer.text
    assert organisation(lindeborg).brand_colour == "#0b5e74"
    assert (
        admin.post(f"{HOUSE}gezicht/", FACE | {"brand_colour": "#ffcc00", "neem": offered}).status_code == 302
    )
    assert organisation(lindeborg).brand_colour == offered


def test_a_location_with_departments_stays(lindeborg, admin):
    admin.post(f"{HOUSE}locaties/", {"name": "Hoofdgebouw", "address": "Plein 1"})
    with job_scope(lindeborg.id):
        location = Location.objects.get()
        Department.objects.update(location=location)

    page = admin.post(f"{HOUSE}locaties/{location.id}/weg/", follow=True).text
    assert "Hier zijn nog afdelingen: Reumatologie" in page
    again = admin.post(f"{HOUSE}locaties/", {"name": "Hoofdgebouw", "address": "Elders"})
    assert again.status_code == 422 and "Er is al een locatie met deze naam" in again.text

    with job_scope(lindeborg.id):
        Department.objects.update(location=None)
    admin.post(f"{HOUSE}locaties/{location.id}/weg/")
    with job_scope(lindeborg.id):
        assert not Location.objects.exists()


def test_a_special_day_takes_the_place_of_its_weekday(lindeborg, admin):
    monday = date.today() + timedelta(days=(7 - date.today().weekday()))
    admin.post(f"{HOUSE}dagen/", {"day": monday.isoformat()})
    admin.post(
        f"{HOUSE}dagen/",
        {
            "day": monday.isoformat(),
            "department": str(lindeborg.department.id),
            "opens": "10:00",
            "closes": "11:00",
        },
    )

    forget_desks()
    with job_scope(lindeborg.id):
        specials = desk_of(lindeborg.department).timetable.specials
    # What the department says goes before what is said for all.
    assert [(each.day, str(each.opens)) for each in specials] == [(monday, "10:00:00")]
    with job_scope(lindeborg.id):
        own = HoursException.objects.get(department=lindeborg.department)
    admin.post(f"{HOUSE}dagen/{own.id}/weg/")
    with job_scope(lindeborg.id):
        assert [each.opens for each in desk_of(lindeborg.department).timetable.specials] == [None]


def test_a_day_that_is_over_and_half_a_time_are_refused(lindeborg, admin):
    yesterday = timezone.localdate() - timedelta(days=1)
    assert "Deze dag is voorbij" in admin.post(f"{HOUSE}dagen/", {"day": yesterday.isoformat()}).text
    tomorrow = timezone.localdate() + timedelta(days=1)
    half = admin.post(f"{HOUSE}dagen/", {"day": tomorrow.isoformat(), "opens": "10:00"})
    assert half.status_code == 422


def ask_something(house: cast.House, name: str = "Alice") -> None:
    patient = house.patients[name]
    with person_scope(patient.person_id):
        department = Department.objects.select_related("organisation").get(id=house.department.id)
        question = Question(uuid4(), uuid4(), "Vraag", "Mag ik sporten?")
        ask(patient=patient, department=department, question=question, source="")


def test_only_so_many_new_questions_in_a_day(lindeborg, admin):
    fields = {"who_may_start": "everybody", "questions_per_day": "1", "video_is_on": "on"}
    assert admin.post(f"{HOUSE}regels/", fields).status_code == 302

    ask_something(lindeborg)
    with pytest.raises(Refused, match="zoveel nieuwe vragen"):
        ask_something(lindeborg)
    ask_something(lindeborg, "Bob")  # each patient by themselves

    assert admin.post(f"{HOUSE}regels/", fields | {"questions_per_day": "0"}).status_code == 422


def test_where_the_team_begins_no_patient_can(lindeborg, admin):
    admin.post(f"{HOUSE}regels/", {"who_may_start": "team"})

    with pytest.raises(Refused, match="begint het team een gesprek"):
        ask_something(lindeborg)
    alice = cast.signed_in(lindeborg.patients["Alice"].person)
    assert str(lindeborg.department.id) not in alice.get("/mijn/gesprekken/nieuw/").text


def test_who_is_not_known_yet_calls_first(lindeborg, admin):
    ask_something(lindeborg)
    admin.post(f"{HOUSE}regels/", {"who_may_start": "known"})

    ask_something(lindeborg)
    with pytest.raises(Refused, match="na een eerste contact"):
        ask_something(lindeborg, "Bob")


def test_hours_that_overlap_are_refused_and_a_day_can_be_split(lindeborg, admin):
    page = f"/org/lindeborg/afdelingen/{lindeborg.department.id}/"
    fields = {
        "name": "Reumatologie",
        "phone": "030 1234567",
        "promise_amount": "4",
        "promise_unit": "hours",
        "reopening_days": "14",
        "opens_0": "09:00",
        "closes_0": "12:00",
    }
    overlap = admin.post(page, fields | {"opens_0_2": "11:00", "closes_0_2": "15:00"})
    assert overlap.status_code == 422 and "overlappen de uren ervoor" in overlap.text
    short = admin.post(page, fields | {"promise_outside_days": "0"})
    assert short.status_code == 422 and "niemand om binnen een dag te antwoorden" in short.text

    assert (
        admin.post(
            page, fields | {"opens_0_2": "13:00", "closes_0_2": "17:00", "promise_outside_days": "2"}
        ).status_code
        == 302
    )
    with job_scope(lindeborg.id):
        timetable = desk_of(lindeborg.department).timetable
    assert sorted(str(each.opens) for each in timetable.week) == ["09:00:00", "13:00:00"]
    assert timetable.outside_days == 2
    assert 'value="13:00"' in admin.get(page).text


def test_a_department_is_added_with_office_hours_to_begin_with(lindeborg, admin):
    page = "/org/lindeborg/afdelingen/nieuw/"
    assert admin.get(page).text.count('value="09:00"') == 5
    fields = {
        "name": "Reumatologie",
        "phone": "1",
        "promise_amount": "2",
        "promise_unit": "days",
        "reopening_days": "14",
    }

    admin.post(page, fields)
    admin.post(page, fields)

    with job_scope(lindeborg.id):
        codes = set(Department.objects.values_list("code", flat=True))
    assert codes == {"REU", "REUMATOLOGIE", "REUMATOLOGIE-2"}


def test_the_checklist_says_what_is_missing(lindeborg, ingrid, admin):
    page = admin.get(HOUSE)
    missing = {item.title for item in page.context["list"].needed if not item.is_done}

    assert {"De eerste patiënt uitgenodigd", "Het eerste gesprek beantwoord"} == missing
    nurse = cast.signed_in(lindeborg.staff["Marieke"].person)
    assert nurse.get(HOUSE).status_code == 403
    assert nurse.post(f"{HOUSE}gezicht/", FACE).status_code == 403


def test_the_checklist_asks_the_same_number_of_times_for_many_departments(
    lindeborg, ingrid, django_assert_max_num_queries
):
    from administration.checklist import checklist

    def statements() -> int:
        with organisation_scope(lindeborg.id, ingrid.person_id):
            with django_assert_max_num_queries(12) as counted:
                checklist(lindeborg.organisation, ingrid)
            return len(counted)

    before = statements()
    with job_scope(lindeborg.id):
        for number in range(5):
            Department.objects.create(name=f"Poli {number}", code=f"P{number}", phone="1")
    assert statements() == before


def test_what_one_sets_another_does_not_reach(lindeborg, waterkant, admin):
    with job_scope(waterkant.id):
        location = Location.objects.create(name="Kade", address="Kade 1")
    assert admin.post(f"{HOUSE}locaties/{location.id}/weg/").status_code == 404
    assert directory.by_slug("waterkant").logo_mark == ""
