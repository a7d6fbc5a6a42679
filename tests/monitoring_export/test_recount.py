"""Over generated years with late and changed facts: what is counted as it comes is what happened."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consults.models import WrittenConsult
from conversations.models import Conversation, Message, ReadMark
from monitoring_export import observing, recounting
from monitoring_export.days import count_days
from monitoring_export.models import UsageFigure, UsagePerson, UsageWait
from people.models import Invitation
from questionnaires.models import QuestionnaireEdition, QuestionnaireRequest
from rowsecurity.scopes import job_scope, organisation_scope
from tenants.models import Department
from tests import cast
from tests.monitoring_export.conftest import invite
from video.models import Seat, VideoVisit

# What happens, how many minutes ago, and to whom. Two years.
HAPPENINGS = [
    "message",
    "invitation",
    "visit",
    "measurement",
    "consult",
    "answer",
    "move",
    "change",
    "activate",
    "count",
]
PLAN = st.lists(
    st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 2 * 365 * 1440), st.integers(0, 2)),
    min_size=5,
    max_size=25,
)


class Year:
    """An organisation of three patients, two departments, and what is written of them."""

    def __init__(self, slug: str) -> None:
        self.house = cast.make_house(slug, patients=["Alice", "Bob", "Carla"], staff=["Marieke"])
        self.patients = list(self.house.patients.values())
        with job_scope(self.house.id):
            other = Department.objects.create(name="Dagbehandeling", code="DAG", phone="030 123 45 68")
            self.departments = [self.house.department, other]
            self.talks = [
                Conversation.objects.create(
                    patient=patient, department=self.house.department, subject_sealed=b"x"
                )
                for patient in self.patients
            ]
            content = {"resourceType": "Questionnaire", "item": [{"linkId": "number-1", "type": "integer"}]}
            self.list = QuestionnaireEdition.objects.create(
                url=f"urn:uuid:{uuid4()}", version="1", title="Gewicht", content=content
            )
        self.numbers = 0

    def carry_out(self, plan):
        for happening, minutes, who in plan:
            nurse = self.house.staff["Marieke"].person_id
            is_of_staff = happening == "consult"
            with organisation_scope(self.house.id, nurse) if is_of_staff else job_scope(self.house.id):
                getattr(self, happening)(timezone.now() - timedelta(minutes=minutes), who)

    def message(self, at, who):
        self.numbers += 1
        side = ["patient", "team", "system"][self.numbers % 3]
        Message.objects.create(
            conversation=self.talks[who], patient=self.patients[who], number=self.numbers, client_id=uuid4(),
            kind="automatic" if side == "system" else "text", side=side, author_label="Iemand",
            body_sealed=b"x", sent_at=at,
        )  # fmt: skip

    def invitation(self, at, who):
        name = list(self.house.patients)[who]
        made = invite(self.house, name, is_activated=False, department=self.departments[who % 2])
        Invitation.objects.filter(id=made.id).update(sent_at=at)

    def visit(self, at, who):
        visit = VideoVisit.objects.create(
            conversation=self.talks[who], patient=self.patients[who], department=self.departments[who % 2],
            starts_at=at, started_at=at,
        )  # fmt: skip
        nurse = self.house.staff["Marieke"].person
        for kind, person in ((Seat.Kind.TEAM, nurse), (Seat.Kind.PATIENT, self.patients[who].person)):
            Seat.objects.create(visit=visit, kind=kind, person=person, label="Iemand", admitted_at=at)
        visit.ended_at = at + timedelta(minutes=12)
        visit.save()

    def measurement(self, at, who):
        QuestionnaireRequest.objects.create(
            edition=self.list, patient=self.patients[who], department=self.departments[who % 2],
            conversation=self.talks[who], asked_at=at, completed_at=at,
        )  # fmt: skip

    def consult(self, at, who):
        WrittenConsult.objects.filter(conversation=self.talks[who], withdrawn_at=None).update(withdrawn_at=at)
        WrittenConsult.objects.create(
            conversation=self.talks[who], patient=self.patients[who], department=self.departments[who % 2],
            marked_by=self.house.staff["Marieke"], replaces="first", marked_at=at,
        )  # fmt: skip

    def answer(self, at, who):
        asked = at - timedelta(hours=30 * who + 1)
        UsageWait.objects.create(
            conversation=self.talks[who], department=self.departments[who % 2], asked_at=asked,
            due_at=asked + timedelta(days=1), answered_at=at,
        )  # fmt: skip

    def move(self, at, who):
        talk = self.talks[who]
        talk.department = self.departments[talk.department == self.departments[0]]
        talk.save(update_fields=["department"])
        ReadMark.objects.update_or_create(
            conversation=talk, person=self.patients[who].person,
            defaults={"number": self.numbers, "read_at": timezone.now()},
        )  # fmt: skip

    def change(self, at, who):
        VideoVisit.objects.filter(patient=self.patients[who]).update(cancelled_at=at)
        QuestionnaireRequest.objects.filter(patient=self.patients[who]).update(withdrawn_at=at)

    def activate(self, at, who):
        Invitation.objects.filter(patient=self.patients[who]).update(activated_at=at)

    def count(self, at, who):
        count_days(organisation_id=self.house.id)

    def people(self):
        """Everybody in whose conversation people wrote, and everybody who has a number."""
        wrote = Message.objects.filter(kind="text").values_list("patient_id", flat=True)
        return set(wrote), set(UsagePerson.objects.values_list("patient_id", flat=True))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=PLAN)
def test_what_is_counted_as_it_comes_is_what_happened(db, plan):
    year = Year(f"house-{uuid4().hex[:8]}")
    year.carry_out(plan)

    with job_scope(year.house.id):
        found = recounting.recount(organisation_id=year.house.id, is_check=True)
        wrote, known = year.people()
        messages = UsageFigure.objects.filter(span="m", key__in=["messages_people", "messages_auto"])

        assert found.differences == []
        assert wrote <= known
        assert sum(each.number for each in messages) == Message.objects.count()


@given(days=st.lists(st.integers(0, 1000), unique=True).map(sorted))
def test_telemonitoring_counts_once_in_120_days(days):
    patient, condition, department = uuid4(), uuid4(), uuid4()
    first = timezone.localdate()
    measured = [(patient, condition, first + timedelta(day), department) for day in days]

    counted = [key[2] for key in observing.telemonitored(measured)]

    assert counted[:1] == [measured[0][2]] if days else counted == []
    assert all(after - before >= timedelta(120) for before, after in zip(counted, counted[1:], strict=False))
    # Whoever does not count is less than 120 days after one who does.
    assert all(
        any(timedelta(0) <= day - each < timedelta(120) for each in counted) for *_, day, _d in measured
    )
