"""Whoever looks at what is of a patient leaves a line in the access log; every URL, asked for one's own.

An address that shows words of a patient and writes no line stands in `WITHOUT_A_LINE`, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asgiref.sync import sync_to_async
from django.http import HttpResponseBase

from audit.models import AccessLogEntry
from rowsecurity.scopes import job_scope
from tests.isolation import attacks
from tests.isolation.actors import Actor, make_actors
from tests.isolation.databases import own_database
from tests.isolation.evidence import WORD, text_of
from tests.isolation.targets import URLS
from tests.isolation.walk import Report, Walk
from tests.isolation.world import PATIENTS, RELATIVE, make_world

# A clinician, an admin, somebody of the helpdesk, the hospital's own system, a patient and who reads along.
LOOKERS = ("marieke", "adam", "hella", "system", "alice", RELATIVE)
_OPENED = "more of a page whose opening has its line"
_FORM = "a form about somebody, from a page that has its line; sending it has one too"
_OWN_SIDE = (
    "the patient's own side: tasks, and when visits are; of somebody else's messages the lists write a line"
)
_NAMES = "names of files beside messages; reading those, and opening a file, have lines"
WITHOUT_A_LINE = {
    "carepaths:own_visits": _OWN_SIDE,
    "conversations:case_news": _OPENED,
    "conversations:case_part": _OPENED,
    "conversations:home": _OWN_SIDE,
    "conversations:invite_relative": _FORM,
    "conversations:own_list": _OWN_SIDE,
    "conversations:own_news": _OPENED,
    "conversations:own_part": _OPENED,
    "conversations:write_first": _FORM,
    "conversations_api:conversations": _OWN_SIDE,
    "conversations_api:file_being_added": "one's own file, before anybody else sees it",
    "conversations_api:file_with_question": "one's own file, before anybody else sees it",
    "conversations_api:files": _NAMES,
    "conversations_api:team_files": _NAMES,
    "network:invite": _FORM,
    "onboarding:mobile": _FORM,
    "questionnaires:answers": "of whom answers are awaited; once they are there, reading them has its line",
    "questionnaires:api_own_lists": _OWN_SIDE,
    "questionnaires:ask": _FORM,
    "video:state": _OPENED,
}


class Looks(Walk):
    """Only looks, and counts lines."""

    async def _run(self) -> None:
        self.here = await sync_to_async(make_actors)(self.world.here)
        for route in self.routes:
            for name in LOOKERS:
                await self._look(
                    self.here[name], attacks.own(self.here[name], route, "GET", self.urls[route.name])
                )

    async def _look(self, actor: Actor, request: attacks.Request) -> None:
        before = await sync_to_async(self._lines)()
        answer = await self._ask(actor, request)
        seen = self._of_patients(actor, answer)
        if answer.status_code == 200 and seen and before == await sync_to_async(self._lines)():
            self.report.find(f"{request.route.name} shows words of {', '.join(sorted(seen))}", actor.name)

    def _of_patients(self, actor: Actor, answer: HttpResponseBase) -> set[str]:
        """Whose words are shown: of patients, but not a name to the one who bears it."""
        known = {word.lower(): mark for word, mark in self.world.words.items()}
        marks = [known[word.lower()] for word in WORD.findall(text_of(answer)) if word.lower() in known]
        return {
            mark.whose
            for mark in marks
            if mark.whose in PATIENTS and not (mark.whose == actor.represents and mark.kind == "name")
        }

    def _lines(self) -> int:
        with job_scope(self.world.here.id):
            return AccessLogEntry.objects.count()


@pytest.fixture(scope="module")
def report(django_db_blocker: pytest.FixtureRequest) -> Iterator[Report]:
    with django_db_blocker.unblock(), own_database("looked", row_security=True):  # type: ignore[attr-defined]
        yield Looks(make_world("looked"), URLS).run()


def test_every_look_at_a_patient_has_its_line(report):
    assert report.requests > 100
    found = {finding.split()[0]: finding for finding in report.findings if " shows words of " in finding}
    unknown = [text for name, text in sorted(found.items()) if name not in WITHOUT_A_LINE]
    assert not unknown, "\n".join(unknown)
    assert set(WITHOUT_A_LINE) <= set(found), "these write a line by now"
