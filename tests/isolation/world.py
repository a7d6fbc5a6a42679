"""Two organisations with the same people and things, every row of which carries words of its own.

A word says whose it is. What somebody may see is a set of words; any other word in an answer is a leak.
A new table needs rows: one `world_of_<name>.py` per subject, listed in `SEEDS`; an id that
appears in URLs is told with `side.tell("conversation_id", "alice", conversation.id)`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from people.models import Person
from rowsecurity.scopes import gate_scope, job_scope
from tenants.actions import create_organisation
from tenants.models import Organisation
from tenants.roles import Role
from tests.cast import signed_in

PATIENTS = ("alice", "bob", "carla")  # carla is a patient of both organisations
STAFF: dict[str, list[str]] = {
    "marieke": [Role.CLINICIAN],
    "desi": [Role.DESK],
    "mona": [Role.MANAGER],
    "adam": [Role.ADMIN],
    "hella": [Role.HELPDESK],
    "elsewhere": [Role.CLINICIAN],  # in the other department
    "gone": [Role.ADMIN],  # works here no longer
}
BOTH = "both"  # the side of a word that is known on either
RELATIVE = "rita"  # reads along with alice
# Words that stand on the other side too, on purpose: of a department that agreed to be found, of a
# conversation that it takes part in, and of who reads there (in the other's access log).
FOUND, SHARED, READER = "found", "shared", "reader"
# Words that whoever has an unguessable link reads there; the URL says so in `tells`.
HOLDER = "holder"


@dataclass(frozen=True)
class Mark:
    """Whose a word is: a first name, "staff" (the team only), "house" (team and patients) or "public"."""

    side: str
    whose: str
    # or "care": what the helpdesk and an admin may not read; or "setting": words of a list that an admin
    # keeps, in nobody's file, which only the helpdesk may not read
    kind: str = "name"


@dataclass
class Side:
    """One organisation, its people, the ids that URLs may name, and the words of its rows."""

    slug: str
    organisation: Organisation
    words: dict[str, Mark]
    people: dict[str, Person] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        return self.organisation.id

    def word(self, whose: str, kind: str = "name") -> str:
        """A new word that belongs to somebody and stands nowhere else."""
        word = f"Zq{secrets.token_hex(5)}"
        self.words[word] = Mark(self.slug, whose, kind)
        return word

    def tell(self, argument: str, whose: str, value: Any) -> None:
        """An id as URLs name it; `whose` as in `Mark`."""
        self.things.setdefault(argument, {})[whose] = value


@dataclass
class World:
    """The side that attacks or is attacked, and the other."""

    here: Side
    there: Side
    words: dict[str, Mark]


def make_world(prefix: str) -> World:
    """Two sides, committed. The prefix keeps slugs apart from any other world this process has seen."""
    words: dict[str, Mark] = {}
    shared = {"carla": _person("carla", words, BOTH)}
    here, there = (_side(f"{prefix}{name}", words, shared) for name in ("here", "there"))
    for owner, partner in ((here, there), (there, here)):
        _seed_across(owner, partner)
    return World(here, there, words)


def _seed_across(owner: Side, partner: Side) -> None:
    from tests.isolation.world_of_network import seed

    seed(owner, partner)


def _person(name: str, words: dict[str, Mark], slug: str) -> Person:
    word = f"Zq{secrets.token_hex(5)}"
    words[word] = Mark(slug, name)
    person = Person(id=uuid4(), given_name=name.title(), family_name=word)
    with gate_scope(person.id):
        person.save(force_insert=True)
    return person


def _side(slug: str, words: dict[str, Mark], shared: dict[str, Person]) -> Side:
    from tests.isolation.world_of_sign_in import seed_sign_in

    organisation_id = uuid4()
    with job_scope(organisation_id):
        organisation = create_organisation(
            organisation_id=organisation_id,
            slug=slug,
            name=slug.title(),
            kind="hospital",
            phone="030 123 00 00",
        )
    side = Side(slug, organisation, words, dict(shared))
    side.tell("organisation_slug", "public", slug)
    side.tell("slug", "public", slug)
    for name in (*PATIENTS, *STAFF, RELATIVE):
        if name not in side.people:
            side.people[name] = _person(name, words, slug)
    for name, person in side.people.items():
        with gate_scope(person.id):
            seed_sign_in(side, name, person)
        signed_in(person)
    for seed in SEEDS:
        with job_scope(side.id):
            seed(side)
    return side


def seed_tenants(side: Side) -> None:
    from tenants.models import Department, DepartmentMembership, Membership, OpeningHours

    for code in ("own", "other"):
        department = Department.objects.create(
            name=side.word(FOUND if code == "own" else "house"),
            specialism=side.word("house"),
            code=code,
            phone="030 123 45 67",
        )
        OpeningHours.objects.create(department=department, weekday=0, opens=time(9), closes=time(17))
        side.tell("department_id", "house" if code == "own" else "elsewhere", department.id)
    for name, roles in STAFF.items():
        membership = Membership.objects.create(
            person=side.people[name],
            roles=roles,
            job_title="nurse",
            display_name=side.word(READER),
            ended_at=timezone.now() - timedelta(days=1) if name == "gone" else None,
        )
        where = "elsewhere" if name == "elsewhere" else "house"
        department_id = side.things["department_id"][where]
        DepartmentMembership.objects.create(department_id=department_id, membership=membership)
        side.tell("membership_id", "staff" if name == "marieke" else name, membership.id)


def seed_people(side: Side) -> None:
    from people import codes
    from people.models import Invitation, Patient, RelativeRule, Representation

    for number, name in enumerate(PATIENTS):
        patient = Patient.objects.create(
            person=side.people[name],
            number=side.word(name),
            given_name=name.title(),
            family_name=side.word(name),
            birth_date=date(1958, 3, 14 + number),
            email=f"{side.word(name).lower()}@example.org",
            mobile=f"+3161234567{number}",
        )
        side.tell("patient_id", name, patient.id)
        token = codes.new_token()
        side.tell("token", name, token)
        invitation = Invitation.objects.create(
            patient=patient,
            department_id=side.things["department_id"]["house"],
            email=f"{side.word(name).lower()}@example.org",
            mobile="+31612345678",
            token_hash=codes.token_hash(token),
            expires_at=timezone.now() + timedelta(days=7),
        )
        side.tell("invitation_id", name, invitation.id)
    RelativeRule.objects.create()
    representation = Representation.objects.create(
        patient_id=side.things["patient_id"]["alice"],
        person=side.people[RELATIVE],
        ground="contact",
        may_write=False,
        starts_at=timezone.now() - timedelta(days=1),
    )
    side.tell("representation_id", "alice", representation.id)


def seed_audit(side: Side) -> None:
    from audit.actions import Looker, record

    for name in PATIENTS:
        record(
            looker=Looker(label=side.word("house"), role="clinician"),
            organisation_id=side.id,
            event="patient.read",
            action="R",
            object_type="patient",
            object_id=side.things["patient_id"][name],
            patient_id=side.things["patient_id"][name],
        )


def seed_seals(side: Side) -> None:
    from audit.models import Seal

    Seal.objects.create(number=1, low=0, high=1, lines=0, digest=bytes(32))


def seed_integrations(side: Side) -> None:
    """A token in use, and what was received about each patient."""
    from integrations.actions.tokens import issue_token
    from integrations.models import ApiToken, IncomingResource

    side.secrets["token"] = issue_token(label=side.word("staff"))
    side.tell("api_token_id", "staff", ApiToken.objects.get().id)
    side.tell("resource_type", "public", "Patient")
    side.tell("rest", "public", "nothing-here")
    for name in PATIENTS:
        side.tell("resource_id", name, str(side.things["patient_id"][name]))
        IncomingResource.objects.create(
            resource_type="Patient",
            identifier=f"urn:planted|{side.things['patient_id'][name]}",
            version=1,
            target_id=side.things["patient_id"][name],
        )


def seed_notifications(side: Side) -> None:
    from notifications.actions import Recipient, notify
    from notifications.models import Notice

    for name in PATIENTS:
        address = f"{side.word(name).lower()}@example.org"
        to = Recipient(Notice.Channel.EMAIL, address, patient_id=side.things["patient_id"][name])
        notify(template=Notice.Template.NEW_MESSAGE, to=to, key=side.word(name), secret={"word": "sealed"})
    # A walk takes minutes; what waits in vain that long would make the product unhealthy.
    Notice.objects.update(not_before=timezone.now() + timedelta(days=1))


def from_file(name: str) -> Callable[[Side], None]:
    """The seed of `world_of_<name>.py`, looked up when it is needed: those files know this one."""
    return lambda side: import_module(f"tests.isolation.world_of_{name}").seed(side)


SEEDS: list[Callable[[Side], None]] = [
    seed_tenants,
    seed_people,
    seed_audit,
    seed_seals,
    from_file("conversations"),
    from_file("colleagues"),
    from_file("files"),
    from_file("carepaths"),
    seed_integrations,
    seed_notifications,
    from_file("usage"),
    from_file("onboarding"),
    from_file("downloads"),
    from_file("broadcasts"),
    from_file("consults"),
    from_file("questionnaires"),
    from_file("video"),
    from_file("administration"),
    from_file("single_sign_on"),
    from_file("keeping"),
    from_file("monitor"),
]
