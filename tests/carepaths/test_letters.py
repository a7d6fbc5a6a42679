"""A step that is a letter: kept as it was on its day, a PDF for the desk in the patient's language."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from audit.models import AccessLogEntry
from carepaths.content import TriggerDraft
from carepaths.models import Enrolment, Letter
from people.wishes import keep_language
from rowsecurity.scopes import person_scope
from tests.carepaths.test_enrolments import now_step, simple_path
from tests.cast import signed_in

TASKS = "/org/lindeborg/taken/?lijst=afdelingen"


@pytest.fixture
def letter(clinic) -> Letter:
    """Written to Alice, who reads English, while her name was another."""
    texts = {"en": {"title": "Your result", "text": "Dear {naam},\n\nPlease call {telefoon}."}}
    simple_path(clinic, [now_step("Uw uitslag", "letter", texts=texts)], TriggerDraft("result", code="LAB"))
    alice = clinic.house.patients["Alice"]
    with person_scope(alice.person_id):
        keep_language(person_id=alice.person_id, language="en")
    clinic.result()
    clinic.let_come()
    with clinic.scope():
        return Letter.objects.get()


def address(letter: Letter) -> str:
    return f"/org/lindeborg/zorgpaden/brieven/{letter.id}/"


def test_a_letter_is_a_pdf_in_the_words_of_its_day(clinic, letter):
    with clinic.scope():
        assert b"Alice" not in bytes(letter.content_sealed)
    answer = signed_in(clinic.house.staff["Marieke"].person).get(address(letter))

    assert answer["Content-Type"] == "application/pdf" and "attachment" in answer["Content-Disposition"]
    words = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    day = timezone.localdate(letter.written_at)
    for part in ("Lindeborg", "Alice Jansen", "Your result", f"{day.day} {day:%B} {day.year}"):
        assert part in words
    assert f"Please call {clinic.house.department.phone}" in words
    with clinic.scope():
        assert AccessLogEntry.objects.get(event="letter.read").patient_id == clinic.house.patients["Alice"].id


def test_the_task_of_the_desk_and_the_page_of_the_path_lead_to_it(clinic, letter):
    marieke = signed_in(clinic.house.staff["Marieke"].person)
    with clinic.scope():
        enrolment = Enrolment.objects.get()
    for page in (TASKS, f"/org/lindeborg/zorgpaden/volgers/{enrolment.id}/"):
        assert f'href="{address(letter)}"' in marieke.get(page).content.decode()


def test_who_works_elsewhere_finds_no_letter(letter, waterkant):
    stranger = next(iter(waterkant.staff.values()))
    answer = signed_in(stranger.person).get(address(letter).replace("lindeborg", "waterkant"))

    assert answer.status_code == 404


def test_a_long_letter_in_a_script_from_right_to_left_goes_on_on_the_next_sheet():
    from carepaths.letter import LetterFacts, letter_pdf

    facts = LetterFacts(
        organisation="Lindeborg",
        department="Reumatologie",
        phone="030 123 00 00",
        patient="Alice Jansen",
        title="مرحبا",
        text="\n".join(["يرجى الاتصال بنا قبل موعدك."] * 80),
        written_at=timezone.now() - timedelta(days=1),
        language="ar",
    )
    assert len(PdfReader(BytesIO(letter_pdf(facts))).pages) > 1
