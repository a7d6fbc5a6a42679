-- The measured paths: each is one call that takes its scope on as its first statement. SECURITY INVOKER,
-- so the policies of the work role hold for every statement in them.

-- A department as tenants/timetable.py keeps it.
CREATE FUNCTION desk_as_json(in_department uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', d.id, 'name', d.name, 'amount', d.promise_amount, 'unit', d.promise_unit,
    'phone', d.phone, 'phone_outside_hours', d.phone_outside_hours,
    'hours', (SELECT coalesce(jsonb_agg(jsonb_build_object('weekday', h.weekday, 'opens', h.opens, 'closes', h.closes)), '[]')
              FROM tenants_openinghours h WHERE h.organisation_id = d.organisation_id AND h.department_id = d.id))
  FROM tenants_department d WHERE d.id = in_department
$$;

-- Whether the actor may read conversations in this role at all; row security says which.
CREATE FUNCTION app_may_read() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM people_person p WHERE p.id = app_actor() AND p.is_active)
    AND (current_user <> 'bd_staff' OR EXISTS (
      SELECT FROM tenants_membership m WHERE m.person_id = app_actor() AND m.organisation_id = app_organisation()
      AND m.ended_at IS NULL AND m.roles && ARRAY['clinician', 'desk', 'manager']::varchar[]))
$$;

CREATE FUNCTION scope_take(as_role text, as_organisation text, as_actor text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.organisation', as_organisation, true), set_config('app.actor', as_actor, true),
    set_config('role', as_role, true);
END $$;

-- What a process keeps of a conversation before sending to it; no row: not there, or not yours.
CREATE FUNCTION conversation_place_as(as_role text, as_organisation text, as_actor text, in_conversation uuid)
RETURNS TABLE (organisation_id uuid, department_id uuid, desk jsonb) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scope_take(as_role, as_organisation, as_actor);
  RETURN QUERY SELECT c.organisation_id, c.department_id, desk_as_json(c.department_id)
  FROM conversations_conversation c WHERE c.id = in_conversation AND app_may_read() AND app_may_reach(c.organisation_id, c.patient_id, false);
END $$;

-- Sending in one round trip. `in_department` is the one the promise was worked out for: when the
-- conversation has moved on, nothing is sent and the outcome is 'moved'.
DROP FUNCTION conversation_send_as(text, text, text, uuid, uuid, text, text, text, bytea, timestamptz, uuid,
  text, bytea, text);
CREATE FUNCTION conversation_send_as(
  as_role text, as_organisation text, as_actor text, in_department uuid,
  in_conversation uuid, in_client uuid, in_kind text, in_side text, in_label text, in_body bytea,
  in_due timestamptz, automatic_client uuid, automatic_label text, automatic_body bytea, in_source text
) RETURNS TABLE (outcome text, number int, sent_at timestamptz, body bytea, organisation_id uuid,
                 patient_id uuid, department_id uuid, last_number int, answer_due_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM scope_take(as_role, as_organisation, as_actor);
  IF NOT app_may_read() THEN
    outcome := 'missing'; RETURN NEXT; RETURN;
  END IF;
  IF EXISTS (SELECT FROM conversations_conversation c WHERE c.id = in_conversation AND c.department_id <> in_department) THEN
    outcome := 'moved'; RETURN NEXT; RETURN;
  END IF;
  SELECT s.outcome, s.number, s.sent_at, s.body, s.organisation_id, s.patient_id, s.department_id, s.last_number
  INTO outcome, number, sent_at, body, organisation_id, patient_id, department_id, last_number
  FROM conversation_send(in_conversation, in_client, in_kind, in_side, in_label, in_body,
    in_due, automatic_client, automatic_label, automatic_body, in_source) s;
  -- A statement of its own: it sees what the function has just written.
  SELECT c.answer_due_at INTO answer_due_at FROM conversations_conversation c WHERE c.id = in_conversation;
  RETURN NEXT;
END $$;

-- The head, and every entry after a number, as this reader may read them. No row: not there, not yours, or not
-- yours any more. A row without `number`: nothing new. `in_source` is given at the first read of a
-- following, which is then written to the access log; the entries that come live after it are the same look.
CREATE FUNCTION conversation_read_as(
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
  WHERE c.id = in_conversation AND app_may_reach(c.organisation_id, c.patient_id, false) ORDER BY m.number;
  IF in_source IS NOT NULL AND FOUND THEN
    PERFORM conversation_log_read(in_conversation, in_source);
  END IF;
END $$;

-- One line of the access log for opening a conversation, in the transaction of the look.
CREATE FUNCTION conversation_log_read(in_conversation uuid, in_source text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO audit_accesslogentry (id, organisation_id, at, event, action, actor_id, actor_label, role,
    on_behalf_of_id, ground, patient_id, object_type, object_id, source)
  SELECT gen_random_uuid(), c.organisation_id, now(), 'conversation.read', 'R', app_actor(),
    coalesce(m.display_name || ' · ' || m.job_title, p.given_name || ' ' || p.family_name), coalesce(m.roles[1], 'patient'),
    CASE WHEN current_user = 'bd_participant' AND r.person_id IS DISTINCT FROM app_actor() THEN c.patient_id END,
    '', c.patient_id, 'conversation', c.id, in_source
  FROM conversations_conversation c JOIN people_patient r ON r.id = c.patient_id
    LEFT JOIN people_person p ON p.id = app_actor()
    LEFT JOIN tenants_membership m ON current_user = 'bd_staff' AND m.person_id = app_actor()
      AND m.organisation_id = c.organisation_id AND m.ended_at IS NULL
  WHERE c.id = in_conversation
$$;

-- Which of these departments a member may follow the queue of.
CREATE FUNCTION departments_followed_as(as_organisation text, as_actor text)
RETURNS SETOF uuid LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scope_take('bd_staff', as_organisation, as_actor);
  RETURN QUERY SELECT d.id FROM tenants_department d WHERE d.organisation_id = as_organisation::uuid AND app_may_read();
END $$;

-- The registrations a patient or relative reaches, over all organisations.
CREATE FUNCTION patients_followed_as(as_actor text) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scope_take('bd_participant', '', as_actor);
  RETURN QUERY SELECT r FROM app_my_patients() AS r WHERE app_may_read();
END $$;

-- Names of colleagues, for who else is looking at a conversation.
CREATE FUNCTION member_label_as(as_organisation text, as_actor text, in_person uuid)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scope_take('bd_staff', as_organisation, as_actor);
  RETURN (SELECT m.display_name || ' · ' || m.job_title FROM tenants_membership m
    WHERE m.organisation_id = as_organisation::uuid AND m.person_id = in_person AND m.ended_at IS NULL AND app_may_read());
END $$;

-- An organisation's id by the name in its address; its row is public directory information.
CREATE FUNCTION organisation_named(in_slug text) RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scope_take('bd_gate', '', '');
  RETURN (SELECT o.id FROM tenants_organisation o WHERE o.slug = in_slug);
END $$;

GRANT EXECUTE ON FUNCTION desk_as_json(uuid), app_may_read(), conversation_log_read(uuid, text) TO bd_staff, bd_participant;
GRANT EXECUTE ON FUNCTION scope_take(text, text, text), conversation_place_as(text, text, text, uuid),
  conversation_send_as(text, text, text, uuid, uuid, uuid, text, text, text, bytea, timestamptz, uuid, text, bytea, text),
  conversation_read_as(text, text, text, uuid, int, int, text), departments_followed_as(text, text),
  patients_followed_as(text), member_label_as(text, text, uuid), organisation_named(text) TO bd_web;
