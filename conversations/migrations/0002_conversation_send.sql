-- The application's own answer to whose conversation it is; row security holds under it, and each must hold alone.
CREATE FUNCTION app_may_reach(in_organisation uuid, in_patient uuid, to_write boolean) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN current_user = 'bd_participant' THEN
    EXISTS (SELECT FROM people_patient p WHERE p.id = in_patient AND p.person_id = app_actor())
    OR EXISTS (SELECT FROM people_representation r WHERE r.patient_id = in_patient AND r.person_id = app_actor()
      AND (r.may_write OR NOT to_write) AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now()))
  ELSE in_organisation = app_organisation() END
$$;
GRANT EXECUTE ON FUNCTION app_may_reach(uuid, uuid, boolean) TO bd_staff, bd_participant, bd_job;

-- Sending is one call: reach, lock, repeat, closed, number, message, head, automatic reply, access log.
-- SECURITY INVOKER: the policies of the caller's role hold for every statement in it.
-- Outcomes: 'sent', 'repeated' (this client id is there already; `body` is what it holds), 'closed',
-- 'missing' (not there, or not yours to write in).
CREATE FUNCTION conversation_send(
  in_conversation uuid, in_client uuid, in_kind text, in_side text, in_label text, in_body bytea,
  in_due timestamptz, automatic_client uuid, automatic_label text, automatic_body bytea, in_source text
) RETURNS TABLE (outcome text, number int, sent_at timestamptz, body bytea, organisation_id uuid,
                 patient_id uuid, department_id uuid, last_number int)
LANGUAGE plpgsql AS $$
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
  IF NOT FOUND OR NOT app_may_reach(head.organisation_id, head.patient_id, true) THEN
    outcome := 'missing'; RETURN NEXT; RETURN;
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
    RETURN NEXT; RETURN;
  END IF;
  IF head.closed_at IS NOT NULL AND in_kind <> 'closing' THEN
    IF in_side = 'team' OR (in_side = 'patient' AND head.reopen_until < now()) THEN
      outcome := 'closed'; RETURN NEXT; RETURN;
    END IF;
  END IF;

  moment := clock_timestamp();
  next := head.last_number + 1;
  INSERT INTO conversations_message (id, organisation_id, conversation_id, patient_id, number, client_id, kind, side,
    author_id, author_label, on_behalf, body_sealed, sent_at)
  VALUES (gen_random_uuid(), head.organisation_id, head.id, head.patient_id, next, in_client, in_kind, in_side,
    CASE WHEN in_side = 'system' THEN NULL ELSE who END, label, for_other, in_body, moment);
  last_number := next;
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
    answer_due_at = CASE in_side WHEN 'patient' THEN coalesce(head.answer_due_at, in_due)
                                 WHEN 'team' THEN NULL ELSE head.answer_due_at END,
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

-- The same in one round trip from a connection without a scope: the first statement takes the scope on.
CREATE FUNCTION conversation_send_as(
  as_role text, as_organisation text, as_actor text,
  in_conversation uuid, in_client uuid, in_kind text, in_side text, in_label text, in_body bytea,
  in_due timestamptz, automatic_client uuid, automatic_label text, automatic_body bytea, in_source text
) RETURNS TABLE (outcome text, number int, sent_at timestamptz, body bytea, organisation_id uuid,
                 patient_id uuid, department_id uuid, last_number int)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.organisation', as_organisation, true), set_config('app.actor', as_actor, true),
    set_config('role', as_role, true);
  RETURN QUERY SELECT * FROM conversation_send(in_conversation, in_client, in_kind, in_side, in_label, in_body,
    in_due, automatic_client, automatic_label, automatic_body, in_source);
END $$;

GRANT EXECUTE ON FUNCTION conversation_send(uuid, uuid, text, text, text, bytea, timestamptz, uuid, text, bytea, text)
  TO bd_staff, bd_participant, bd_job;
GRANT EXECUTE ON FUNCTION conversation_send_as(text, text, text, uuid, uuid, text, text, text, bytea, timestamptz, uuid,
  text, bytea, text) TO bd_web;
