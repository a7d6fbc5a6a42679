-- Everything but messages: day, department, key, number, and of what goes into a histogram its step. Parameters: begin, end, counted_at.
WITH held AS (
  SELECT v.id, (v.started_at AT TIME ZONE 'Europe/Amsterdam')::date AS day, v.department_id, v.patient_id,
    greatest(1, round(extract(epoch FROM v.ended_at - v.started_at) / 60))::bigint AS minutes, s.participants
  FROM video_videovisit v CROSS JOIN LATERAL (
    SELECT count(*) AS participants, count(*) FILTER (WHERE kind = 'team') AS team,
      count(*) FILTER (WHERE kind IN ('patient', 'relative')) AS own
    FROM video_seat WHERE visit_id = v.id AND admitted_at IS NOT NULL) s
  WHERE v.organisation_id = (SELECT app_organisation()) AND v.started_at >= %(begin)s AND v.started_at < %(end)s
    AND v.ended_at IS NOT NULL AND s.team > 0 AND s.own > 0
), measuring AS MATERIALIZED (
  SELECT id FROM questionnaires_questionnaireedition WHERE organisation_id = (SELECT app_organisation())
    AND url LIKE 'urn:uuid:%%' AND content -> 'item' -> 0 ->> 'linkId' = 'number-1'
), lists AS MATERIALIZED (
  SELECT r.asked_at, r.completed_at, r.withdrawn_at, r.department_id,
    r.edition_id IN (SELECT id FROM measuring) AS is_measurement
  FROM questionnaires_questionnairerequest r
  WHERE r.organisation_id = (SELECT app_organisation()) AND ((r.asked_at >= %(begin)s AND r.asked_at < %(end)s)
    OR (r.completed_at >= %(begin)s AND r.completed_at < %(end)s))
), waits AS (
  SELECT department_id, due_at, answered_at <= due_at AS is_kept FROM monitoring_export_usagewait
  WHERE organisation_id = (SELECT app_organisation()) AND due_at >= %(begin)s AND due_at < %(end)s
  UNION ALL
  SELECT department_id, answer_due_at, false FROM conversations_conversation
  WHERE organisation_id = (SELECT app_organisation()) AND closed_at IS NULL AND waiting_since IS NOT NULL
    AND waiting_since IS DISTINCT FROM partner_wrote_at
    AND answer_due_at >= %(begin)s AND answer_due_at < least(%(end)s, %(counted_at)s)
), happened AS (
  SELECT created_at AS moment, department_id, 'conversations' AS key, NULL::int AS step, 1 AS number
  FROM conversations_conversation
  WHERE organisation_id = (SELECT app_organisation()) AND created_at >= %(begin)s AND created_at < %(end)s
  UNION ALL
  SELECT sent_at, department_id, 'invited', NULL, 1 FROM people_invitation
  WHERE organisation_id = (SELECT app_organisation()) AND sent_at >= %(begin)s AND sent_at < %(end)s
  UNION ALL
  SELECT activated_at, department_id, 'activated', NULL, 1 FROM people_invitation
  WHERE organisation_id = (SELECT app_organisation()) AND activated_at >= %(begin)s AND activated_at < %(end)s
  UNION ALL
  SELECT starts_at, department_id, 'video_planned', NULL, 1 FROM video_videovisit
  WHERE organisation_id = (SELECT app_organisation()) AND starts_at >= %(begin)s AND starts_at < %(end)s
    AND cancelled_at IS NULL AND NOT is_walk_in
  UNION ALL
  SELECT asked_at, department_id, 'lists_asked', NULL, 1 FROM lists
  WHERE NOT is_measurement AND withdrawn_at IS NULL AND asked_at >= %(begin)s AND asked_at < %(end)s
  UNION ALL
  SELECT completed_at, department_id, CASE WHEN is_measurement THEN 'measurements' ELSE 'lists_completed' END, NULL, 1
  FROM lists WHERE completed_at >= %(begin)s AND completed_at < %(end)s
  UNION ALL
  SELECT marked_at, department_id, 'written_consults', NULL, 1 FROM consults_writtenconsult
  WHERE organisation_id = (SELECT app_organisation()) AND marked_at >= %(begin)s AND marked_at < %(end)s AND withdrawn_at IS NULL
  UNION ALL
  SELECT due_at, department_id, 'promise_due', NULL, 1 FROM waits
  UNION ALL
  SELECT due_at, department_id, 'promise_kept', NULL, 1 FROM waits WHERE is_kept
  UNION ALL
  SELECT answered_at, department_id, 'first_answer',
    floor(ln(greatest(extract(epoch FROM answered_at - asked_at), 1) / 60) / ln(1.05))::int, 1
  FROM monitoring_export_usagewait
  WHERE organisation_id = (SELECT app_organisation()) AND answered_at >= %(begin)s AND answered_at < %(end)s
), dated AS (
  SELECT (moment AT TIME ZONE 'Europe/Amsterdam')::date AS day, department_id, key, step, number FROM happened
  UNION ALL
  SELECT day, department_id, 'video_held', NULL, 1 FROM held
  UNION ALL
  SELECT day, department_id, 'video_minutes', NULL, minutes FROM held
  UNION ALL
  SELECT day, department_id, 'video_participants', NULL, participants FROM held
  UNION ALL
  SELECT day, department_id, 'video_consults', NULL, count(DISTINCT patient_id) FROM held GROUP BY day, department_id
  UNION ALL
  SELECT day, department_id, 'telemonitoring', NULL, 1 FROM monitoring_export_usagetelemonitored
  WHERE organisation_id = (SELECT app_organisation()) AND day >= %(first)s AND day < %(until)s
)
SELECT day, department_id, key, sum(number)::bigint, step FROM dated GROUP BY day, department_id, key, step
