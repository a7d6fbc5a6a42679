"""Addresses of conversations: copies, messages to many and consults with them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tenants.roles import Act
from tests.isolation.actors import PATIENT_SIDE, SIGNED_IN, TEAM, allowed
from tests.isolation.target import NOBODY_HERE, PATIENTS_THEMSELVES, Own, Url, message
from tests.isolation.world import PATIENTS, RELATIVE


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


def to_many(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    about = {"subject": "Prik", "text": "Dag {voornaam}.", "afdeling": str(own("department_id"))}
    return about | {"who": "path", "pad": str(own("path_id"))}


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
    # The patient's messages
    "conversations:home": Url(SIGNED_IN),
    "conversations:answer_task": Url(PATIENTS_THEMSELVES, {"choice": "done"}),
    "conversations:enter_date": Url(PATIENTS_THEMSELVES, {"datum": "2026-11-24"}),
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
    "conversations:add_department": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"name": ""}),
    "conversations:department": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"name": ""}),
    "conversations:add_standard_reply": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"title": "", "text": ""}),
    "conversations:standard_reply": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"title": "", "text": ""}),
    "conversations:remove_standard_reply": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
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
