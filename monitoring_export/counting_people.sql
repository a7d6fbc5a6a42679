-- How many people each figure is about, by group and all together. Parameters: begin, end, first, until, counted_at,
-- departments and groups (of the same length: a department and the group it is in), with_none (whether what is of no
-- department counts, as a group without a name).
WITH held AS (
  SELECT v.department_id, v.patient_id FROM video_videovisit v
  WHERE v.organisation_id = (SELECT app_organisation()) AND v.started_at >= %(begin)s AND v.started_at < %(end)s
    AND v.ended_at IS NOT NULL
    AND EXISTS (SELECT FROM video_seat s WHERE s.visit_id = v.id AND s.admitted_at IS NOT NULL AND s.kind = 'team')
    AND EXISTS (SELECT FROM video_seat s WHERE s.visit_id = v.id AND s.admitted_at IS NOT NULL
      AND s.kind IN ('patient', 'relative'))
), measuring AS MATERIALIZED (
  SELECT id FROM questionnaires_questionnaireedition WHERE organisation_id = (SELECT app_organisation())
    AND url LIKE 'urn:uuid:%%' AND content -> 'item' -> 0 ->> 'linkId' = 'number-1'
), lists AS MATERIALIZED (
  SELECT r.asked_at, r.completed_at, r.withdrawn_at, r.department_id, r.patient_id,
    r.edition_id IN (SELECT id FROM measuring) AS is_measurement
  FROM questionnaires_questionnairerequest r
  WHERE r.organisation_id = (SELECT app_organisation()) AND ((r.asked_at >= %(begin)s AND r.asked_at < %(end)s)
    OR (r.completed_at >= %(begin)s AND r.completed_at < %(end)s))
), facts AS (
  SELECT 'conversations' AS key, department_id, patient_id FROM conversations_conversation
  WHERE organisation_id = (SELECT app_organisation()) AND created_at >= %(begin)s AND created_at < %(end)s
  UNION ALL
  SELECT 'invited', department_id, patient_id FROM people_invitation
  WHERE organisation_id = (SELECT app_organisation()) AND sent_at >= %(begin)s AND sent_at < %(end)s
  UNION ALL
  SELECT 'activated', department_id, patient_id FROM people_invitation
  WHERE organisation_id = (SELECT app_organisation()) AND activated_at >= %(begin)s AND activated_at < %(end)s
  UNION ALL
  SELECT 'video_planned', department_id, patient_id FROM video_videovisit
  WHERE organisation_id = (SELECT app_organisation()) AND starts_at >= %(begin)s AND starts_at < %(end)s
    AND cancelled_at IS NULL AND NOT is_walk_in
  UNION ALL
  SELECT key, department_id, patient_id FROM held,
    unnest(ARRAY['video_held', 'video_minutes', 'video_participants', 'video_consults']) AS key
  UNION ALL
  SELECT 'lists_asked', department_id, patient_id FROM lists
  WHERE NOT is_measurement AND withdrawn_at IS NULL AND asked_at >= %(begin)s AND asked_at < %(end)s
  UNION ALL
  SELECT CASE WHEN is_measurement THEN 'measurements' ELSE 'lists_completed' END, department_id, patient_id
  FROM lists WHERE completed_at >= %(begin)s AND completed_at < %(end)s
  UNION ALL
  SELECT 'written_consults', department_id, patient_id FROM consults_writtenconsult
  WHERE organisation_id = (SELECT app_organisation()) AND marked_at >= %(begin)s AND marked_at < %(end)s
    AND withdrawn_at IS NULL
  UNION ALL
  SELECT 'telemonitoring', department_id, patient_id FROM monitoring_export_usagetelemonitored
  WHERE organisation_id = (SELECT app_organisation()) AND day >= %(first)s AND day < %(until)s
  UNION ALL
  SELECT 'unread_week', c.department_id, c.patient_id FROM monitoring_export_usageunread u
  JOIN conversations_conversation c ON c.id = u.conversation_id
  WHERE u.organisation_id = (SELECT app_organisation()) AND u.sent_on >= %(first)s AND u.sent_on < %(until)s
  UNION ALL
  SELECT 'within_promise', w.department_id, c.patient_id FROM monitoring_export_usagewait w
  JOIN conversations_conversation c ON c.id = w.conversation_id
  WHERE w.organisation_id = (SELECT app_organisation()) AND w.due_at >= %(begin)s AND w.due_at < %(end)s
  UNION ALL
  SELECT 'within_promise', department_id, patient_id FROM conversations_conversation
  WHERE organisation_id = (SELECT app_organisation()) AND closed_at IS NULL AND waiting_since IS NOT NULL
    AND waiting_since IS DISTINCT FROM partner_wrote_at
    AND answer_due_at >= %(begin)s AND answer_due_at < least(%(end)s, %(counted_at)s)
  UNION ALL
  SELECT key, w.department_id, c.patient_id FROM monitoring_export_usagewait w
  JOIN conversations_conversation c ON c.id = w.conversation_id,
    unnest(ARRAY['first_answer_median', 'first_answer_p90']) AS key
  WHERE w.organisation_id = (SELECT app_organisation()) AND w.answered_at >= %(begin)s AND w.answered_at < %(end)s
  {messages}
), placed AS (
  SELECT f.key, g.name, f.patient_id FROM facts f
  LEFT JOIN unnest(%(departments)s::uuid[], %(groups)s::text[]) AS g (department_id, name)
    ON g.department_id = f.department_id
  WHERE f.key = ANY (%(keys)s) AND (g.department_id IS NOT NULL OR (%(with_none)s AND f.department_id IS NULL))
)
SELECT key, grouping(name) = 1 AS is_whole, name, count(DISTINCT patient_id) FROM placed
GROUP BY GROUPING SETS ((key, name), (key))
