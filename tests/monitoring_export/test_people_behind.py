"""About how many people a figure is, counted from what happened."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from monitoring_export import months
from monitoring_export.dictionary import FIGURES
from monitoring_export.groups import groups
from monitoring_export.people_behind import WHOLE, behind
from monitoring_export.queries import figures
from rowsecurity.scopes import job_scope, organisation_scope
from tests.monitoring_export.conftest import count
from video.models import Seat, VideoVisit


def people(house, scope):
    first = months.this_month()
    until = months.shifted(first, 1)
    with scope:
        values = figures(
            house.id, keys=list(FIGURES), first=first, until=until, step="month", by="department"
        )
        return behind(values, first=first, until=until, group_of=groups("department", None))


def test_a_patient_with_several_visits_is_one_and_need_not_have_written(busy):
    lindeborg, _ = busy
    now = timezone.now()
    with job_scope(lindeborg.id):
        from conversations.models import Conversation

        head = Conversation.objects.filter(patient=lindeborg.patients["Bob"]).first()
        for _number in range(3):
            visit = VideoVisit.objects.create(
                conversation=head, patient=head.patient, department=lindeborg.department, starts_at=now,
                started_at=now, ended_at=now + timedelta(minutes=9),
            )  # fmt: skip
            nurse = lindeborg.staff["Marieke"].person
            for kind, person in (("team", nurse), ("patient", head.patient.person)):
                Seat.objects.create(visit=visit, kind=kind, person=person, label="Iemand", admitted_at=now)
    count(lindeborg)

    found = people(lindeborg, job_scope(lindeborg.id))

    department = lindeborg.department.id
    assert found["video_held", WHOLE] == found["video_minutes", department] == 1
    assert found["conversations", WHOLE] == found["conversations", department] == 2
    assert found["messages_patient", WHOLE] == 2
    assert found["messages_team", WHOLE] == 1
    # One invitation was of no department.
    assert found["invited", WHOLE] == 2 and found["invited", department] == found["invited", None] == 1


def test_a_member_who_gives_figures_away_asks_the_same(busy):
    lindeborg, _ = busy
    count(lindeborg)
    as_member = organisation_scope(lindeborg.id, lindeborg.staff["Marieke"].person_id)

    assert people(lindeborg, as_member) == people(lindeborg, job_scope(lindeborg.id))
