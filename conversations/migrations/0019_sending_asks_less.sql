-- What a participant reaches, as app_reach has kept it, without a function that has to be called: these are
-- written out into the statement that uses them, and an empty array is nobody.
CREATE FUNCTION app_ids(kept text) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('app.' || kept, true), ''), '{}')::uuid[] $$;
CREATE FUNCTION app_past() RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('app.past', true), ''), '{}')::jsonb $$;

GRANT EXECUTE ON FUNCTION app_ids(text), app_past() TO bd_participant, bd_staff, bd_job;

ALTER POLICY bd_participant_select ON people_patient USING (id = ANY (app_ids('known_patients')));
ALTER POLICY bd_participant_select ON conversations_conversation USING (
  (patient_id = ANY (app_ids('patients')) AND (NOT is_private OR patient_id = ANY (app_ids('own_patients'))))
  OR id = ANY (app_ids('chosen'))
  OR (NOT is_private AND created_at <= coalesce(app_past() ->> patient_id::text, app_past() ->> id::text)::timestamptz));
ALTER POLICY bd_participant_update ON conversations_conversation USING (
  (patient_id = ANY (app_ids('writable_patients')) AND (NOT is_private OR patient_id = ANY (app_ids('own_patients'))))
  OR id = ANY (app_ids('chosen_writable')))
WITH CHECK (
  (patient_id = ANY (app_ids('writable_patients')) AND (NOT is_private OR patient_id = ANY (app_ids('own_patients'))))
  OR id = ANY (app_ids('chosen_writable')));
ALTER POLICY bd_participant_insert ON conversations_conversation WITH CHECK (
  patient_id = ANY (app_ids('writable_patients')) AND (NOT is_private OR patient_id = ANY (app_ids('own_patients'))));
ALTER POLICY bd_participant_select ON conversations_message USING (
  (patient_id = ANY (app_ids('patients')) AND conversation_id <> ALL (app_ids('closed')))
  OR conversation_id = ANY (app_ids('chosen'))
  OR (conversation_id <> ALL (app_ids('closed'))
    AND sent_at <= coalesce(app_past() ->> patient_id::text, app_past() ->> conversation_id::text)::timestamptz));
ALTER POLICY bd_participant_insert ON conversations_message WITH CHECK (
  ((patient_id = ANY (app_ids('writable_patients')) AND conversation_id <> ALL (app_ids('closed')))
    OR conversation_id = ANY (app_ids('chosen_writable')))
  AND ((side = 'patient' AND author_id = app_actor()) OR (side = 'system' AND kind = 'automatic' AND author_id IS NULL)));

-- The same question as the policies ask, for the application: it holds where row security is off.
CREATE FUNCTION app_may_reach_head(
  in_organisation uuid, in_patient uuid, in_conversation uuid, is_private boolean, to_write boolean
) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN current_user <> 'bd_participant' THEN in_organisation = app_organisation()
    ELSE in_patient = ANY (app_ids('own_patients')) OR (NOT is_private AND (
      in_patient = ANY (CASE WHEN to_write THEN app_ids('writable_patients') ELSE app_ids('patients') END)
      OR in_conversation = ANY (CASE WHEN to_write THEN app_ids('chosen_writable') ELSE app_ids('chosen') END))) END $$;

GRANT EXECUTE ON FUNCTION app_may_reach_head(uuid, uuid, uuid, boolean, boolean) TO bd_participant, bd_staff, bd_job;

CREATE OR REPLACE FUNCTION app_may_read() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF current_user = 'bd_staff' AND NOT EXISTS (
    SELECT FROM tenants_membership m WHERE m.person_id = app_actor() AND m.organisation_id = app_organisation()
    AND m.ended_at IS NULL AND m.roles && ARRAY['clinician', 'desk', 'manager']::varchar[]) THEN
    RETURN false;
  END IF;
  RETURN EXISTS (SELECT FROM people_person p WHERE p.id = app_actor() AND p.is_active);
END $$;

CREATE OR REPLACE FUNCTION conversation_needs_approval(in_conversation uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  -- Nearly nobody is of the desk alone, so that is asked first.
  RETURN EXISTS (
    SELECT FROM tenants_membership m WHERE m.person_id = app_actor() AND m.organisation_id = app_organisation()
    AND m.ended_at IS NULL AND 'desk' = ANY (m.roles) AND NOT 'clinician' = ANY (m.roles))
  AND EXISTS (
    SELECT FROM conversations_conversation c
    JOIN tenants_department d ON d.organisation_id = c.organisation_id AND d.id = c.department_id
    WHERE c.id = in_conversation AND d.desk_needs_approval);
END $$;

DROP FUNCTION conversation_send_as(text, text, text, uuid, uuid, uuid, text, text, text, bytea, timestamptz, uuid, text, bytea, text);
DROP FUNCTION conversation_send(uuid, uuid, text, text, text, bytea, timestamptz, uuid, text, bytea, text);

-- `in_department`: where the sender thinks the conversation is; NULL when that does not matter.
CREATE FUNCTION conversation_send(
  in_department uuid, in_conversation uuid, in_client uuid, in_kind text, in_side text, in_label text, in_body bytea,
  in_due timestamptz, automatic_client uuid, automatic_label text, automatic_body bytea, in_source text
) RETURNS TABLE (
  outcome text, number int, sent_at timestamptz, body bytea, organisation_id uuid, patient_id uuid,
  department_id uuid, last_number int, answer_due_at timestamptz
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  head conversations_conversation%ROWTYPE;
  known record;
  who uuid := app_actor();
  label text := in_label;
  role_name text := in_side;
  for_other boolean := false;
  moment timestamptz;
  next int;
BEGIN
  -- The lock comes first: whoever sends to the same conversation waits here, and numbers have no gaps.
  SELECT * INTO head FROM conversations_conversation c WHERE c.id = in_conversation FOR NO KEY UPDATE;
  IF NOT FOUND OR NOT app_may_reach_head(head.organisation_id, head.patient_id, head.id, head.is_private, true) THEN
    outcome := 'missing'; RETURN NEXT; RETURN;
  END IF;
  IF head.department_id <> in_department THEN
    outcome := 'moved'; RETURN NEXT; RETURN;
  END IF;
  IF in_side = 'team' THEN
    SELECT m.display_name || ' · ' || m.job_title, m.roles[1] INTO label, role_name FROM tenants_membership m
    WHERE m.person_id = who AND m.organisation_id = head.organisation_id AND m.ended_at IS NULL
      AND m.roles && ARRAY['clinician', 'desk', 'manager']::varchar[];
    IF NOT FOUND THEN
      outcome := 'missing'; RETURN NEXT; RETURN;
    END IF;
  ELSIF in_side = 'patient' THEN
    SELECT p.given_name || ' ' || p.family_name INTO label FROM people_person p WHERE p.id = who;
    SELECT r.person_id IS DISTINCT FROM who INTO for_other FROM people_patient r WHERE r.id = head.patient_id;
  END IF;

  organisation_id := head.organisation_id;
  patient_id := head.patient_id;
  department_id := head.department_id;
  SELECT m.number, m.sent_at, m.body_sealed, m.author_id INTO known FROM conversations_message m
  WHERE m.organisation_id = head.organisation_id AND m.conversation_id = head.id AND m.client_id = in_client;
  IF FOUND THEN
    outcome := CASE WHEN known.author_id IS NOT DISTINCT FROM who OR in_side = 'system' THEN 'repeated' ELSE 'missing' END;
    number := known.number; sent_at := known.sent_at; body := known.body_sealed; last_number := head.last_number;
    answer_due_at := head.answer_due_at;
    RETURN NEXT; RETURN;
  END IF;
  IF head.closed_at IS NOT NULL AND in_kind <> 'closing' THEN
    IF in_side = 'team' OR (in_side = 'patient' AND head.reopen_until < now()) THEN
      outcome := 'closed'; RETURN NEXT; RETURN;
    END IF;
  END IF;

  -- What a partner wrote is no question of the patient, whose next message begins a wait of its own.
  IF in_side = 'patient' AND head.waiting_since = head.partner_wrote_at THEN
    head.waiting_since := NULL;
  END IF;
  moment := clock_timestamp();
  next := head.last_number + 1;
  last_number := next;
  answer_due_at := CASE in_side WHEN 'patient' THEN coalesce(head.answer_due_at, in_due)
                                WHEN 'team' THEN NULL ELSE head.answer_due_at END;
  INSERT INTO conversations_message (id, organisation_id, conversation_id, patient_id, number, client_id, kind, side,
    author_id, author_label, on_behalf, body_sealed, sent_at)
  VALUES (gen_random_uuid(), head.organisation_id, head.id, head.patient_id, next, in_client, in_kind, in_side,
    CASE WHEN in_side = 'system' THEN NULL ELSE who END, label, for_other, in_body, moment);
  -- One automatic reply per wait, not one per message.
  IF automatic_body IS NOT NULL AND head.waiting_since IS NULL THEN
    last_number := next + 1;
    INSERT INTO conversations_message (id, organisation_id, conversation_id, patient_id, number, client_id, kind, side,
      author_id, author_label, on_behalf, body_sealed, sent_at)
    VALUES (gen_random_uuid(), head.organisation_id, head.id, head.patient_id, last_number, automatic_client,
      'automatic', 'system', NULL, automatic_label, false, automatic_body, moment);
  END IF;
  UPDATE conversations_conversation c SET
    last_number = conversation_send.last_number,
    last_message_at = moment,
    waiting_since = CASE in_side WHEN 'patient' THEN coalesce(head.waiting_since, moment)
                                 WHEN 'team' THEN NULL ELSE head.waiting_since END,
    answer_due_at = conversation_send.answer_due_at,
    -- A person who writes reopens; what the platform says by itself does not.
    closed_at = CASE WHEN in_kind = 'closing' OR in_side = 'system' THEN head.closed_at END,
    reopen_until = CASE WHEN in_kind = 'closing' OR in_side = 'system' THEN head.reopen_until END
  WHERE c.id = head.id;
  INSERT INTO audit_accesslogentry (id, organisation_id, at, event, action, actor_id, actor_label, role,
    on_behalf_of_id, ground, patient_id, object_type, object_id, source)
  VALUES (gen_random_uuid(), head.organisation_id, moment, 'message.send', 'C', who, label, role_name,
    CASE WHEN for_other THEN head.patient_id END, '', head.patient_id, 'conversation', head.id, in_source);
  outcome := 'sent'; number := next; sent_at := moment;
  RETURN NEXT;
END $$;

CREATE FUNCTION conversation_send_as(
  as_role text, as_organisation text, as_actor text, in_department uuid, in_conversation uuid, in_client uuid, in_kind text,
  in_side text, in_label text, in_body bytea, in_due timestamptz, automatic_client uuid, automatic_label text,
  automatic_body bytea, in_source text
) RETURNS TABLE (
  outcome text, number int, sent_at timestamptz, body bytea, organisation_id uuid, patient_id uuid,
  department_id uuid, last_number int, answer_due_at timestamptz
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM scope_take(as_role, as_organisation, as_actor);
  IF NOT app_may_read() THEN
    outcome := 'missing'; RETURN NEXT; RETURN;
  END IF;
  RETURN QUERY SELECT * FROM conversation_send(in_department, in_conversation, in_client, in_kind, in_side, in_label, in_body,
    in_due, automatic_client, automatic_label, automatic_body, in_source);
END $$;

GRANT EXECUTE ON FUNCTION conversation_send(uuid, uuid, uuid, text, text, text, bytea, timestamptz, uuid, text, bytea, text)
  TO bd_staff, bd_participant, bd_job;
GRANT EXECUTE ON FUNCTION conversation_send_as(text, text, text, uuid, uuid, uuid, text, text, text, bytea, timestamptz,
  uuid, text, bytea, text) TO bd_web;

CREATE OR REPLACE FUNCTION app_may_reach_conversation(in_conversation uuid, to_write boolean) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT app_may_reach_head(c.organisation_id, c.patient_id, c.id, c.is_private, to_write)
    FROM conversations_conversation c WHERE c.id = in_conversation), false) $$;

CREATE OR REPLACE FUNCTION conversation_read_as(
  as_role text, as_organisation text, as_actor text, in_conversation uuid, in_after int, in_limit int, in_source text
) RETURNS TABLE (organisation_id uuid, patient_id uuid, department_id uuid, last_number int, waiting_since timestamptz,
                 answer_due_at timestamptz, closed_at timestamptz, reopen_until timestamptz,
                 team_read_number int, team_read_at timestamptz,
                 number int, client_id uuid, kind text, side text, is_own boolean, author_label text, on_behalf boolean,
                 body bytea, sent_at timestamptz, task jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM scope_take(as_role, as_organisation, as_actor);
  IF NOT app_may_read() THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT c.organisation_id, c.patient_id, c.department_id, c.last_number, c.waiting_since, c.answer_due_at,
    c.closed_at, c.reopen_until, c.team_read_number, c.team_read_at, m.number, m.client_id, m.kind::text, m.side::text, m.author_id = app_actor(),
    m.author_label::text, m.on_behalf, m.body_sealed, m.sent_at, m.task
  FROM conversations_conversation c LEFT JOIN LATERAL (
    SELECT e.*, CASE WHEN e.kind = 'task' THEN (
      SELECT jsonb_build_object('id', t.id, 'title', t.title, 'due_on', t.due_on, 'choices', t.choices,
        'answer', t.answer, 'answered_at', t.answered_at, 'withdrawn_at', t.withdrawn_at)
      FROM conversations_task t WHERE t.organisation_id = c.organisation_id AND t.conversation_id = c.id AND t.number = e.number
    ) END AS task
    FROM conversations_message e
    WHERE e.organisation_id = c.organisation_id AND e.conversation_id = c.id AND e.number > in_after
    ORDER BY e.number LIMIT in_limit
  ) m ON true
  WHERE c.id = in_conversation AND app_may_reach_head(c.organisation_id, c.patient_id, c.id, c.is_private, false)
  ORDER BY m.number;
  IF in_source IS NOT NULL AND FOUND THEN
    PERFORM conversation_log_read(in_conversation, in_source);
  END IF;
END $$;

-- A message names its conversation with its patient, and that row names the rest: keys that checked it again locked
-- the row of the organisation with every message.
ALTER TABLE conversations_message DROP CONSTRAINT conversations_message_conversation_id_own,
  DROP CONSTRAINT conversations_message_patient_id_own, DROP CONSTRAINT conversations_message_own;
