"""The studio: what a nurse changes stands in the draft, and what cannot be is refused at its place."""

from uuid import UUID, uuid4

import pytest

from carepaths.actions.paths import new_draft
from carepaths.actions.writing import content_of
from carepaths.models import CarePath, CarePathVersion, Step
from rowsecurity.scopes import job_scope
from tenants.models import Membership
from tests.cast import signed_in

PATHS = "/org/lindeborg/zorgpaden/"


@pytest.fixture
def marieke(clinic):
    return signed_in(clinic.house.staff["Marieke"].person)


@pytest.fixture
def studio(clinic) -> str:
    return f"{PATHS}{clinic.path.id}/ontwerp/"


def a_step(**more: str) -> dict[str, str]:
    what = {"kind": "message", "title": "Neem uw pasje mee", "text": "Beste {voornaam}, neem uw pasje mee."}
    when = {"amount": "2", "unit": "days", "side": "before", "anchor": "appointment", "at": "09:00"}
    buttons = {f"button_{place}_effect": "done" for place in range(4)}
    return {"key": str(uuid4()), "repeat_times": "1"} | what | when | buttons | more


def drafted(clinic) -> list[Step]:
    with clinic.scope():
        version = CarePathVersion.objects.get(path=clinic.path, state="draft")
        return list(Step.objects.filter(version=version).order_by("number"))


def test_the_version_in_use_is_shown_and_not_changed(marieke, studio):
    text = marieke.get(studio).content.decode()

    assert "versie 1" in text and "10 dagen ervoor" in text and "alleen als er nog geen uitslag is" in text
    assert "Wijzig dit zorgpad" in text and "Voeg een stap toe" not in text


def test_a_step_that_is_added_stands_in_order_in_the_draft(clinic, marieke, studio):
    marieke.post(f"{studio}concept/")
    answer = marieke.post(studio, a_step())

    assert answer.status_code == 302 and "stap=" in answer["Location"]
    assert [step.title for step in drafted(clinic)][-1] == "Neem uw pasje mee"
    assert [step.offset for step in drafted(clinic)] == [-10, -5, -2]
    with clinic.scope():
        assert Step.objects.filter(version__state="active").count() == 2


def test_a_step_keeps_its_key_buttons_and_languages(clinic, marieke, studio):
    marieke.post(f"{studio}concept/")
    before = drafted(clinic)[0]
    page = marieke.get(f"{studio}?stap={before.key}")
    form = page.context["form"]
    typed = {
        name: field.initial if form[name].value() is None else form[name].value()
        for name, field in form.fields.items()
    }
    typed = {name: value for name, value in typed.items() if value not in (None, "")}

    answer = marieke.post(
        studio,
        typed
        | {
            "title": "Bloed prikken, anders",
            "en_title": "Blood test",
            "en_text": "Dear {voornaam}, go.",
            "en_button_0_label": "Done",
        },
    )

    assert answer.status_code == 302
    after = drafted(clinic)[0]
    assert (after.key, after.title) == (before.key, "Bloed prikken, anders")
    assert after.buttons == before.buttons and after.conditions == before.conditions
    assert after.texts["en"]["buttons"]["done"]["label"] == "Done"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        pytest.param({"text": "Dag {achternaam}."}, "{achternaam}", id="placeholder"),
        pytest.param({"at": ""}, "Zeg hoe laat", id="hour"),
        pytest.param({"if_0": "no_result", "if_0_code": ""}, "welke soort uitslag", id="condition"),
        pytest.param({"en_text": "Dear {name}."}, "{name}", id="language"),
        pytest.param({"anchor": "punctie"}, "Selecteer een geldige keuze", id="anchor"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(clinic, marieke, studio, more, sentence):
    marieke.post(f"{studio}concept/")
    answer = marieke.post(studio, a_step(**more))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence.lower() in text.lower() and "Neem uw pasje mee" in text
    assert len(drafted(clinic)) == 2


def test_a_condition_on_a_step_is_offered_and_kept(clinic, marieke, studio):
    marieke.post(f"{studio}concept/")
    asked = drafted(clinic)[0]
    chosen = f"answer|{asked.key}||done"

    marieke.post(studio, a_step(if_0=chosen, if_1="preference|||phone"))

    kept = drafted(clinic)[-1].conditions
    assert kept == [
        {"kind": "answer", "step": str(asked.key), "value": "done"},
        {"kind": "preference", "value": "phone"},
    ]


def test_a_step_is_copied_and_removed(clinic, marieke, studio):
    marieke.post(f"{studio}concept/")
    first = drafted(clinic)[0]

    marieke.post(f"{studio}stap/kopie/", {"stap": str(first.key)})
    titles = [step.title for step in drafted(clinic)]
    assert f"Kopie van {first.title}" in titles and len(titles) == 3

    marieke.post(f"{studio}stap/weg/", {"stap": str(first.key)})
    assert first.key not in [step.key for step in drafted(clinic)]
    assert marieke.post(f"{studio}stap/weg/", {"stap": str(first.key)}).status_code == 404
    assert marieke.post(f"{studio}stap/weg/", {"stap": "geen"}).status_code == 404


def test_a_step_is_drawn_along_its_line(clinic, marieke, studio):
    marieke.post(f"{studio}concept/")
    first, second = drafted(clinic)

    answer = marieke.post(f"{studio}stap/schuif/", {"stap": str(first.key), "verschil": "6"})

    assert answer["Location"].endswith(f"?stap={first.key}#op-{first.key}")
    assert [(step.key, step.offset) for step in drafted(clinic)] == [(second.key, -5), (first.key, -4)]
    assert "komt nu: 4 dagen ervoor" in marieke.get(answer["Location"]).text


def test_a_step_is_not_drawn_to_where_it_cannot_be(clinic, marieke, studio):
    marieke.post(f"{studio}concept/")
    first = drafted(clinic)[0]
    shift = f"{studio}stap/schuif/"

    far = marieke.post(shift, {"stap": str(first.key), "verschil": "-9000"}, follow=True)
    assert "hoogstens 730 dagen" in far.text
    for wrong in ("", "ver"):
        assert marieke.post(shift, {"stap": str(first.key), "verschil": wrong}).status_code == 409
    assert marieke.post(shift, {"stap": str(uuid4()), "verschil": "1"}).status_code == 404
    assert drafted(clinic)[0].offset == -10


def test_a_step_that_another_waits_for_stays(clinic, marieke, studio):
    marieke.post(f"{studio}concept/")
    first = drafted(clinic)[0]
    marieke.post(studio, a_step(if_0=f"done|{first.key}||"))

    answer = marieke.post(f"{studio}stap/weg/", {"stap": str(first.key)}, follow=True)

    assert "Kies een stap waarop de patiënt antwoordt" in answer.content.decode()
    assert len(drafted(clinic)) == 3


def beginning_of(**rows: list[dict[str, str]]) -> dict[str, str]:
    data = {"title": "Vruchtbaarheid"}
    for prefix, forms in rows.items():
        data |= {f"{prefix}-TOTAL_FORMS": str(len(forms)), f"{prefix}-INITIAL_FORMS": "0"}
        data |= {
            f"{prefix}-{n}-{name}": value for n, form in enumerate(forms) for name, value in form.items()
        }
    return data


def test_a_path_from_nothing_with_dated_moments(clinic, marieke):
    made = marieke.post(
        f"{PATHS}nieuw/", {"title": "Fertiliteit", "afdeling": str(clinic.house.department.id)}
    )
    assert made.status_code == 302 and made["Location"].endswith("/ontwerp/begin/")

    saved = marieke.post(
        made["Location"],
        beginning_of(
            start=[{"kind": "by_hand"}, {"kind": ""}],
            moment=[
                {"name": "Start cyclus", "source": "team", "is_required": "on"},
                {"name": "Punctie", "source": "team", "has_time": "on"},
            ],
        ),
    )

    assert saved.status_code == 302
    with clinic.scope():
        path = CarePath.objects.get(title="Vruchtbaarheid")
        content = content_of(new_draft(path=path))
    assert [(each.key, each.is_required) for each in content.anchors] == [
        ("start_cyclus", True),
        ("punctie", False),
    ]
    assert [each.kind for each in content.triggers] == ["by_hand"]


def test_a_beginning_that_cannot_be_names_the_place(clinic, marieke, studio):
    answer = marieke.post(
        f"{studio}begin/",
        beginning_of(
            start=[{"kind": "appointment", "code": ""}],
            moment=[{"name": "Punctie", "source": "team", "is_required": "on"}],
        ),
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Zeg welke soort" in text and "telt vanaf een ankermoment dat niet bestaat" in text


def test_the_kinds_of_appointment_that_are_known_are_offered(clinic, marieke, studio):
    clinic.book(days=3, kind="infuus", kind_name="Infuus")

    assert '<option value="infuus">Infuus</option>' in marieke.get(f"{studio}begin/").text


def test_a_draft_is_thrown_away(clinic, marieke, studio):
    marieke.post(f"{studio}concept/")
    marieke.post(f"{studio}concept/weg/")

    with clinic.scope():
        assert not CarePathVersion.objects.filter(state="draft").exists()


def test_a_step_that_is_not_there_is_not_found(marieke, studio):
    marieke.post(f"{studio}concept/")

    assert marieke.get(f"{studio}?stap={UUID(int=1)}").status_code == 404


def test_who_may_not_enrol_does_not_see_the_studio(clinic, marieke, studio):
    with job_scope(clinic.house.id):
        Membership.objects.update(roles=["admin"])

    assert marieke.get(studio).status_code == marieke.post(studio, a_step()).status_code == 403


def test_another_organisation_does_not_find_the_studio(clinic, waterkant):
    nadia = signed_in(waterkant.staff["Nadia"].person)

    for page in ("", "begin/"):
        assert nadia.get(f"/org/waterkant/zorgpaden/{clinic.path.id}/ontwerp/{page}").status_code == 404


def as_manager(clinic) -> None:
    with job_scope(clinic.house.id):
        Membership.objects.update(roles=["manager"])


def test_a_manager_turns_a_version_on_and_goes_back(clinic, marieke, studio):
    as_manager(clinic)
    marieke.post(f"{studio}concept/")
    versions = f"{PATHS}{clinic.path.id}/versies/"

    assert "Versie 2" in marieke.post(f"{versions}aan/", {"versie": "2"}, follow=True).content.decode()
    assert states(clinic) == {1: "retired", 2: "active"}
    marieke.post(f"{versions}aan/", {"versie": "1"})
    assert states(clinic) == {1: "active", 2: "retired"}
    marieke.post(f"{versions}aan/", {"versie": "1", "aan": "nee"})
    assert states(clinic) == {1: "retired", 2: "retired"}
    assert marieke.post(f"{versions}aan/", {"versie": "9"}).status_code == 404


def test_a_nurse_drafts_and_does_not_turn_on(clinic, marieke, studio):
    with job_scope(clinic.house.id):
        Membership.objects.update(roles=["clinician"])
    marieke.post(f"{studio}concept/")

    assert marieke.post(f"{PATHS}{clinic.path.id}/versies/aan/", {"versie": "2"}).status_code == 403
    assert states(clinic) == {1: "active", 2: "draft"}


def test_a_path_without_steps_is_not_turned_on(clinic, marieke):
    as_manager(clinic)
    made = marieke.post(f"{PATHS}nieuw/", {"title": "Leeg", "afdeling": str(clinic.house.department.id)})
    page = made["Location"].removesuffix("ontwerp/begin/")

    text = marieke.post(f"{page}versies/aan/", {"versie": "1"}, follow=True).content.decode()

    assert "nog geen stappen" in text and "Niets start dit zorgpad nog" in text


def states(clinic) -> dict[int, str]:
    with clinic.scope():
        return dict(CarePathVersion.objects.filter(path=clinic.path).values_list("number", "state"))
