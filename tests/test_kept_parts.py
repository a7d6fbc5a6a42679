"""Parts of a page that are rendered once: what they depend on is named where they are kept."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory

from beterdichtbij.templatetags.kept import KeptPart
from conversations.kept_markup import stand_in
from rowsecurity.scopes import job_scope
from tenants.models import Membership
from tests.cast import signed_in
from tests.conversations.stage import asked, colleague

ONCE = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="\w{64}"')
PATHS = ["/org/lindeborg/", "/org/lindeborg/?zoek=%22vermeer%25s", "/org/lindeborg/taken/"]


def as_written_out(node, context):
    """The part as its template says, each time."""
    texts = {name: each.resolve(context) for name, each in node.texts.items()}
    with context.push(**texts):
        return node.parts.render(context)


def something_to_say(client):
    """Makes the next page one that is written as its template says; gives what stands there more."""
    told, words = CookieStorage(RequestFactory().get("/")), "Dit zei de laatste handeling."
    told.add(SUCCESS, words)
    told.update(answer := HttpResponse())
    client.cookies["messages"] = answer.cookies["messages"].value
    return "\n    " + render_to_string("_notice.html", {"kind": "success", "text": words}) + "\n"


@pytest.fixture
def team(lindeborg):
    asked(lindeborg)
    boss = colleague(lindeborg, "Joost", roles=["manager", "admin"])
    return [signed_in(each.person) for each in (lindeborg.staff["Marieke"], boss)]


def pages(team, *, are_written_out=False):
    shown = []
    for client, path, language, size in product(team, PATHS, ["nl", "en"], ["a", "a2"]):
        client.cookies["text_size"] = size
        said = something_to_say(client) if are_written_out else ""
        answer = client.get(path, headers={"accept-language": language})
        assert answer.status_code == 200
        page = answer.content.decode()
        assert said in page
        shown.append(ONCE.sub("", page.replace(said, "")))
    return shown


def test_every_page_is_the_one_that_would_be_written_out(team, monkeypatch):
    kept = [pages(team), pages(team)]
    monkeypatch.setattr(KeptPart, "render", as_written_out)
    written = pages(team, are_written_out=True)
    assert kept == [written, written]
    assert len(set(written)) == len(written)


def test_a_new_name_stands_there_at_once(lindeborg, team):
    before = pages(team[:1])[0]
    with job_scope(lindeborg.id):
        Membership.objects.filter(id=lindeborg.staff["Marieke"].id).update(display_name="Rita <R>")
    after = pages(team[:1])[0]
    assert "Rita" not in before and "Rita &lt;R&gt;" in after


def test_a_name_with_the_signs_of_a_stand_in_is_a_name(lindeborg, team):
    name = stand_in("csrf_token") + "%(here)s"
    with job_scope(lindeborg.id):
        Membership.objects.filter(id=lindeborg.staff["Marieke"].id).update(display_name=name)
    assert all(name in page for page in pages(team[:1]))


def test_each_form_has_the_token_of_its_own_visitor(team):
    tokens = [
        re.findall(r'csrfmiddlewaretoken" value="(\w{64})"', client.get(PATHS[0]).content.decode())
        for client in team * 2
    ]
    assert all(tokens) and len({each for found in tokens for each in found}) >= 4
