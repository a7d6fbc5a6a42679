"""Every URL and who may use it: the table of roles by addresses.

A URL that is not here fails the judge. `may` names who gets an answer for what is their own; everybody else
must get "sign in", "not for your role" or "not there". `body` is what a good POST sends; the judge adds ids
of others to it. An argument of a URL is found among the things told in `world.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from questionnaires.ready_made import SIDE_EFFECTS
from tenants.roles import Act
from tests.isolation.actors import EVERYBODY, GUESTS, HALF, PATIENT_SIDE, SIGNED_IN, SYSTEM, TEAM, allowed
from tests.isolation.world import HOLDER, PATIENTS, READER, RELATIVE

PATIENTS_THEMSELVES = PATIENT_SIDE - {RELATIVE}  # she reads along
Own = Callable[[str], Any]
# Fields and words of an address that hold an id under a name of their own, and what they name.
FIELDS = {
    "medewerker": "membership_id",
    "naar": "department_id",
    "afdeling": "department_id",
    "departments": "department_id",
    "gesprek": "conversation_id",
    "van": "patient_id",
    "label": "label_id",
    "op": "label_id",
    "af": "label_id",
    "antwoord": "reply_id",
    "afwezigheid": "absence_id",
    "pad": "path_id",
    "lijst": "edition_id",
    "stap": "step_key",
    "regel": "due_step_id",
    "afdeling_van_bestand": "department_id",
}
NOBODY_HERE: frozenset[str] = frozenset()
MEMBER = frozenset({"membership_id"})


@dataclass(frozen=True)
class Url:
    may: frozenset[str]
    # What a good POST sends; a function of the arguments of the address and of what is one's own.
    body: dict[str, Any] | Callable[[dict[str, Any], Own], dict[str, Any]] = field(default_factory=dict)
    # What it tells is public, so that theirs is there and a random one is not.
    is_directory: bool = False
    # Open to every patient of the organisation, so that who is treated by both reaches both.
    is_of_organisation: bool = False
    query: Callable[[Own], dict[str, Any]] | None = None  # what a good GET asks with
    may_write: frozenset[str] | None = None  # where fewer may POST than may look
    # Whose words the holder of the link in its address reads; `Mark.whose` in world.py.
    tells: frozenset[str] = frozenset()
    # Arguments by which one works on a colleague's, so that a colleague's is one's own here.
    of_colleagues: frozenset[str] = frozenset()
    # Tables of the other organisation that one's own request changes on purpose; docs/subsystems/network.md.
    crosses: frozenset[str] = frozenset()

    def allows(self, name: str, method: str) -> bool:
        return name in (self.may if method == "GET" or self.may_write is None else self.may_write)

    def body_for(self, arguments: dict[str, Any], own: Own) -> dict[str, Any]:
        return self.body(arguments, own) if callable(self.body) else self.body


def fhir_patient(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    """A resource as a hospital's system sends it."""
    known = str(arguments.get("resource_id", "new"))
    content = {
        "resourceType": "Patient",
        "meta": {"versionId": "99"},
        "identifier": [{"system": "urn:planted", "value": known}],
        "name": [{"family": "Planted", "given": ["Paula"]}],
        "gender": "female",
        "birthDate": "1958-03-14",
    }
    return content | ({"id": known} if "resource_id" in arguments else {})


def question(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    identities = {"conversation_id": str(uuid4()), "client_id": str(uuid4())}
    return identities | {"patient": str(own("patient_id")), "subject": "Vraag", "text": "Mag ik iets vragen?"}


def first_words(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    identities = {"conversation_id": str(uuid4()), "client_id": str(uuid4())}
    return identities | {
        "department": str(own("department_id")),
        "subject": "Uitleg",
        "text": "Dag, lees dit.",
    }


def copy_of(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"van": str(own("patient_id")), "form": "pdf"}


def message(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "text": "Dank u wel."}


def relative(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {
        "patient": str(own("patient_id")),
        "name": "Iemand Anders",
        "relation": "partner",
        "email": f"{uuid4().hex}@example.org",
        "mobile": "06 12345678",
        "ground": "contact",
        "may": "read",
        "which": "all",
        "ends_on": "",
    }


def to_colleague(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"medewerker": str(own("membership_id"))}


def to_department(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"naar": str(own("department_id")), "text": "Kun jij meekijken?"}


def invitation(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"afdeling_elders": str(own("desk_id")), "reading": "all", "question": "Kijkt u mee?"}


def to_many(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    about = {"subject": "Prik", "text": "Dag {voornaam}.", "afdeling": str(own("department_id"))}
    return about | {"who": "path", "pad": str(own("path_id"))}


def a_question_list(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"lijst": str(own("edition_id")), "until": "2099-01-05", "request_id": str(uuid4())}


def a_rule(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    about = {"afdeling": str(own("department_id")), "matter": "goed-0"}
    return about | {"kind": "call", "text": "Bel.", "due_in_hours": "4"}


def a_path(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"title": "Nieuw pad", "afdeling": str(own("department_id"))}


def a_step(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    when = {"amount": "2", "unit": "days", "side": "before", "anchor": "appointment", "at": "09:00"}
    buttons = {f"button_{place}_effect": "done" for place in range(4)}
    what = {"kind": "message", "title": "Prik", "text": "Dag {voornaam}.", "repeat_times": "1"}
    return {"key": str(uuid4())} | what | when | buttons


def a_beginning(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    forms = {
        f"{name}-{part}": "0" for name in ("start", "moment") for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {"title": "Pad"} | forms


LOGGED = frozenset({"audit_accesslogentry"})
SEEN = frozenset({"network_participation"})
ADDED = frozenset({"files_storedfile"})
WRITTEN = LOGGED | SEEN | {"conversations_conversation", "conversations_message"}


def to_label(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"op": str(own("label_id"))}


def reply(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return message(arguments, own) | {"seen": 999}


def team_task(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    about = {"kind": "call", "text": "Bel terug.", "due_at": "2099-01-05T09:00"}
    return about | {"afdeling": str(own("department_id")), "medewerker": str(own("membership_id"))}


def for_later(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return reply(arguments, own) | {"hoe": "moment", "moment": "2099-01-05T09:00"}


def call(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    about = {"spoken_with": "de patiënt", "at": "2026-01-05T09:00", "agreed": "Zij komt morgen."}
    return about | {"client_id": str(uuid4()), "readers": "both"}


def together(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"gesprek": str(own("conversation_id")), "verder": "hier"}


URLS: dict[str, Url] = {
    # The product as a whole
    "front_page": Url(EVERYBODY),
    "help": Url(EVERYBODY),
    "my_help": Url(SIGNED_IN),
    "workplaces": Url(SIGNED_IN),
    "text_size": Url(EVERYBODY, {"size": "a1"}),
    "offline": Url(EVERYBODY),
    "manifest": Url(EVERYBODY),
    "service_worker": Url(EVERYBODY),
    "brand": Url(EVERYBODY, is_directory=True),
    "demo_codes": Url(NOBODY_HERE),  # only in the demo, and the tests are none
    "language": Url(EVERYBODY, {"language": "en"}),
    "notifications:post": Url(NOBODY_HERE),  # only in the demo
    "notifications:wishes": Url(SIGNED_IN),
    "notifications:work": Url(TEAM),
    "notifications:add_browser": Url(SIGNED_IN),
    "notifications:remove_browser": Url(SIGNED_IN),
    "notifications:test": Url(SIGNED_IN),
    "healthz": Url(EVERYBODY),
    "metrics": Url(NOBODY_HERE),  # for who has its token
    "operators:clock": Url(NOBODY_HERE),  # who runs the platform is of no organisation
    "operators:again": Url(NOBODY_HERE),
    "security_txt": Url(EVERYBODY),
    # Settings
    "people:settings": Url(SIGNED_IN),
    "people:my_data": Url(SIGNED_IN),
    "people:contact_preference": Url(SIGNED_IN, {"contact": "phone"}),
    "people:end_session": Url(SIGNED_IN),
    "people:end_other_sessions": Url(SIGNED_IN),
    # Programs sign in
    "people:api_sign_in": Url(EVERYBODY),
    "people:api_second_factor": Url(SIGNED_IN | {HALF}),
    "people:api_session": Url(SIGNED_IN | {HALF}),
    # The access log
    "people:who_looked": Url(SIGNED_IN),
    "people:access_log": Url(allowed(Act.READ_ACCESS_LOG)),
    # Signing in
    "people:sign_in": Url(EVERYBODY),
    "people:second_factor": Url(SIGNED_IN | {HALF}),
    "people:send_code": Url(EVERYBODY),
    "people:enrol": Url(EVERYBODY),
    "people:passkey_begin": Url(EVERYBODY),
    "people:passkey_complete": Url(EVERYBODY),
    "people:home": Url(SIGNED_IN),
    "people:sign_out": Url(EVERYBODY),
    # The way in: whoever has the token has the invitation, and it tells the organisation's name
    "people:invitation": Url(EVERYBODY, is_directory=True),
    "people:invitation_code": Url(EVERYBODY, is_directory=True),
    "people:invitation_another_code": Url(EVERYBODY, is_directory=True),
    "people:invitation_account": Url(EVERYBODY, is_directory=True),
    "people:invitation_ask_again": Url(EVERYBODY, is_directory=True),
    "people:invitation_address": Url(EVERYBODY, is_directory=True),
    "people:invitation_decline": Url(EVERYBODY, is_directory=True),
    "people:letter_code": Url(EVERYBODY),
    # Own means of signing in
    "people:means": Url(SIGNED_IN),
    "people:add_totp": Url(SIGNED_IN),
    "people:remove_totp": Url(SIGNED_IN),
    "people:add_passkey": Url(SIGNED_IN),
    "people:keep_passkey": Url(SIGNED_IN),
    "people:remove_passkey": Url(SIGNED_IN),
    "people:recovery_codes": Url(SIGNED_IN),
    "people:change_password": Url(SIGNED_IN),
    # Programs
    # Staff
    # whoever has the link is told who is invited to work here, and by whom
    "people:join": Url(EVERYBODY, is_directory=True, tells=frozenset({HOLDER, READER})),
    "people:members": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    "people:member_invite": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    "people:member": Url(allowed(Act.CONFIGURE_ORGANISATION), of_colleagues=MEMBER),
    "people:member_end": Url(allowed(Act.CONFIGURE_ORGANISATION), of_colleagues=MEMBER),
    "people:member_again": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    "people:member_withdraw": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    # Learning
    "onboarding:guide": Url(EVERYBODY),
    "onboarding:practice": Url(EVERYBODY, {"text": "Hallo"}),
    # Helpdesk
    "helpdesk:ask": Url(EVERYBODY),
    # whoever has the link reads what was asked with it
    "helpdesk:own_ticket": Url(EVERYBODY, {"text": "Dank u."}, is_directory=True, tells=frozenset({HOLDER})),
    "helpdesk:tickets": Url(allowed(Act.HELP)),
    "helpdesk:new": Url(allowed(Act.HELP), {"text": ""}),
    "helpdesk:ticket": Url(allowed(Act.HELP)),
    "helpdesk:answer": Url(allowed(Act.HELP), {"text": "Probeer het nog eens."}),
    "helpdesk:settle": Url(allowed(Act.HELP), {"doe": "oplossen"}),
    "helpdesk:people": Url(allowed(Act.HELP)),
    "helpdesk:person": Url(allowed(Act.HELP)),
    "helpdesk:help_person": Url(allowed(Act.HELP), {"doe": "ontgrendel", "has_asked": "on"}),
    "helpdesk:from_desk": Url(allowed(Act.INVITE)),
    # Inviting
    "people:invitations": Url(allowed(Act.INVITE)),
    "people:invite_new": Url(allowed(Act.INVITE)),
    "people:invite_patient": Url(allowed(Act.INVITE)),
    "people:invite_again": Url(allowed(Act.INVITE)),
    "people:invitation_withdraw": Url(allowed(Act.INVITE)),
    "onboarding:rules": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "onboarding:rule": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"days_before": "10"}),
    "onboarding:progress": Url(allowed(Act.INVITE)),
    "onboarding:lists": Url(allowed(Act.INVITE_MANY)),
    "onboarding:list_example": Url(allowed(Act.INVITE_MANY)),
    "onboarding:list": Url(allowed(Act.INVITE_MANY)),
    "onboarding:list_agree": Url(allowed(Act.INVITE_MANY)),
    "onboarding:list_drop": Url(allowed(Act.INVITE_MANY)),
    "onboarding:list_not_done": Url(allowed(Act.INVITE_MANY)),
    "onboarding:desk": Url(allowed(Act.ENROL)),
    "onboarding:letter": Url(allowed(Act.INVITE)),
    "onboarding:mobile": Url(allowed(Act.ENROL), {"mobile": "06 12345678", "has_shown_identity": "on"}),
    # The patient's messages
    "conversations:home": Url(SIGNED_IN),
    "conversations:answer_task": Url(PATIENTS_THEMSELVES, {"choice": "done"}),
    "conversations:ask": Url(SIGNED_IN, is_of_organisation=True),
    "conversations:can_it_wait": Url(PATIENTS_THEMSELVES, is_of_organisation=True),
    "conversations:call": Url(PATIENTS_THEMSELVES, is_of_organisation=True),
    "conversations:write_question": Url(PATIENTS_THEMSELVES, question, is_of_organisation=True),
    "conversations:own_thread": Url(PATIENT_SIDE, message, may_write=PATIENTS_THEMSELVES),
    "conversations:own_news": Url(PATIENT_SIDE),
    "conversations:own_part": Url(PATIENT_SIDE),
    "conversations:own_read": Url(PATIENT_SIDE, {"nummer": "1"}),
    "conversations:own_files": Url(PATIENTS_THEMSELVES),
    "conversations:own_file": Url(PATIENT_SIDE),
    "conversations:own_thumbnail": Url(NOBODY_HERE),  # of a picture; here are documents
    "conversations:own_file_removed": Url(PATIENTS_THEMSELVES),
    "conversations:draft_thumbnail": Url(NOBODY_HERE),  # likewise
    # Who reads along
    "conversations:own_relatives": Url(SIGNED_IN),
    "conversations:invite_relative": Url(frozenset(PATIENTS), relative),
    "conversations:invite_own_relative_again": Url(frozenset({"alice"})),  # told that hers was accepted
    "conversations:end_own_relative": Url(frozenset({"alice", RELATIVE})),
    "conversations:relatives": Url(allowed(Act.GRANT), relative),
    "conversations:discharge": Url(allowed(Act.GRANT), {"discharged_on": ""}),
    "conversations:invite_relative_again": Url(allowed(Act.GRANT)),
    "conversations:change_relative": Url(allowed(Act.GRANT), {"may": "read", "ends_on": ""}),
    "conversations:end_relative": Url(allowed(Act.GRANT)),
    "conversations:relative_rules": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    "conversations:own_list": Url(SIGNED_IN),
    "conversations:search": Url(SIGNED_IN, {"words": "Zq"}),
    # Copies of one's own conversations
    "downloads:overview": Url(SIGNED_IN, copy_of),
    "downloads:file": Url(PATIENTS_THEMSELVES),
    "downloads:remove": Url(PATIENTS_THEMSELVES),
    # The team's inbox; who may not read is led elsewhere
    "conversations:inbox": Url(TEAM),
    "conversations:find_to_write": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations:write_first": Url(allowed(Act.WRITE_CONVERSATIONS), first_words),
    "conversations:case": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations:case_part": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations:case_news": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations:case_read": Url(allowed(Act.READ_CONVERSATIONS), {"nummer": "1"}),
    "conversations:case_files": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations:case_file": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations:case_thumbnail": Url(NOBODY_HERE),
    "conversations:case_file_removed": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations:reply": Url(allowed(Act.WRITE_CONVERSATIONS), reply),
    "conversations:note": Url(allowed(Act.WRITE_CONVERSATIONS), {"text": "Kijk mee."}),
    "conversations:take": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations:release": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations:withdraw_must_read": Url(allowed(Act.ASK_TO_READ)),
    "conversations:ladder": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"minutes_after_push": ""}),
    "conversations:assign": Url(allowed(Act.WRITE_CONVERSATIONS), to_colleague),
    "conversations:forward": Url(allowed(Act.WRITE_CONVERSATIONS), to_department),
    "conversations:close": Url(allowed(Act.WRITE_CONVERSATIONS), {"text": "Tot ziens."}),
    "conversations:put_label": Url(allowed(Act.WRITE_CONVERSATIONS), to_label),
    "conversations:remove_department": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "conversations:move_department": Url(allowed(Act.CONFIGURE_DEPARTMENT), to_department),
    "conversations:restore_department": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "conversations:labels": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"name": ""}),
    "conversations:label": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"name": ""}),
    "conversations:retire_label": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "conversations:reopen": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations:need_no_answer": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations:mentions": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations:whom_to_name": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations:see_mentions": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations:absences": Url(allowed(Act.READ_CONVERSATIONS), {"doe": "bewaar"}),
    "conversations:merge": Url(allowed(Act.WRITE_CONVERSATIONS), together),
    "conversations:part": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations:standard_replies": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations:add_own_reply": Url(allowed(Act.WRITE_CONVERSATIONS), {"title": "", "text": ""}),
    "conversations:prepared": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations:prepare_reply": Url(allowed(Act.WRITE_CONVERSATIONS), for_later),
    "conversations:decide_prepared": Url(allowed(Act.WRITE_CONVERSATIONS), {"doe": "bewaar", "text": "Ja."}),
    "conversations:write_down_call": Url(allowed(Act.WRITE_CONVERSATIONS), call),
    "conversations:team_tasks": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations:standing": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations:add_team_task": Url(allowed(Act.WRITE_CONVERSATIONS), team_task),
    "conversations:add_task_about": Url(allowed(Act.WRITE_CONVERSATIONS), team_task),
    "conversations:finish_team_task": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations:take_up_team_task": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations:snooze_team_task": Url(allowed(Act.WRITE_CONVERSATIONS), {"ahead": "hour"}),
    "conversations:give_team_task": Url(allowed(Act.WRITE_CONVERSATIONS), to_colleague),
    "conversations:departments": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "conversations:department": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"name": ""}),
    "conversations:add_standard_reply": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"title": "", "text": ""}),
    "conversations:standard_reply": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"title": "", "text": ""}),
    "conversations:remove_standard_reply": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    # Other organisations in a conversation of one's own, and one's own department in theirs
    "network:invite": Url(allowed(Act.SHARE), invitation),
    "network:remove": Url(allowed(Act.SHARE)),
    "network:ask_again": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "network:findable": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "network:set_findable": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"vindbaar": "ja"}),
    "network:list": Url(allowed(Act.READ_CONVERSATIONS)),
    "network:shared": Url(GUESTS, crosses=LOGGED),
    "network:news": Url(GUESTS),
    "network:seen": Url(GUESTS, {"nummer": "1"}, crosses=SEEN),
    "network:write": Url(GUESTS, message, crosses=WRITTEN),
    "network:file": Url(GUESTS, crosses=LOGGED),
    "network:thumbnail": Url(frozenset()),  # of a document there is none
    "network:remove_file": Url(GUESTS, crosses=ADDED),
    "network:add_file": Url(GUESTS, crosses=ADDED),
    "network:file_being_added": Url(GUESTS),
    "network:leave": Url(GUESTS, crosses=WRITTEN),
    # One message to many
    "broadcasts:list": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "broadcasts:new": Url(allowed(Act.WRITE_CONVERSATIONS), to_many),
    "broadcasts:broadcast": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "broadcasts:agree": Url(allowed(Act.WRITE_CONVERSATIONS), {"aantal": "1"}),
    "broadcasts:stop": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "broadcasts:discard": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "broadcasts:remind": Url(allowed(Act.WRITE_CONVERSATIONS)),
    # The written consult
    "consults:charging": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "consults:set_charging": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"rekenen": "ja"}),
    "consults:consult": Url(allowed(Act.MARK_CONSULT)),
    "consults:withdraw": Url(allowed(Act.MARK_CONSULT)),
    "brands": Url(EVERYBODY, is_directory=True),
    # Question lists
    "questionnaires:own_lists": Url(SIGNED_IN),
    "questionnaires:own": Url(PATIENT_SIDE),
    "questionnaires:question": Url(PATIENTS_THEMSELVES, {"antwoord": "Het gaat goed."}),
    "questionnaires:summary": Url(PATIENTS_THEMSELVES),
    "questionnaires:api_own_lists": Url(SIGNED_IN),
    "questionnaires:ask": Url(allowed(Act.WRITE_CONVERSATIONS), a_question_list),
    "questionnaires:answers": Url(allowed(Act.READ_CONVERSATIONS)),
    "questionnaires:withdraw": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "questionnaires:lists": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "questionnaires:take_ready_made": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"lijst": SIDE_EFFECTS}),
    "questionnaires:edition": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "questionnaires:file": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "questionnaires:set_use": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"aan": "ja"}),
    "questionnaires:add_rule": Url(allowed(Act.CONFIGURE_DEPARTMENT), a_rule),
    "questionnaires:end_rule": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "questionnaires:remove": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    # Appointments and care paths
    "carepaths:own_visits": Url(SIGNED_IN),
    "carepaths:paths": Url(allowed(Act.ENROL)),
    "carepaths:path": Url(allowed(Act.ENROL)),
    "carepaths:new": Url(allowed(Act.ENROL), a_path),
    "carepaths:studio": Url(allowed(Act.ENROL), a_step),
    "carepaths:start_draft": Url(allowed(Act.ENROL)),
    "carepaths:drop_draft": Url(allowed(Act.ENROL)),
    "carepaths:copy_step": Url(allowed(Act.ENROL), lambda arguments, own: {"stap": str(own("step_key"))}),
    "carepaths:remove_step": Url(allowed(Act.ENROL), lambda arguments, own: {"stap": str(own("step_key"))}),
    "carepaths:take": Url(
        allowed(Act.ENROL),
        lambda arguments, own: {"pad_naam": "migraine", "afdeling": str(own("department_id"))},
    ),
    "carepaths:bring": Url(
        allowed(Act.ENROL), lambda arguments, own: {"afdeling_van_bestand": str(own("department_id"))}
    ),
    "carepaths:file": Url(allowed(Act.ENROL)),
    "carepaths:enrol": Url(allowed(Act.ENROL), {"number": "none"}),
    "carepaths:follower": Url(allowed(Act.ENROL)),
    "carepaths:steer": Url(allowed(Act.ENROL), {"doe": "pauze"}),
    "carepaths:leave_out": Url(
        allowed(Act.ENROL), lambda arguments, own: {"doe": "over", "regel": str(own("due_step_id"))}
    ),
    "carepaths:move": Url(allowed(Act.ENROL)),
    "carepaths:trying": Url(allowed(Act.ENROL)),
    "carepaths:versions": Url(allowed(Act.ENROL)),
    "carepaths:switch": Url(allowed(Act.CONFIGURE_DEPARTMENT) & allowed(Act.ENROL), {"versie": "1"}),
    "carepaths:beginning": Url(allowed(Act.ENROL), a_beginning),
    # Usage
    "monitoring_export:overview": Url(allowed(Act.READ_USAGE)),
    "monitoring_export:csv": Url(allowed(Act.READ_USAGE)),
    "monitoring_export:xlsx": Url(allowed(Act.READ_USAGE)),
    # The hospital's own system
    "/fhir/R4": Url(SYSTEM),
    "integrations:system": Url(SYSTEM),
    "integrations:metadata": Url(EVERYBODY),
    "integrations:resources": Url(SYSTEM, fhir_patient),
    "integrations:resource": Url(SYSTEM, fhir_patient),
    "integrations:elsewhere": Url(NOBODY_HERE),
    # Programs of patients and of the team
    "schema": Url(EVERYBODY),
    "conversations_api:departments": Url(SIGNED_IN),
    "conversations_api:conversations": Url(SIGNED_IN),
    "conversations_api:files": Url(PATIENT_SIDE, may_write=PATIENTS_THEMSELVES),
    "conversations_api:file_being_added": Url(PATIENTS_THEMSELVES),
    "conversations_api:question_files": Url(PATIENTS_THEMSELVES),
    "conversations_api:file_with_question": Url(PATIENTS_THEMSELVES),
    "conversations_api:team_files": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations_api:team_file_being_added": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "conversations_api:read": Url(PATIENT_SIDE, {"number": 1}),
    "conversations_api:team_departments": Url(allowed(Act.READ_CONVERSATIONS)),
    "conversations_api:team_conversations": Url(
        allowed(Act.READ_CONVERSATIONS), query=lambda own: {"department": str(own("department_id"))}
    ),
    "conversations_api:team_read": Url(allowed(Act.READ_CONVERSATIONS), {"number": 1}),
    "conversations_api:messages": Url(PATIENT_SIDE, message, may_write=PATIENTS_THEMSELVES),
    "conversations_api:team_messages": Url(allowed(Act.WRITE_CONVERSATIONS), message),
}
