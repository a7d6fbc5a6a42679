"""The patient's side reads the list it was asked, keeps what it filled in and sends it; rules stay with the team."""

from django.db import migrations

from rowsecurity.operations import Door, TenantTable

# As for messages: everybody who reaches the conversation reads it, who may write there answers.
READABLE = (
    "(patient_id IN (SELECT app_my_patients()) AND conversation_id NOT IN (SELECT app_closed_to_me()))"
    " OR conversation_id IN (SELECT app_my_chosen_conversations(false))"
)
WRITABLE = (
    "(patient_id IN (SELECT app_my_writable_patients()) AND conversation_id NOT IN (SELECT app_closed_to_me()))"
    " OR conversation_id IN (SELECT app_my_chosen_conversations(true))"
)
# Under it lies the policy of the request: of a list that was asked of nobody one knows there is nothing.
ASKED = (
    "(SELECT app_actor()) IS NOT NULL AND EXISTS (SELECT FROM questionnaires_questionnairerequest r WHERE r.edition_id = questionnaires_questionnaireedition.id"
    " AND r.organisation_id = questionnaires_questionnaireedition.organisation_id)"
)
# Answers are those of a request that this person may answer, of the same organisation and patient, once.
ANSWERS = (
    f"author_id = (SELECT app_actor()) AND ({WRITABLE})"
    " AND EXISTS (SELECT FROM questionnaires_questionnairerequest r WHERE r.id = request_id"
    " AND r.organisation_id = questionnaires_questionnaireresponse.organisation_id"
    " AND r.patient_id = questionnaires_questionnaireresponse.patient_id"
    " AND r.completed_at IS NULL AND r.withdrawn_at IS NULL)"
)
SAME = """
ALTER TABLE questionnaires_questionnairerequest ADD CONSTRAINT request_of_same_patient
  FOREIGN KEY (organisation_id, conversation_id, patient_id)
  REFERENCES conversations_conversation (organisation_id, id, patient_id);
ALTER TABLE questionnaires_questionnairerequest ADD CONSTRAINT request_in_conversation
  UNIQUE (organisation_id, id, conversation_id, edition_id);
ALTER TABLE questionnaires_questionnaireresponse ADD CONSTRAINT response_of_same_patient
  FOREIGN KEY (organisation_id, conversation_id, patient_id)
  REFERENCES conversations_conversation (organisation_id, id, patient_id);
ALTER TABLE questionnaires_questionnaireresponse ADD CONSTRAINT response_to_its_request
  FOREIGN KEY (organisation_id, request_id, conversation_id, edition_id)
  REFERENCES questionnaires_questionnairerequest (organisation_id, id, conversation_id, edition_id);
"""
OPEN = "completed_at IS NULL AND withdrawn_at IS NULL AND expired_at IS NULL AND until IS NOT NULL"
WORK = """() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 50 AS $$
  SELECT p.organisation_id FROM questionnaires_questionnaireresponse p WHERE p.handle_at <= now()
  UNION SELECT r.organisation_id FROM questionnaires_questionnairerequest r
  WHERE r.until < (now() AT TIME ZONE 'Europe/Amsterdam')::date AND r.completed_at IS NULL
    AND r.withdrawn_at IS NULL AND r.expired_at IS NULL $$"""


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaires", "0001_initial"),
        ("conversations", "0013_reach_looked_up_once"),
        ("audit", "0003_row_security"),
    ]
    operations = [
        TenantTable(
            "QuestionnaireEdition",
            staff="SELECT, INSERT, DELETE",
            job="SELECT, INSERT",
            access={"bd_participant": {"SELECT": ASKED}},
        ),
        TenantTable(
            "QuestionnaireRequest",
            staff="SELECT, INSERT, UPDATE (number, withdrawn_at)",
            job="SELECT, INSERT, UPDATE (number, withdrawn_at, expired_at)",
            access={
                "bd_participant": {
                    "SELECT": READABLE,
                    "UPDATE (started_at, draft_sealed, completed_at)": WRITABLE,
                },
                "bd_door_clock": {
                    "SELECT (organisation_id, until, completed_at, withdrawn_at, expired_at)": OPEN
                },
            },
        ),
        TenantTable("EditionUse", staff="SELECT, INSERT, DELETE", job="SELECT, INSERT"),
        TenantTable("AnswerRule", staff="SELECT, INSERT, UPDATE (ended_at), DELETE", job="SELECT, INSERT"),
        TenantTable(
            "QuestionnaireResponse",
            staff="SELECT",
            job="SELECT, INSERT, UPDATE (handle_at)",
            access={
                "bd_participant": {
                    "SELECT": READABLE,
                    "INSERT": ANSWERS,
                },
                "bd_door_clock": {"SELECT (organisation_id, handle_at)": "handle_at IS NOT NULL"},
            },
        ),
        migrations.RunSQL(SAME),
        # Over all organisations, by the clock of the database alone; gives ids of organisations.
        Door(
            "organisations_with_lists_to_handle",
            owner="bd_door_clock",
            arguments="",
            definition=WORK,
            callers=["bd_worker"],
        ),
    ]
