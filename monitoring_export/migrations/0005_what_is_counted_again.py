"""The team reads figures, counting writes them; and triggers note what came late or was changed.

A fact whose moment is no older than a minute when it is written needs no note: counting begins far enough back
(monitoring_export/days.py). So sending a message writes nothing here; it only compares two moments.
"""

from django.db import migrations

from rowsecurity.operations import Door, TenantTable

COUNTING = "SELECT, INSERT, UPDATE, DELETE"
KEEPING = "SELECT, INSERT, DELETE"
NOTED = {"bd_door_usage": {"INSERT": "true"}}
LATE = "clock_timestamp() - interval '1 minute'"

# The arguments name the columns that hold moments at which the row is counted.
NOTE_CHANGE = """() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
BEGIN
  INSERT INTO monitoring_export_usagechange (id, organisation_id, moment)
  SELECT gen_random_uuid(), (coalesce(becomes, was) ->> 'organisation_id')::uuid, moment
  FROM (SELECT DISTINCT (told ->> name)::timestamptz AS moment
        FROM unnest(TG_ARGV) AS name, unnest(ARRAY[was, becomes]) AS told) AS found
  WHERE moment < clock_timestamp() - interval '1 minute';
  RETURN NULL;
END $$"""
NOTE_MOVE = """() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO monitoring_export_usagechange (id, organisation_id, conversation_id)
  VALUES (gen_random_uuid(), NEW.organisation_id, NEW.id);
  RETURN NULL;
END $$"""
NOTE_PATIENT = """() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO monitoring_export_usagechange (id, organisation_id, patient_id)
  VALUES (gen_random_uuid(), NEW.organisation_id, NEW.id);
  RETURN NULL;
END $$"""
KEEP_WAIT = """() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO monitoring_export_usagewait
    (id, organisation_id, conversation_id, department_id, asked_at, due_at, answered_at)
  VALUES (gen_random_uuid(), NEW.organisation_id, NEW.id, NEW.department_id, OLD.waiting_since, OLD.answer_due_at,
    NEW.last_message_at);
  RETURN NULL;
END $$"""

MESSAGE, HEAD, INVITATION = "conversations_message", "conversations_conversation", "people_invitation"
VISIT, LIST = "video_videovisit", "questionnaires_questionnairerequest"
CONSULT, WAIT = "consults_writtenconsult", "monitoring_export_usagewait"
# table, columns that hold moments, columns that change what is counted at all of them
COUNTED = [
    (MESSAGE, ["sent_at"], ["kind", "side"]),
    (HEAD, ["created_at"], []),
    (INVITATION, ["sent_at"], ["department_id"]),
    (INVITATION, ["activated_at"], ["department_id"]),
    (VISIT, ["starts_at", "started_at"],
     ["ended_at", "cancelled_at", "department_id", "patient_id", "is_walk_in"]),
    (LIST, ["asked_at"], ["withdrawn_at", "department_id"]),
    (LIST, ["completed_at"], ["department_id"]),
    (CONSULT, ["marked_at"], ["withdrawn_at", "department_id"]),
    (WAIT, ["answered_at", "due_at"], []),
]  # fmt: skip


def triggers() -> list[str]:
    statements = []
    for table, moments, others in COUNTED:
        name, call = f"usage_{moments[0]}", f"EXECUTE FUNCTION usage_note_change({', '.join(moments)})"
        # A promise that ended before the answer came was counted on its day while it was open.
        tested = moments[:1] if table == WAIT else moments
        late = " OR ".join(f"NEW.{each} < {LATE}" for each in tested)
        columns = [*moments, *others]
        changed = " OR ".join(f"OLD.{each} IS DISTINCT FROM NEW.{each}" for each in columns)
        each_row = f"ON {table} FOR EACH ROW"
        statements += [
            f"CREATE TRIGGER {name}_late AFTER INSERT {each_row} WHEN ({late}) {call}",
            f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {', '.join(columns)} {each_row} WHEN ({changed}) {call}",
            f"CREATE TRIGGER {name}_removed AFTER DELETE {each_row} {call}",
        ]
    return statements


OTHERS = [
    f"""CREATE TRIGGER usage_moved AFTER UPDATE OF department_id, patient_id ON {HEAD} FOR EACH ROW
      WHEN (OLD.department_id <> NEW.department_id OR OLD.patient_id <> NEW.patient_id)
      EXECUTE FUNCTION usage_note_move()""",
    f"""CREATE TRIGGER usage_promise_moved AFTER UPDATE OF department_id ON {HEAD} FOR EACH ROW
      WHEN (OLD.department_id <> NEW.department_id) EXECUTE FUNCTION usage_note_change(answer_due_at)""",
    # A wait that ends without an answer: the conversation was put together with another.
    f"""CREATE TRIGGER usage_wait_lapsed AFTER UPDATE OF waiting_since ON {HEAD} FOR EACH ROW
      WHEN (OLD.waiting_since IS NOT NULL AND NEW.waiting_since IS NULL AND NEW.last_number = OLD.last_number)
      EXECUTE FUNCTION usage_note_change(answer_due_at)""",
    f"""CREATE TRIGGER usage_answered AFTER UPDATE OF waiting_since ON {HEAD} FOR EACH ROW
      WHEN (OLD.waiting_since IS NOT NULL AND NEW.waiting_since IS NULL AND NEW.last_number > OLD.last_number
        AND OLD.waiting_since IS DISTINCT FROM OLD.partner_wrote_at)
      EXECUTE FUNCTION usage_keep_wait()""",
    """CREATE TRIGGER usage_traits AFTER UPDATE OF birth_date, language ON people_patient FOR EACH ROW
      WHEN (OLD.birth_date <> NEW.birth_date OR OLD.language <> NEW.language)
      EXECUTE FUNCTION usage_note_patient()""",
    f"CREATE INDEX usage_visit_by_moment ON {VISIT} (organisation_id, starts_at)",
    f"CREATE INDEX usage_visit_by_start ON {VISIT} (organisation_id, started_at)",
    f"CREATE INDEX usage_list_asked ON {LIST} (organisation_id, asked_at)",
    f"CREATE INDEX usage_list_completed ON {LIST} (organisation_id, completed_at)",
    f"CREATE INDEX usage_activated ON {INVITATION} (organisation_id, activated_at)",
]


def trigger_function(name: str, definition: str) -> Door:
    return Door(name, owner="bd_door_usage", definition=definition, arguments="", callers=["bd_owner"])


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring_export", "0004_figures_of_days"),
        ("conversations", "0022_a_wait_of_the_patients_own"),
        ("consults", "0002_row_security"),
        ("questionnaires", "0002_row_security"),
        ("video", "0003_two_seats"),
        ("people", "0011_patients_by_what_a_desk_hears"),
    ]
    operations = [
        TenantTable("UsageFigure", staff="SELECT", job=COUNTING),
        TenantTable("UsagePersons", staff="SELECT", job=COUNTING),
        TenantTable("UsageContacts", staff="SELECT", job=COUNTING),
        TenantTable("UsageTraits", staff="SELECT", job=COUNTING),
        TenantTable("UsagePerson", staff="", job=COUNTING),
        TenantTable("UsageCounted", staff="SELECT", job=COUNTING),
        TenantTable("UsageRestatement", staff="SELECT", job=KEEPING),
        TenantTable("UsageChange", staff="", job=KEEPING, access=NOTED),
        TenantTable("UsageWait", staff="", job=KEEPING, access=NOTED),
        TenantTable("UsageUnread", staff="", job=KEEPING),
        TenantTable("UsageTelemonitored", staff="", job=COUNTING),
        trigger_function("usage_note_change", NOTE_CHANGE),
        trigger_function("usage_note_move", NOTE_MOVE),
        trigger_function("usage_note_patient", NOTE_PATIENT),
        trigger_function("usage_keep_wait", KEEP_WAIT),
        *[migrations.RunSQL(statement) for statement in [*triggers(), *OTHERS]],
    ]
