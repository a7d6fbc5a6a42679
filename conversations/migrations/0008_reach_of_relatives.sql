-- Row security of the patient's side. Sets of ids are worked out once per statement, and each further one only for
-- rows that those before it do not settle: the list and the thread of a patient never come to the last two.

ALTER POLICY bd_participant_select ON conversations_conversation USING (
  (patient_id IN (SELECT app_my_patients()) AND (NOT is_private OR patient_id IN (SELECT app_my_own_patients())))
  OR id IN (SELECT app_my_chosen_conversations(false))
  OR (NOT is_private AND created_at <= coalesce((SELECT app_my_past()) ->> patient_id::text,
                                                (SELECT app_my_past()) ->> id::text)::timestamptz));
ALTER POLICY bd_participant_insert ON conversations_conversation WITH CHECK (
  patient_id IN (SELECT app_my_writable_patients()) AND (NOT is_private OR patient_id IN (SELECT app_my_own_patients())));
ALTER POLICY bd_participant_update ON conversations_conversation USING (
  (patient_id IN (SELECT app_my_writable_patients()) AND (NOT is_private OR patient_id IN (SELECT app_my_own_patients())))
  OR id IN (SELECT app_my_chosen_conversations(true))
) WITH CHECK (
  (patient_id IN (SELECT app_my_writable_patients()) AND (NOT is_private OR patient_id IN (SELECT app_my_own_patients())))
  OR id IN (SELECT app_my_chosen_conversations(true)));

ALTER POLICY bd_participant_select ON conversations_message USING (
  (patient_id IN (SELECT app_my_patients()) AND conversation_id NOT IN (SELECT app_closed_to_me()))
  OR conversation_id IN (SELECT app_my_chosen_conversations(false))
  OR (conversation_id NOT IN (SELECT app_closed_to_me())
      AND sent_at <= coalesce((SELECT app_my_past()) ->> patient_id::text,
                              (SELECT app_my_past()) ->> conversation_id::text)::timestamptz));
ALTER POLICY bd_participant_insert ON conversations_message WITH CHECK (
  ((patient_id IN (SELECT app_my_writable_patients()) AND conversation_id NOT IN (SELECT app_closed_to_me()))
    OR conversation_id IN (SELECT app_my_chosen_conversations(true)))
  AND ((side = 'patient' AND author_id = (SELECT app_actor()))
    OR (side = 'system' AND kind = 'automatic' AND author_id IS NULL)));

ALTER POLICY bd_participant_select ON conversations_task USING (
  (patient_id IN (SELECT app_my_patients()) AND conversation_id NOT IN (SELECT app_closed_to_me()))
  OR conversation_id IN (SELECT app_my_chosen_conversations(false)));
ALTER POLICY bd_participant_update ON conversations_task USING (
  (patient_id IN (SELECT app_my_writable_patients()) AND conversation_id NOT IN (SELECT app_closed_to_me()))
  OR conversation_id IN (SELECT app_my_chosen_conversations(true))
) WITH CHECK (
  (patient_id IN (SELECT app_my_writable_patients()) AND conversation_id NOT IN (SELECT app_closed_to_me()))
  OR conversation_id IN (SELECT app_my_chosen_conversations(true)));

-- The application's own answer to whose conversation it is; row security holds under it, and each must hold alone.
CREATE FUNCTION app_may_reach_conversation(in_conversation uuid, to_write boolean) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT CASE WHEN current_user = 'bd_participant' THEN
    EXISTS (SELECT FROM people_patient p WHERE p.id = c.patient_id AND p.person_id = app_actor())
    OR (NOT c.is_private AND EXISTS (SELECT FROM people_representation r
      WHERE r.patient_id = c.patient_id AND r.person_id = app_actor() AND (r.may_write OR NOT to_write)
      AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())
      AND (r.covers_all OR EXISTS (SELECT FROM conversations_sharedconversation s
        WHERE s.representation_id = r.id AND s.conversation_id = c.id))))
  ELSE app_may_reach(c.organisation_id, c.patient_id, to_write) END
  FROM conversations_conversation c WHERE c.id = in_conversation), false)
$$;
GRANT EXECUTE ON FUNCTION app_may_reach_conversation(uuid, boolean) TO bd_staff, bd_participant, bd_job;

-- As before, but by conversation.
CREATE OR REPLACE FUNCTION conversation_place_as(as_role text, as_organisation text, as_actor text, in_conversation uuid)
RETURNS TABLE (organisation_id uuid, department_id uuid, desk jsonb) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scope_take(as_role, as_organisation, as_actor);
  RETURN QUERY SELECT c.organisation_id, c.department_id, desk_as_json(c.department_id)
  FROM conversations_conversation c WHERE c.id = in_conversation AND app_may_read() AND app_may_reach_conversation(c.id, false);
END $$;

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
  WHERE c.id = in_conversation AND app_may_reach_conversation(c.id, false) ORDER BY m.number;
  IF in_source IS NOT NULL AND FOUND THEN
    PERFORM conversation_log_read(in_conversation, in_source);
  END IF;
END $$;
