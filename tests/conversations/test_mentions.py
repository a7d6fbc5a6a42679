"""Naming a colleague in a note, and finding where one was named."""

from __future__ import annotations

import pytest

from conversations.actions.forwarding import forward
from conversations.actions.mentions import see_mentions
from conversations.actions.notes import add_note
from conversations.mentioning import named_in
from conversations.models import Mention
from notifications.models import Notice
from rowsecurity.scopes import job_scope
from tenants.models import Membership
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked, second_department


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Marieke kijk je mee?", ["Marieke"]),
        ("Vraag dr. Bakker, of @dr. bakker.", ["dr. Bakker"]),
        ("@Ma, @Mariekes en marieke@example.org", []),
        ("@Marieke Bos en @Marieke", ["Marieke Bos", "Marieke"]),
        ("Geen naam: @", []),
    ],
)
def test_who_is_named_stands_whole_after_an_at_sign(text, names):
    colleagues = [Membership(display_name=name) for name in ("Marieke", "dr. Bakker", "Marieke Bos")]

    assert [each.display_name for each in named_in(text, colleagues)] == names


def noted(house, conversation, text, name="Marieke"):
    with at_work(house, name):
        head = locked(house, conversation, name)
        add_note(member=house.staff[name], looker=LOOKER, conversation=head, text=text)


def test_who_is_named_finds_it_until_the_conversation_was_seen(lindeborg):
    fatima = colleague(lindeborg)
    conversation = asked(lindeborg)
    noted(lindeborg, conversation, "@Fatima kun jij haar bellen?")
    page = signed_in(fatima.person)
    with job_scope(lindeborg.id):
        notice = Notice.objects.get(template=Notice.Template.WORK)
        assert notice.person_id == fatima.person_id and notice.secret is None

    listed = page.get("/org/lindeborg/taken/genoemd/").content.decode()
    assert "kun jij haar bellen?" in listed and "Mw. " not in listed.split("<main")[0]
    assert 'data-total="1"' in page.get("/org/lindeborg/taken/stand/").content.decode()

    page.post(f"/org/lindeborg/gesprekken/{conversation.id}/gelezen/", {"nummer": 1})
    assert "data-total" not in page.get("/org/lindeborg/taken/stand/").content.decode()


def test_only_who_may_reach_the_conversation_is_named_and_not_oneself(lindeborg):
    colleague(lindeborg, "Henk", roles=["helpdesk"])
    conversation = asked(lindeborg)
    noted(lindeborg, conversation, "@Henk en @Marieke en @Nadia")

    with at_work(lindeborg):
        assert not Mention.objects.exists()


def test_a_question_with_a_forward_names_too_and_is_seen_by_its_reader_alone(lindeborg):
    fatima = colleague(lindeborg)
    conversation = asked(lindeborg)
    to = second_department(lindeborg)
    with at_work(lindeborg):
        marieke = lindeborg.staff["Marieke"]
        head = locked(lindeborg, conversation)
        forward(member=marieke, looker=LOOKER, conversation=head, to=to, question="@Fatima lukt dit?")
        see_mentions(member=marieke, conversation=head)
        assert Mention.objects.get(member=fatima).seen_at is None


def test_the_list_under_the_field_holds_colleagues_of_this_organisation_only(lindeborg, waterkant):
    colleague(lindeborg)
    colleague(lindeborg, "Henk", roles=["helpdesk"])
    marieke = signed_in(lindeborg.staff["Marieke"].person)

    def found(words):
        return marieke.get("/org/lindeborg/taken/genoemd/wie/", {"zoek": words}).content.decode()

    assert "Fatima" in found("fat") and "Fatima" in found("")
    assert "Nadia" not in found("") and "Henk" not in found("") and "Marieke" not in found("")


def test_all_is_seen_with_one_button(lindeborg):
    fatima = colleague(lindeborg)
    noted(lindeborg, asked(lindeborg), "@Fatima")
    page = signed_in(fatima.person)

    page.post("/org/lindeborg/taken/genoemd/gezien/")

    assert "data-total" not in page.get("/org/lindeborg/taken/stand/").content.decode()
