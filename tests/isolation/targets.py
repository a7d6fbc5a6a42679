"""Every URL and who may use it: the table of roles by addresses.

A URL that is not here, or in `targets_of_<app>.py`, fails the judge. `may` names who gets an answer for what
is their own; everybody else must get "sign in", "not for your role" or "not there". `body` is what a good
POST sends; the judge adds ids of others to it. An argument of a URL is found among the things told in
`world.py`.
"""

from __future__ import annotations

from typing import Any

from tenants.roles import Act
from tests.isolation import (
    targets_of_administration,
    targets_of_carepaths,
    targets_of_conversations,
    targets_of_network,
    targets_of_questionnaires,
    targets_of_video,
)
from tests.isolation.actors import EVERYBODY, HALF, SIGNED_IN, SYSTEM, TEAM, allowed
from tests.isolation.target import MEMBER, NOBODY_HERE, Own, Url
from tests.isolation.world import HOLDER, READER

# Fields and words of an address that hold an id under a name of their own, and what they name.
FIELDS = {
    "medewerker": "membership_id",
    "naar": "department_id",
    "afdeling": "department_id",
    "departments": "department_id",
    "gesprek": "conversation_id",
    "stoel": "seat_id",
    "gast": "guest_id",
    "van": "patient_id",
    "label": "label_id",
    "op": "label_id",
    "af": "label_id",
    "afspraak": "visit_id",
    "antwoord": "reply_id",
    "afwezigheid": "absence_id",
    "pad": "path_id",
    "lijst": "edition_id",
    "stap": "step_key",
    "regel": "due_step_id",
    "volger": "enrolment_id",
    "getoond": "enrolment_id",
    "afdeling_van_bestand": "department_id",
}


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


URLS: dict[str, Url] = {
    # Those of an app with many, in a file of their own
    **targets_of_conversations.URLS,
    **targets_of_network.URLS,
    **targets_of_questionnaires.URLS,
    **targets_of_video.URLS,
    **targets_of_carepaths.URLS,
    **targets_of_administration.URLS,
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
    "brand_logo": Url(EVERYBODY, is_directory=True, is_kept=True),
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
    "operators:organisations": Url(NOBODY_HERE),
    "operators:new_organisation": Url(NOBODY_HERE),
    "operators:organisation": Url(NOBODY_HERE),
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
    "helpdesk:numbers": Url(allowed(Act.ENROL)),
    "helpdesk:decide_number": Url(allowed(Act.ENROL), {"gezien": "ja"}),
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
    "brands": Url(EVERYBODY, is_directory=True),
    # Usage
    "monitoring_export:dictionary": Url(EVERYBODY),
    "monitoring_export:overview": Url(allowed(Act.READ_USAGE)),
    "monitoring_export:download": Url(allowed(Act.READ_USAGE)),
    "monitoring_export:files": Url(allowed(Act.READ_USAGE), {"form": "csv"}),
    "monitoring_export:file": Url(allowed(Act.READ_USAGE)),
    "monitoring_export:remove_file": Url(allowed(Act.READ_USAGE)),
    "monitoring_export:deliveries": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    "monitoring_export:new_delivery": Url(
        allowed(Act.CONFIGURE_ORGANISATION),
        {
            "way": "mail",
            "address": "cijfers@example.org",
            "every": "month",
            "by": "afdeling",
            "form": "csv",
            "figures": ["conversations"],
        },
    ),
    "monitoring_export:delivery": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    "monitoring_export:deliver_now": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    "monitoring_export:end_delivery": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    # The national monitor
    "national:keys": Url(EVERYBODY, is_kept=True),
    "national:usage": Url(SYSTEM),
    "national:overview": Url(NOBODY_HERE),  # its readers are of no organisation
    "national:deliver": Url(NOBODY_HERE),
    "national:compare": Url(allowed(Act.READ_USAGE)),
    "national:taking_part": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    "national:brought": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    "national:example": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    # The hospital's own system
    "/fhir/R4": Url(SYSTEM),
    "integrations:system": Url(SYSTEM),
    "integrations:metadata": Url(EVERYBODY),
    "integrations:resources": Url(SYSTEM, fhir_patient),
    "integrations:resource": Url(SYSTEM, fhir_patient),
    "integrations:elsewhere": Url(NOBODY_HERE),
    # Programs of patients and of the team
    "schema": Url(EVERYBODY),
}
