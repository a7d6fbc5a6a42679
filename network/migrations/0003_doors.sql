-- door network_departments()
() RETURNS TABLE (organisation_id uuid, organisation_name text, department_id uuid, name text, specialism text)
LANGUAGE sql STABLE AS $$
  -- Who agreed to be found, in other organisations than the caller's.
  SELECT o.id, o.name::text, d.id, d.name::text, d.specialism::text
  FROM network_findable f JOIN tenants_department d ON d.organisation_id = f.organisation_id AND d.id = f.department_id
    JOIN tenants_organisation o ON o.id = f.organisation_id
  WHERE f.organisation_id <> app_organisation() ORDER BY o.name, d.name
$$

-- door network_seat(uuid)
(in_participation uuid) RETURNS TABLE (id uuid, organisation_id uuid, conversation_id uuid, patient_id uuid,
  may_write boolean, from_number int, label text, role text, partner_name text, department_name text)
LANGUAGE sql STABLE ROWS 1 AS $$
  -- The one check behind every other door: a participation that has not ended, of a department where the actor
  -- works now, in a role that reads conversations. NULL asks for all of them.
  SELECT p.id, p.organisation_id, p.conversation_id, p.patient_id, p.may_write, p.from_number,
    m.display_name || ' · ' || m.job_title, m.roles[1]::text, o.name::text, p.department_name::text
  FROM network_participation p
    JOIN tenants_organisation o ON o.id = p.partner_id
    JOIN tenants_membership m ON m.organisation_id = p.partner_id AND m.person_id = app_actor() AND m.ended_at IS NULL
      AND m.roles && ARRAY['clinician', 'desk', 'manager']::varchar[]
    JOIN tenants_departmentmembership d ON d.organisation_id = m.organisation_id AND d.membership_id = m.id
      AND d.department_id = p.partner_department_id
  WHERE p.partner_id = app_organisation() AND p.ended_at IS NULL AND p.id = coalesce(in_participation, p.id)
$$

-- door network_conversations(uuid)
(in_participation uuid) RETURNS TABLE (id uuid, organisation_id uuid, organisation_name text, department_name text,
  conversation_id uuid, patient_name text, birth_date date, subject_sealed bytea, last_number int,
  last_message_at timestamptz, waiting_since timestamptz, closed_at timestamptz, may_write boolean, from_number int,
  started_at timestamptz, asked_at timestamptz, seen_number int, own_department text)
LANGUAGE sql STABLE AS $$
  -- What a department takes part in: whoever was asked something first, then by the last message.
  SELECT p.id, p.organisation_id, o.name::text, d.name::text, c.id, r.given_name || ' ' || r.family_name, r.birth_date,
    c.subject_sealed, c.last_number, c.last_message_at, c.waiting_since, c.closed_at, p.may_write, p.from_number,
    p.started_at, p.asked_at, p.seen_number, p.department_name::text
  FROM network_seat(in_participation) s JOIN network_participation p ON p.id = s.id
    JOIN conversations_conversation c ON c.organisation_id = p.organisation_id AND c.id = p.conversation_id
    JOIN people_patient r ON r.organisation_id = c.organisation_id AND r.id = c.patient_id
    JOIN tenants_department d ON d.organisation_id = c.organisation_id AND d.id = c.department_id
    JOIN tenants_organisation o ON o.id = p.organisation_id
  ORDER BY (c.closed_at IS NOT NULL), p.asked_at NULLS LAST, c.last_message_at DESC LIMIT 200
$$

-- door network_waiting()
() RETURNS TABLE (asked bigint, unread bigint, shared bigint) LANGUAGE sql STABLE AS $$
  -- How many conversations ask this member's departments something, hold something new, and there are.
  SELECT count(p.asked_at), count(*) FILTER (WHERE c.last_number > p.seen_number), count(*)
  FROM network_seat(NULL) s JOIN network_participation p ON p.id = s.id
    JOIN conversations_conversation c ON c.organisation_id = p.organisation_id AND c.id = p.conversation_id
    AND c.closed_at IS NULL
$$

-- door network_log(uuid, text, text, text)
(in_participation uuid, in_event text, in_action text, in_source text) RETURNS void LANGUAGE sql AS $$
  -- A line in both logs: the organisation of the conversation reads who of which partner looked at its patient; the
  -- partner reads that its member looked, at which conversation, and no name of a patient that is not its own.
  INSERT INTO audit_accesslogentry (id, organisation_id, at, event, action, actor_id, actor_label, role,
    on_behalf_of_id, ground, patient_id, object_type, object_id, source)
  SELECT gen_random_uuid(), line.organisation, now(), in_event, in_action, app_actor(), line.label, s.role, NULL, '',
    line.patient, 'conversation', s.conversation_id, in_source
  FROM network_seat(in_participation) s CROSS JOIN LATERAL (VALUES
    (s.organisation_id, s.patient_id, left(s.label || ' · ' || s.partner_name, 120)),
    (app_organisation(), NULL, left(s.label, 120))) AS line(organisation, patient, label)
  WHERE in_participation IS NOT NULL
$$

-- door network_thread(uuid, int, int, int)
(in_participation uuid, in_after int, in_before int, in_limit int) RETURNS TABLE (number int, client_id uuid,
  kind text, side text, author_label text, on_behalf boolean, body bytea, sent_at timestamptz)
LANGUAGE sql STABLE AS $$
  -- Messages only, never notes: the newest before a number, or those after one. A colleague's own words are
  -- "partner"; those of the others who take part read as the team's. What a button asks is read as text.
  SELECT * FROM (
    SELECT m.number, m.client_id, CASE m.kind WHEN 'task' THEN 'automatic' ELSE m.kind END::text,
      CASE WHEN m.side = 'partner' AND NOT EXISTS (SELECT FROM tenants_membership w
        WHERE w.organisation_id = app_organisation() AND w.person_id = m.author_id) THEN 'team' ELSE m.side END::text,
      m.author_label::text, m.on_behalf, m.body_sealed, m.sent_at
    FROM network_seat(in_participation) s JOIN conversations_message m
      ON m.organisation_id = s.organisation_id AND m.conversation_id = s.conversation_id AND m.number >= s.from_number
    WHERE in_participation IS NOT NULL AND m.number > coalesce(in_after, 0) AND m.number < coalesce(in_before, 2147483647)
    ORDER BY CASE WHEN in_after IS NULL THEN -m.number ELSE m.number END LIMIT least(in_limit, 200)
  ) found ORDER BY number
$$

-- door network_send(uuid, uuid, bytea, text)
(in_participation uuid, in_client uuid, in_body bytea, in_source text) RETURNS TABLE (outcome text, number int,
  sent_at timestamptz, body bytea, conversation_id uuid, department_id uuid, patient_id uuid, last_number int)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  seat record;
  head record;
  known record;
BEGIN
  -- As conversation_send: the lock of the head comes first, so that numbers have no gaps. What was promised to
  -- the patient stays the promise of the organisation of the conversation: a partner's answer does not end it.
  SELECT * INTO seat FROM network_seat(in_participation) s WHERE in_participation IS NOT NULL AND s.may_write;
  IF NOT FOUND THEN
    outcome := 'missing'; RETURN NEXT; RETURN;
  END IF;
  SELECT c.id, c.department_id, c.patient_id, c.last_number, c.closed_at INTO head FROM conversations_conversation c
  WHERE c.organisation_id = seat.organisation_id AND c.id = seat.conversation_id FOR NO KEY UPDATE;
  -- Waiting for the lock may have outlasted the participation.
  IF NOT FOUND OR NOT EXISTS (SELECT FROM network_seat(in_participation)) THEN
    outcome := 'missing'; RETURN NEXT; RETURN;
  END IF;
  conversation_id := head.id; department_id := head.department_id; patient_id := head.patient_id;
  last_number := head.last_number;
  SELECT m.number, m.sent_at, m.body_sealed, m.author_id INTO known FROM conversations_message m
  WHERE m.organisation_id = seat.organisation_id AND m.conversation_id = head.id AND m.client_id = in_client;
  IF FOUND THEN
    outcome := CASE WHEN known.author_id IS NOT DISTINCT FROM app_actor() THEN 'repeated' ELSE 'missing' END;
    number := known.number; sent_at := known.sent_at; body := known.body_sealed; RETURN NEXT; RETURN;
  END IF;
  IF head.closed_at IS NOT NULL THEN
    outcome := 'closed'; RETURN NEXT; RETURN;
  END IF;
  outcome := 'sent'; number := head.last_number + 1; last_number := number; sent_at := clock_timestamp();
  INSERT INTO conversations_message (id, organisation_id, conversation_id, patient_id, number, client_id, kind, side,
    author_id, author_label, on_behalf, body_sealed, sent_at)
  VALUES (gen_random_uuid(), seat.organisation_id, head.id, head.patient_id, number, in_client, 'text', 'partner',
    app_actor(), left(seat.label || ' · ' || seat.partner_name, 150), false, in_body, sent_at);
  UPDATE conversations_conversation c SET last_number = number, last_message_at = sent_at WHERE c.id = head.id;
  UPDATE network_participation p SET asked_at = NULL, seen_number = number, untold_since = coalesce(p.untold_since, now())
  WHERE p.id = seat.id;
  PERFORM network_log(seat.id, 'message.send', 'C', in_source);
  RETURN NEXT;
END $$

-- door network_seen(uuid, int)
(in_participation uuid, in_number int) RETURNS boolean LANGUAGE sql AS $$
  WITH moved AS (
    UPDATE network_participation p SET seen_number = least(in_number, c.last_number)
    FROM network_seat(in_participation) s, conversations_conversation c
    WHERE in_participation IS NOT NULL AND p.id = s.id AND c.id = s.conversation_id
      AND p.seen_number < least(in_number, c.last_number) RETURNING 1)
  SELECT EXISTS (SELECT FROM moved)
$$

-- door network_leave(uuid, uuid, text, bytea, text)
(in_participation uuid, in_client uuid, in_label text, in_body bytea, in_source text) RETURNS TABLE (
  conversation_id uuid, department_id uuid, patient_id uuid, last_number int)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  seat record;
BEGIN
  SELECT * INTO seat FROM network_seat(in_participation) s WHERE in_participation IS NOT NULL;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT c.id, c.department_id, c.patient_id, c.last_number + 1 INTO conversation_id, department_id, patient_id, last_number
  FROM conversations_conversation c WHERE c.organisation_id = seat.organisation_id AND c.id = seat.conversation_id
  FOR NO KEY UPDATE;
  -- What the patient's side reads: who takes part no longer. The last that this department writes here.
  INSERT INTO conversations_message (id, organisation_id, conversation_id, patient_id, number, client_id, kind, side,
    author_id, author_label, on_behalf, body_sealed, sent_at)
  VALUES (gen_random_uuid(), seat.organisation_id, conversation_id, patient_id, last_number, in_client, 'event', 'system',
    NULL, left(in_label, 150), false, in_body, clock_timestamp());
  UPDATE conversations_conversation c SET last_number = network_leave.last_number, last_message_at = clock_timestamp()
  WHERE c.id = seat.conversation_id;
  PERFORM network_log(seat.id, 'network.left', 'U', in_source);
  UPDATE network_participation p SET ended_at = now(), ended_by = 'partner', asked_at = NULL WHERE p.id = seat.id;
  RETURN NEXT;
END $$

-- door partner_words_untold(int)
(most int) RETURNS TABLE (organisation_id uuid, conversation_id uuid) LANGUAGE sql STABLE AS $$
  SELECT p.organisation_id, p.conversation_id FROM network_participation p
  WHERE p.untold_since IS NOT NULL ORDER BY p.untold_since LIMIT least(most, 100)
$$
