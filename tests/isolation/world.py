"""Two organisations with the same people and things, every row of which carries words of its own.

A word says whose it is. What somebody may see is a set of words; any other word in an answer is a leak.
A new table needs rows here (one function per app, listed in `SEEDS`); an id that appears in URLs is told
with `side.tell("conversation_id", "alice", conversation.id)`.
"""

from __future__ import annotations

import hashlib
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


def seed_sign_in(side: Side, name: str, person: Person) -> None:
    """Every kind of second factor; their rows belong to a person."""
    from django_otp.plugins.otp_static.models import StaticDevice
    from django_otp.plugins.otp_totp.models import TOTPDevice
    from django_otp_webauthn.models import WebAuthnAttestation, WebAuthnCredential, WebAuthnUserHandle

    from notifications.models import PushSubscription
    from people.models import Credential

    Credential.objects.get_or_create(
        person=person, defaults={"email": f"{person.family_name.lower()}@example.org", "password": "!"}
    )
    device, is_new = TOTPDevice.objects.get_or_create(user=person, name="app")
    side.tell("device_id", name, device.id)
    if not is_new:  # carla, on the other side
        side.tell("passkey_id", name, WebAuthnCredential.objects.get(user=person).id)
        side.tell("browser_id", name, PushSubscription.objects.get(person=person).id)
        return
    seed_browser(side, name, person)
    StaticDevice.objects.create(user=person, name="codes").token_set.create(token="planted")
    passkey = WebAuthnCredential.objects.create(
        user=person,
        name="key",
        credential_id=uuid4().bytes,
        public_key=b"k",
        aaguid=str(uuid4()),
        backup_eligible=False,
        backup_state=False,
        discoverable=True,
    )
    side.tell("passkey_id", name, passkey.id)
    WebAuthnAttestation.objects.create(credential=passkey, fmt="none", data=b"d", client_data_json=b"{}")
    WebAuthnUserHandle.objects.create(user=person, handle_hex=secrets.token_hex(32))


def seed_browser(side: Side, name: str, person: Person) -> None:
    """A browser that takes notifications, and a wish of its person."""
    from notifications.models import NoticeWish, PushSubscription

    address = f"https://push.example/{side.word(name)}"
    known = PushSubscription.objects.create(
        person=person,
        endpoint=address,
        endpoint_hash=hashlib.sha256(address.encode()).digest(),
        p256dh=side.word(name),
        auth=side.word(name),
        label=side.word(name),
    )
    NoticeWish.objects.create(person=person)
    side.tell("browser_id", name, known.id)


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


def seed_conversations(side: Side) -> None:
    """A conversation of each patient with words of both sides, a task, a read mark and a note of the team."""
    from conversations import places
    from conversations.actions.conversations import start_conversation
    from conversations.actions.messages import send_message
    from conversations.models import (
        ConversationLabel,
        Label,
        MustRead,
        MustReadStep,
        Note,
        ReadingLadder,
        ReadMark,
        SharedConversation,
        StandardReply,
        Task,
    )
    from conversations.sending import Sending
    from people.models import Patient
    from tenants import envelope
    from tenants.models import Department

    department = Department.objects.get(id=side.things["department_id"]["house"])
    ReadingLadder.objects.create(department=department)
    words = {"title": side.word("staff"), "text": side.word("staff")}
    reply = StandardReply.objects.create(department=department, **words)
    side.tell("reply_id", "staff", reply.id)
    label = Label.objects.create(name=side.word("staff"), colour="teal")
    side.tell("label_id", "staff", label.id)
    for name in PATIENTS:
        patient = Patient.objects.get(id=side.things["patient_id"][name])
        conversation = start_conversation(
            patient=patient, department=department, subject=side.word(name, "care")
        )
        side.tell("conversation_id", name, conversation.id)
        ConversationLabel.objects.create(conversation=conversation, label=label)
        for number in (1, 2):
            send_message(
                Sending(
                    organisation_id=side.id,
                    conversation_id=conversation.id,
                    client_id=uuid4(),
                    text=side.word(name, "care"),
                    side="system",
                    kind="automatic",
                )
            )
            side.tell("number", name, number)
        task = Task.objects.create(
            conversation=conversation,
            patient=patient,
            number=2,
            title=side.word(name, "care"),
            choices=[{"key": "done", "label": side.word(name, "care"), "effect": "done", "text": ""}],
        )
        side.tell("task_id", name, task.id)
        ReadMark.objects.create(
            conversation=conversation, person=side.people[name], number=1, read_at=timezone.now()
        )
        asked = MustRead.objects.create(
            conversation=conversation,
            patient=patient,
            number=2,
            asked_by_id=side.things["membership_id"]["staff"],
            due_at=timezone.now() + timedelta(days=1),
        )
        MustReadStep.objects.create(must_read=asked, way="push", taken_at=timezone.now())
        side.tell("must_read_id", name, asked.id)
        note = Note(id=uuid4(), conversation=conversation, author_id=side.things["membership_id"]["staff"])
        place = places.note(conversation.id, note.id)
        note.body_sealed = envelope.seal(side.id, place, side.word("staff", "care"))
        note.save(force_insert=True)
    of_alice = {key: side.things[key]["alice"] for key in ("representation_id", "conversation_id")}
    SharedConversation.objects.create(**of_alice)


def seed_files(side: Side) -> None:
    """A document in each patient's conversation, and one that each of them, and each colleague, is adding."""
    from conversations.actions.attaching import Prepared, attach
    from conversations.models import Conversation
    from conversations.sending import Sent

    adding = {name: name for name in PATIENTS} | dict.fromkeys(
        ("marieke", "desi", "mona", "elsewhere"), "alice"
    )
    for name in PATIENTS:
        conversation = Conversation.objects.get(id=side.things["conversation_id"][name])
        file = ready_file(side, conversation, side.people[name], side.word(name, "care"))
        sent = Sent(1, timezone.now(), False, conversation.patient_id, conversation.department_id, 2, None)
        attach(conversation=conversation, sent=sent, prepared=Prepared("", [file]))
        side.tell("file_id", name, file.id)
    for name, whose in adding.items():
        conversation = Conversation.objects.get(id=side.things["conversation_id"][whose])
        word = side.word(name if name == whose else "staff", "care")
        side.tell("draft_id", name, ready_file(side, conversation, side.people[name], word).id)


def ready_file(side: Side, conversation: Any, uploader: Person, word: str) -> Any:
    from files import store
    from files.actions import Upload, begin
    from files.models import StoredFile

    upload = Upload(conversation.id, uuid4(), f"{word}.pdf")
    file = begin(patient=conversation.patient, uploader_id=uploader.id, upload=upload)
    content = f"%PDF-1.4 {word} %%EOF".encode()
    store.keep(file, store.FULL, [content])
    file.state, file.kind, file.size = StoredFile.State.READY, StoredFile.Kind.PDF, len(content)
    file.save()
    return file


def seed_carepaths(side: Side) -> None:
    """A path with one step, and a visit of each patient that follows it; the first of two results is in."""
    from carepaths.actions.paths import StepDraft, TriggerDraft, create_path, draft_version, turn_on
    from carepaths.actions.results import record_result
    from carepaths.actions.visits import VisitFacts, record_visit
    from carepaths.models import DueStep, Enrolment
    from people.models import Patient
    from tenants.models import Department

    department = Department.objects.get(id=side.things["department_id"]["house"])
    path = create_path(department=department, title=side.word("staff", "setting"))
    step = StepDraft(-3, time(9), side.word("staff", "care"), side.word("staff", "care"))
    starts = TriggerDraft("appointment", code="check-up")
    turn_on(version=draft_version(path=path, steps=[step], triggers=[starts]))
    side.tell("path_id", "staff", path.id)
    side.tell("step_key", "staff", step.key)
    kind_name = side.word("house", "setting")  # of the kind, as the hospital codes it: the same for everybody
    for name in PATIENTS:
        patient = Patient.objects.get(id=side.things["patient_id"][name])
        facts = VisitFacts(
            starts_at=timezone.now() + timedelta(days=40),
            kind="check-up",
            kind_name=kind_name,
            clinician=side.word(name, "care"),
        )
        visit = record_visit(source=side.word(name), patient=patient, department=department, facts=facts)
        side.tell("visit_id", name, visit.id)
        enrolment = Enrolment.objects.get(visit=visit)
        side.tell("enrolment_id", name, enrolment.id)
        side.tell("due_step_id", name, DueStep.objects.filter(enrolment=enrolment).latest("due_at").id)
        record_result(source=side.word(name), patient=patient, code="LAB", issued_at=timezone.now())


def seed_integrations(side: Side) -> None:
    """A token in use, and what was received about each patient."""
    from integrations.actions.tokens import issue_token
    from integrations.models import IncomingResource

    side.secrets["token"] = issue_token(label=side.word("staff"))
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


def seed_usage(side: Side) -> None:
    """This month, counted, and who had contact in it."""
    from monitoring_export import months
    from monitoring_export.actions import roll_up
    from monitoring_export.models import UsagePatient
    from tenants.models import Department

    month, department = months.this_month(), Department.objects.first()
    roll_up(organisation_id=side.id, month=month)
    for name in PATIENTS:
        patient_id = side.things["patient_id"][name]
        UsagePatient.objects.get_or_create(month=month, department=department, patient_id=patient_id)


def from_file(name: str) -> Callable[[Side], None]:
    """The seed of `world_of_<name>.py`, looked up when it is needed: those files know this one."""
    return lambda side: import_module(f"tests.isolation.world_of_{name}").seed(side)


SEEDS: list[Callable[[Side], None]] = [
    seed_tenants,
    seed_people,
    seed_audit,
    seed_seals,
    seed_conversations,
    from_file("colleagues"),
    seed_files,
    seed_carepaths,
    seed_integrations,
    seed_notifications,
    seed_usage,
    from_file("onboarding"),
    from_file("downloads"),
    from_file("broadcasts"),
    from_file("consults"),
    from_file("questionnaires"),
]
