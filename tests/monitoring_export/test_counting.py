"""The figures are what is in the tables, of one organisation, however often they are counted."""

from __future__ import annotations

import pytest

from conversations.models import Conversation, Message
from monitoring_export import months
from monitoring_export.actions import roll_up_if_changed
from monitoring_export.models import CountedMonth, UsageRollup
from monitoring_export.queries import Kind, usage
from monitoring_export.tasks import roll_up as roll_up_task
from people.models import Invitation
from rowsecurity.scopes import NoScope, job_scope
from tests import cast
from tests.monitoring_export.conftest import count, talk


def figures(house):
    with job_scope(house.id):
        return usage([months.this_month()]).together(months.this_month())


def test_sums_equal_the_raw_counts(busy):
    for house in busy:
        count(house)
        shown = figures(house)
        with job_scope(house.id):
            messages = Message.objects.all()
            people = messages.exclude(side="system").filter(kind__in=["text", "closing"])

            assert shown[Kind.CONVERSATIONS] == Conversation.objects.count()
            assert shown[Kind.MESSAGES_PEOPLE] == people.count()
            assert shown[Kind.MESSAGES_PEOPLE] + shown[Kind.MESSAGES_AUTOMATIC] == messages.count()
            assert shown[Kind.PATIENTS] == people.values("patient").distinct().count()
            assert shown[Kind.INVITATIONS_SENT] == Invitation.objects.exclude(sent_at=None).count()
            assert shown[Kind.INVITATIONS_ACTIVATED] == Invitation.objects.exclude(activated_at=None).count()


def test_what_lindeborg_did_in_numbers(busy):
    lindeborg, _ = busy
    count(lindeborg)

    assert list(figures(lindeborg).values()) == [3, 6, 1, 2, 2, 1]


def test_counting_again_gives_the_same(busy):
    lindeborg, _ = busy
    count(lindeborg)
    before = figures(lindeborg)

    count(lindeborg)

    assert figures(lindeborg) == before


def test_two_organisations_never_mix(busy):
    lindeborg, waterkant = busy
    count(lindeborg)

    assert sum(figures(waterkant).values()) == 0
    with job_scope(waterkant.id):
        assert UsageRollup.objects.count() == 0
        assert UsageRollup._base_manager.count() == 0


def test_patients_of_two_departments_count_once_together(lindeborg):
    from tenants.models import Department

    talk(lindeborg, "Alice")
    with job_scope(lindeborg.id):
        first, lindeborg.department = (
            lindeborg.department,
            Department.objects.create(name="Infuuscentrum", code="INF", phone="085 000 12 00"),
        )
    talk(lindeborg, "Alice")
    count(lindeborg)

    with job_scope(lindeborg.id):
        found, month = usage([months.this_month()]), months.this_month()
        each = [found.of(month, one.id)[Kind.PATIENTS] for one in (first, lindeborg.department)]
        assert each == [1, 1]
        assert found.together(month)[Kind.PATIENTS] == 1


def test_another_month_is_left_alone(busy):
    lindeborg, _ = busy
    last = months.shifted(months.this_month(), -1)
    with job_scope(lindeborg.id):
        UsageRollup.objects.create(month=last, kind=Kind.CONVERSATIONS, count=7)

    count(lindeborg)

    with job_scope(lindeborg.id):
        assert usage([last]).together(last)[Kind.CONVERSATIONS] == 7


def test_the_task_counts_what_is_new(busy):
    lindeborg, _ = busy
    arguments = {"organisation_id": str(lindeborg.id), "month": f"{months.this_month():%Y-%m}"}
    roll_up_task(**arguments)
    talk(lindeborg, "Bob")
    with job_scope(lindeborg.id):
        CountedMonth.objects.update(seconds=0)

    roll_up_task(**arguments)

    assert figures(lindeborg)[Kind.CONVERSATIONS] == 4


def test_a_month_that_took_long_to_count_rests(lindeborg):
    count(lindeborg)
    talk(lindeborg, "Bob")

    with job_scope(lindeborg.id):
        CountedMonth.objects.update(seconds=60)
        assert roll_up_if_changed(organisation_id=lindeborg.id, month=months.this_month()) is False
        CountedMonth.objects.update(seconds=0)
        assert roll_up_if_changed(organisation_id=lindeborg.id, month=months.this_month()) is True


def test_nothing_new_is_not_counted_again(lindeborg):
    count(lindeborg)

    with job_scope(lindeborg.id):
        assert roll_up_if_changed(organisation_id=lindeborg.id, month=months.this_month()) is False


def test_reading_without_a_scope_is_refused(lindeborg):
    with pytest.raises(NoScope):
        usage([months.this_month()])


@pytest.mark.parametrize("houses", [1, 3])
def test_every_organisation_is_looked_at(db, houses):
    from monitoring_export.directory import organisation_ids

    made = {cast.make_organisation(f"house-{number}").id for number in range(houses)}

    assert made <= set(organisation_ids())
