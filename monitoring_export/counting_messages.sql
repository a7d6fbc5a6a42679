-- Who wrote how much on which days. Parameters: begin, end, holidays, and the hours of an office: opens, closes.
-- Everybody who is counted for the first time gets the next number; see people_sets.py.
WITH said AS MATERIALIZED (
  SELECT w.day, c.department_id, c.patient_id,
    count(*) FILTER (WHERE w.of_people) AS people,
    count(*) FILTER (WHERE w.of_people AND m.side = 'patient') AS patient,
    count(*) FILTER (WHERE w.of_people AND m.side = 'team') AS team,
    count(*) FILTER (WHERE NOT w.of_people) AS auto,
    count(*) FILTER (WHERE w.of_people AND m.side = 'patient' AND (
      w.at < %(opens)s OR w.at >= %(closes)s OR extract(isodow FROM w.day) > 5 OR w.day = ANY (%(holidays)s))) AS outside
  FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id,
  LATERAL (SELECT (m.sent_at AT TIME ZONE 'Europe/Amsterdam')::date AS day,
    (m.sent_at AT TIME ZONE 'Europe/Amsterdam')::time AS at,
    m.side <> 'system' AND m.kind IN ('text', 'closing') AS of_people) w
  WHERE m.organisation_id = (SELECT app_organisation()) AND m.sent_at >= %(begin)s AND m.sent_at < %(end)s
  GROUP BY 1, 2, 3
), wrote AS (
  SELECT DISTINCT patient_id FROM said WHERE people > 0
), fresh AS (
  INSERT INTO monitoring_export_usageperson (id, organisation_id, patient_id, number)
  SELECT gen_random_uuid(), app_organisation(), w.patient_id, row_number() OVER () + coalesce((
    SELECT max(number) FROM monitoring_export_usageperson WHERE organisation_id = (SELECT app_organisation())), -1)
  FROM wrote w WHERE NOT EXISTS (SELECT FROM monitoring_export_usageperson p
    WHERE p.organisation_id = (SELECT app_organisation()) AND p.patient_id = w.patient_id)
  RETURNING patient_id, number
), known AS (
  SELECT p.patient_id, p.number FROM monitoring_export_usageperson p JOIN wrote w USING (patient_id)
  WHERE p.organisation_id = (SELECT app_organisation())
  UNION ALL SELECT patient_id, number FROM fresh
)
SELECT s.day, s.department_id, sum(s.people)::bigint, sum(s.patient)::bigint, sum(s.team)::bigint, sum(s.auto)::bigint,
  sum(s.outside)::bigint, array_agg(k.number ORDER BY k.number) FILTER (WHERE s.people > 0)
FROM said s LEFT JOIN known k ON k.patient_id = s.patient_id
GROUP BY 1, 2
