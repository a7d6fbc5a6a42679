# ruff: noqa: E501  queries and reasons read better whole
"""Exceptions of the isolation judge, each with the reason why it is one. A reason is a claim to be checked.

An entry that is no longer needed fails too. Adding one is a decision about security: say what comes through.
"""

SELF = "belongs to a person, not an organisation; its policies start from app_actor()"
DIRECTORY = "name, telephone number and colour of an organisation are public"
GATE = "owner of doors that return one row by an exact, unguessable value; never a runtime role"
COUNTS = "one count, for the hash of what is counted; the row tells nothing about anybody"
COUNTS_OF_CLOCK = "owner of doors that add to and tell numbers by the minute; nothing of anybody"
RANDOM = "over random ids only, so a clash tells nothing"

CATALOGUE: dict[str, dict[str, str]] = {
    "table without organisation": {
        "tenants_organisation": DIRECTORY,
        "people_person": SELF,
        "people_credential": SELF,
        "people_session": SELF,
        "people_attempt": COUNTS,
        "operators_operator": SELF,
        "operators_deed": "what operators of the platform did: names of faults and numbers, for operators only",
        "carepaths_clocktally": "numbers by the minute over all organisations; nothing of anybody",
        "national_reader": SELF,
        "notifications_noticewish": SELF,
        "notifications_pushsubscription": SELF,
        "otp_totp_totpdevice": SELF,
        "otp_static_staticdevice": SELF,
        "otp_static_statictoken": SELF,
        "django_otp_webauthn_webauthncredential": SELF,
        "django_otp_webauthn_webauthnuserhandle": SELF,
        "django_otp_webauthn_webauthnattestation": SELF,
    },
    "organisation is not a key": {
        "audit_accesslogentry": "a line outlives what it tells of; the policies compare its organisation with that of the scope",
    },
    "door": {
        "organisations_with_due_tasks for bd_worker": "ids of organisations whose team has something due; nothing of it",
        "organisations_with_due_replies for bd_worker": "ids of organisations whose team has something to send; nothing of it",
        "organisations_with_somebody_away for bd_worker": "ids of organisations where somebody is away now; not who",
        "organisations_with_lists_to_handle for bd_worker": "ids of organisations where a question list was sent or is over; nothing of it",
        "organisations_with_answers_to_follow for bd_worker": "ids of organisations where a button starts a path or patients enter dates",
        "organisations_to_seal for bd_worker": "ids of organisations whose log has grown; nothing of its lines",
        "app_reach for bd_participant, bd_web": "keeps for this transaction whom and what app_actor() reaches, and gives it: ids, and until when",
        "app_my_known_patients for bd_participant": "of what app_reach has kept: everybody whose registration may be seen",
        "app_my_own_patients for bd_participant": "ids of the registrations of app_actor()",
        "app_my_patients for bd_participant": "ids of the registrations of app_actor() and of those they represent now, as a whole",
        "app_my_reach for bd_participant": "the same with those represented in part or until lately, and since when not; nothing of others",
        "app_my_chosen_conversations for bd_participant": "ids of conversations that were chosen for app_actor()",
        "app_closed_to_me for bd_participant": "ids of the private conversations of those app_actor() represents; policies leave them out",
        "app_my_past for bd_participant": "ids of whom app_actor() represented, with the moment it ended",
        "app_my_organisations for bd_participant": "of what app_reach has kept: the organisations of those registrations",
        "app_my_writable_patients for bd_participant": "the same, less those they may only read along with",
        "claim_due_steps for bd_worker": "ids of due rows; what is in them is read in the scope of one organisation",
        "open_steps_follow for bd_owner": "a trigger: keeps the id and the moment of a due step as long as it is to be done",
        "usage_note_change for bd_owner": "a trigger: keeps organisation and moment of what is to be counted again",
        "usage_note_move for bd_owner": "a trigger: keeps the id of a conversation whose days are to be counted again",
        "usage_note_patient for bd_owner": "a trigger: keeps the id of a patient whose age or language changed",
        "usage_keep_wait for bd_owner": "a trigger: keeps ids and moments of a question that was answered",
        "clock_tally for bd_worker": "adds to counts; returns nothing",
        "clock_totals for bd_web": "names of outcomes and numbers over all organisations",
        "clock_standing for bd_gate, bd_web": "four numbers over all organisations",
        "clock_minutes for bd_gate": "counts by the minute, for an operator",
        "clock_failures for bd_gate": "names of faults and organisations with counts, for an operator",
        "clock_failed_steps for bd_gate": "ids, faults and moments of steps that failed, for an operator; never whose",
        "clock_try_again for bd_gate": "makes failed steps due again and keeps a line of it, for an operator; returns a count",
        "organisations_with_single_sign_on for bd_worker": "ids of organisations that have a provider; nothing of it",
        "sessions_end_of_other_providers for bd_job, bd_staff": "ends sessions of who came in by a provider that is not the one of this organisation now; ids of these people of its own",
        "operator_did for bd_gate": "adds a line of what an operator did, for an operator; returns nothing",
        "organisation_logo for bd_gate": "the logo of one organisation, which is public like its name",
        "operator_here for bd_gate": "whether app_actor() is an operator",
        "operator_name for bd_owner": "names or ends an operator, from the machine; tells whether there is such an account",
        "seconds_behind for bd_web, bd_worker": "one number over all organisations: how late the oldest due row is",
        "monitor_figures for bd_gate, bd_staff": "per quarter that is over, figures of organisations that take part with them by name: for a reader, or for an organisation that takes part with the same figure",
        "monitor_reader_name for bd_owner": "names or ends a reader of the monitor, from the machine; tells whether there is such an account",
        "organisation_by_token for bd_web": "one organisation, for the hash of an unguessable token that is in use",
        "invitation_by_token for bd_gate, bd_web": "two ids, for the hash of an unguessable token",
        "organisation_key for bd_helpdesk, bd_job, bd_participant, bd_staff, bd_web, bd_worker": "data keys, wrapped: useless without the key-encryption key",
        "person_by_email for bd_gate": "one id for one exact address; the answer of the sign-in never tells which",
        "conversation_heads for bd_web": "last numbers of conversations whose random ids are known already; the hub compares them",
        "sessions_ended for bd_web": "which of the hashes that a process holds open nothing any more",
        "session_load for bd_gate, bd_web": "one session, for the hash of its unguessable key",
        "session_in_use for bd_web": "the same while it is verified; it writes nothing down",
        "session_save for bd_gate, bd_web": "one session, for the hash of its unguessable key",
        "sessions_follow_membership for bd_owner": "a trigger: ends sessions of the person whose membership begins or ends",
        "ticket_by_token for bd_web": "two ids, for the hash of an unguessable token",
        "video_guest_by_token for bd_web": "two ids, for the hash of an unguessable token",
        "staff_invitation_by_token for bd_web": "two ids, for the hash of an unguessable token",
        "session_delete for bd_gate, bd_web": "one session, for the hash of its unguessable key",
        "number_change_carry_out for bd_staff": "sets one number that a colleague of the actor asked, once, and tells the old one with the address",
        "network_departments for bd_staff": "names of departments whose manager agreed that other organisations find them",
        "network_taking_part for bd_staff": "one number: in how many conversations of others one's own department takes part",
        "network_seat for bd_staff": "the check behind the next: participations that have not ended, of a department where the actor works now",
        "network_conversations for bd_staff": "of those: name and birth date of the patient, the sealed subject, how far it is",
        "network_thread for bd_staff": "of one of those: its sealed messages; never notes",
        "network_waiting for bd_staff": "of those: three counts",
        "network_log for bd_staff": "a line in both access logs about one of those, in the actor's own name",
        "network_send for bd_staff": "one message in one of those, in the actor's own name, marked as a partner's",
        "network_files for bd_staff": "of one of those: files that were sent, from where the partner may read, with name and key sealed",
        "network_files_being_added for bd_staff": "the actor's own files that were not sent yet, in one of those",
        "network_file_begin for bd_staff": "one row for a file that the actor is adding to one of those",
        "network_file_received for bd_staff": "that the bytes of such a file are in",
        "network_file_removed for bd_staff": "removes such a file before it is sent",
        "network_attach for bd_staff": "puts such files with a message that the actor just wrote in one of those",
        "network_seen for bd_staff": "how far the actor's department has read one of those",
        "network_reads_in for bd_staff": "of one of those: the language its patient reads in",
        "network_leave for bd_staff": "ends one of those, with a line for the patient to read",
        "broadcasts_to_send for bd_worker": "ids of what was agreed to be sent, with its author; what it says is read in a scope",
        "partner_words_untold for bd_worker": "ids of conversations whose patient has to be told of something new",
        "attempt_allowed for bd_gate, bd_helpdesk, bd_job, bd_staff, bd_web, bd_worker": COUNTS,
        "attempt_open for bd_gate, bd_helpdesk, bd_job, bd_staff, bd_web, bd_worker": COUNTS,
        "attempt_forget for bd_gate, bd_helpdesk, bd_job, bd_staff, bd_web, bd_worker": COUNTS,
        "forget_browser for bd_gate": "removes one subscription by the hash of its unguessable address; returns nothing",
        "attempt_clear_old for bd_web, bd_worker": "removes counts whose time is over; returns nothing",
        "person_by_passkey for bd_gate": "one id, for the hash of an unguessable credential; it still has to sign",
        "organisations_with_unread for bd_worker": "ids of organisations where a message that must be read is due",
        "claim_due_notices for bd_worker": "ids of due rows; what is in them is read in the scope of one organisation",
        "claim_files_to_check for bd_worker": "ids of due rows; what is in them is read in the scope of one organisation",
        "files_not_sent for bd_worker": "ids of rows to remove; that is done in the scope of one organisation",
        "claim_due_copy for bd_worker": "ids of one due row; what is in it is read in the scope of one organisation",
        "organisations_with_old_copies for bd_worker": "ids of organisations where something has to be removed",
        "claim_due_downloads for bd_worker": "ids of due rows; what is in them is read in the scope of one organisation",
        "organisations_with_old_downloads for bd_worker": "ids of organisations where something has to be removed",
        "oldest_unchecked_file for bd_web, bd_worker": "one moment over all organisations: since when a file waits",
        "oldest_due_notice for bd_web, bd_worker": "one moment over all organisations: since when the oldest notice waits",
        "session_clear_expired for bd_web, bd_worker": "removes what no longer opens anything; returns nothing",
    },
    "key without a constraint": {
        **dict.fromkeys(
            (f"monitoring_export_usagechange.{name}_id" for name in ("conversation", "patient")),
            "written by triggers from the row itself, which it may outlive; looked up in the scope of the organisation",
        ),
        "integrations_incomingresource.target_id": "a patient, a visit or a result; read again in the scope of the organisation",
        **dict.fromkeys(
            (
                f"audit_accesslogentry.{name}_id"
                for name in ("actor", "object", "on_behalf_of", "organisation", "patient")
            ),
            "a line of the log outlives what it names; the floor keeps the line in its organisation",
        ),
        "files_storedfile.client_id": "chosen by the uploader; names no row",
        "conversations_message.client_id": "chosen by the sender; names no row",
        "conversations_preparedreply.client_id": "of the message it becomes; chosen by the sender, names no row",
    },
    "key that may point into another organisation": {
        "network_participation.department_of_partner": "a department that agreed to be found, of the partner named beside it",
    },
    "policy without a condition": {
        "audit_accesslogentry.what_to_seal": "organisation and transaction number of a line, for the door above",
        "audit_seal.what_is_sealed": "organisation, number and end of a link, for the door above",
        **dict.fromkeys(
            (
                f"tenants_organisation.{role}_select"
                for role in (
                    "bd_staff",
                    "bd_participant",
                    "bd_gate",
                    "bd_job",
                    "bd_door_clock",
                    "bd_door_usage",
                )
            ),
            DIRECTORY,
        ),
        **dict.fromkeys(
            (
                f"carepaths_clocktally.bd_door_clock_{verb}"
                for verb in ("select", "insert", "update", "delete")
            ),
            COUNTS_OF_CLOCK,
        ),
        **dict.fromkeys(
            (f"carepaths_openstep.bd_door_clock_{verb}" for verb in ("select", "insert", "update", "delete")),
            "owner of the doors that claim, count and follow due steps: ids and moments; never a runtime role",
        ),
        **dict.fromkeys(
            (f"monitoring_export_usage{table}.bd_door_usage_insert" for table in ("change", "wait")),
            "owner of the triggers that keep ids and moments; never a runtime role",
        ),
        "operators_deed.bd_door_clock_insert": "owner of the door that tries failed steps again; never a runtime role",
        "operators_operator.bd_door_clock_select": "ids of operators, for the doors that ask whether one calls",
        **dict.fromkeys(
            (f"operators_operator.bd_door_gate_{verb}" for verb in ("select", "insert", "delete")), GATE
        ),
        **dict.fromkeys(
            (f"national_reader.bd_door_gate_{verb}" for verb in ("select", "insert", "delete")), GATE
        ),
        "national_participation.bd_door_usage_select": "who takes part with what, for the same door; never a runtime role",
        "conversations_conversation.heads_of_followed": "owner of doors that return random ids and numbers, on those and on patient and privacy; never a runtime role",
        "people_credential.bd_door_gate_select": GATE,
        "people_invitation.bd_door_gate_select": GATE,
        "notifications_pushsubscription.bd_door_gate_select": GATE,
        "notifications_pushsubscription.bd_door_gate_delete": GATE,
        "integrations_apitoken.bd_door_gate_select": GATE,
        "video_guest.bd_door_gate_select": GATE,
        "django_otp_webauthn_webauthncredential.bd_door_gate_select": GATE,
        **dict.fromkeys(
            (f"people_attempt.bd_door_gate_{verb}" for verb in ("select", "insert", "update", "delete")), GATE
        ),
        **dict.fromkeys(
            (f"people_session.bd_door_gate_{verb}" for verb in ("select", "insert", "update", "delete")), GATE
        ),
        "people_invitationkey.bd_door_gate_select": GATE,
        "tenants_staffinvitation.bd_door_gate_select": GATE,
        "tenants_logo.bd_door_gate_select": GATE,
        "helpdesk_ticket.bd_door_gate_select": GATE,
        "tenants_organisation.bd_helpdesk_select": DIRECTORY,
        "tenants_membership.bd_door_gate_select": "person and end of a membership, for the doors that keep sessions of members strong",
        "tenants_organisationkey.bd_door_gate_select": GATE,
        "network_findable.bd_door_network_select": "which departments may be found; the manager said so",
        "tenants_organisation.bd_door_network_select": DIRECTORY,
    },
    "unique over all people": {
        "django_otp_webauthn_webauthnattestation(credential_id)": RANDOM,
        "django_otp_webauthn_webauthncredential(credential_id_sha256)": RANDOM,
        "django_otp_webauthn_webauthnuserhandle(handle_hex)": RANDOM,
        "notifications_pushsubscription(endpoint_hash)": "an unguessable address of a browser, which whoever has it holds in hand",
        "people_credential(email)": "one account per address; only sign-in and invitation write it, and answer alike",
        "tenants_organisation(slug)": DIRECTORY,
    },
    "role past row security": {"bd_backup": "pg_dump only; no server process has its password"},
}
