"""The pages of tasks: what they show, what they do, and who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.team_tasks import create_team_task
from conversations.models import TeamTask
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.conversations.stage import asked, at_work, colleague, locked

PAGE = "/org/lindeborg/taken/"


@pytest.fixture
def marieke(lindeborg):
    return signed_in(lindeborg.staff["Marieke"].person)


def planned(house, *, conversation=None, assignee=None, hours=-1, text="Bel terug"):
    with at_work(house):
        return create_team_task(
            department=house.department,
            kind="call",
            text=text,
            due_at=timezone.now() + timedelta(hours=hours),
            conversation=conversation and locked(house, conversation),
            assignee=assignee,
            author=house.staff["Marieke"],
        )


def form(house, **more):
    values = {"kind": "call", "text": "Vraag de uitslag na", "due_at": "2099-01-05T09:00"}
    return values | {"afdeling": str(house.department.id), "medewerker": ""} | more


def test_a_task_is_planned_from_the_page_and_from_a_case(lindeborg, marieke):
    conversation = asked(lindeborg)

    alone = marieke.post(f"{PAGE}nieuw/", form(lindeborg))
    about = marieke.post(f"/org/lindeborg/gesprekken/{conversation.id}/taken/", form(lindeborg))

    assert (alone.status_code, about.status_code) == (302, 302)
    with at_work(lindeborg):
        assert list(TeamTask.objects.order_by("created_at").values_list("conversation_id", flat=True)) == [
            None,
            conversation.id,
        ]
    assert "Vraag de uitslag na" in marieke.get(about.url).content.decode()


def test_the_number_in_the_bar_is_found_again_beside_the_lists(lindeborg, marieke):
    planned(lindeborg)
    planned(lindeborg, text="Nog een")
    planned(lindeborg, assignee=lindeborg.staff["Marieke"], text="Mijn eigen", hours=3)

    page = marieke.get(PAGE).content.decode()
    lists = page[page.index('id="work"') : page.index("<h1>")]
    assert "Taken van mijn afdelingen</span>" in lists and '<b class="pill pill--wait">2</b>' in lists
    with at_work(lindeborg):
        TeamTask.objects.filter(assignee__isnull=False).update(done_at=timezone.now())
    assert "2 taken van uw afdelingen zijn nog van niemand" in marieke.get(PAGE).content.decode()


@pytest.mark.parametrize("wrong", [{"due_at": "2001-01-01T09:00"}, {"text": ""}, {"afdeling": "x"}])
def test_what_is_refused_keeps_what_was_typed(lindeborg, marieke, wrong):
    conversation = asked(lindeborg)
    values = form(lindeborg, text="Bel de apotheek") | wrong

    for url in (f"{PAGE}nieuw/", f"/org/lindeborg/gesprekken/{conversation.id}/taken/"):
        answer = marieke.post(url, values)
        assert answer.status_code == 422 and values["text"] in answer.content.decode()


def test_each_list_holds_what_it_says(lindeborg, marieke):
    planned(lindeborg, assignee=lindeborg.staff["Marieke"], text="Van mij")
    planned(lindeborg, text="Van ons")
    done = planned(lindeborg, assignee=lindeborg.staff["Marieke"], text="Van gisteren")
    marieke.post(f"{PAGE}{done.id}/klaar/")

    pages = {
        name: marieke.get(f"{PAGE}?lijst={name}").content.decode()
        for name in ("mijn", "afdelingen", "gedaan")
    }

    assert "Van mij" in pages["mijn"] and "Van ons" not in pages["mijn"]
    assert "Van ons" in pages["afdelingen"] and "Van gisteren" not in pages["afdelingen"]
    assert "Van gisteren" in pages["gedaan"] and "Van mij" not in pages["gedaan"]


def test_a_task_whose_moment_has_come_stands_above_the_queue_and_is_counted(lindeborg, marieke):
    conversation = asked(lindeborg)
    planned(lindeborg, conversation=conversation, text="Was de wond dicht?")
    planned(lindeborg, conversation=conversation, hours=5, text="Pas straks")

    queue = marieke.get("/org/lindeborg/?deel=lijst").content.decode()

    assert "Was de wond dicht?" in queue and "Pas straks" not in queue
    assert 'data-total="1"' in marieke.get(f"{PAGE}stand/").content.decode()


def test_what_is_done_with_a_task_leads_back_to_where_the_button_was(lindeborg, marieke):
    task = planned(lindeborg)
    fatima = colleague(lindeborg)
    here = f"{PAGE}?lijst=afdelingen"

    given = marieke.post(f"{PAGE}{task.id}/geef/", {"medewerker": fatima.id, "terug": here})
    later = marieke.post(f"{PAGE}{task.id}/uitstel/", {"ahead": "tomorrow", "terug": "//example.org/"})

    assert (given.url, later.url) == (here, PAGE)
    with at_work(lindeborg):
        kept = TeamTask.objects.get()
        assert kept.assignee == fatima and kept.due_at > timezone.now()
        assert timezone.localtime(kept.due_at).hour == 9


@pytest.mark.parametrize("values", [{}, {"until": "2001-01-01T09:00"}, {"ahead": "ooit"}])
def test_a_task_is_not_put_off_to_no_moment(lindeborg, marieke, values):
    task = planned(lindeborg)

    assert marieke.post(f"{PAGE}{task.id}/uitstel/", values).status_code == 422


def test_the_list_asks_as_many_statements_for_three_tasks_as_for_one(lindeborg, marieke):
    conversation = asked(lindeborg)
    planned(lindeborg, conversation=conversation)

    def statements():
        with CaptureQueriesContext(connection) as seen:
            assert marieke.get(f"{PAGE}?lijst=afdelingen").status_code == 200
        return len(seen)

    statements()
    one = statements()
    planned(lindeborg, conversation=conversation)
    planned(lindeborg)

    assert statements() == one


def test_a_helpdesk_and_another_organisation_see_no_tasks(lindeborg, waterkant):
    task = planned(lindeborg)
    with job_scope(lindeborg.id):
        lindeborg.staff["Marieke"].roles = ["helpdesk"]
        lindeborg.staff["Marieke"].save()
    helpdesk = signed_in(lindeborg.staff["Marieke"].person)
    nadia = signed_in(waterkant.staff["Nadia"].person)

    assert helpdesk.get(PAGE).status_code == 403
    assert nadia.get(PAGE).status_code == 404
    assert nadia.post(f"/org/waterkant/taken/{task.id}/klaar/").status_code == 404
