-- Who wrote how much on which days: rows with numbers, and rows with who wrote. Parameters: begin, end, holidays, and
-- the hours of an office: opens, closes.
-- Everybody who is counted for the first time gets the next number; see people_sets.py.
-- How many rows there are of today no statistics tell, so no two of these sets are joined: each person is looked up.
WITH said AS MATERIALIZED (
  SELECT w.day, m.conversation_id,
    count(*) FILTER (WHERE w.of_people) AS people,
    count(*) FILTER (WHERE w.of_people AND m.side = 'patient') AS patient,
    count(*) FILTER (WHERE w.of_people AND m.side = 'team') AS team,
    count(*) FILTER (WHERE NOT w.of_people) AS auto,
    count(*) FILTER (WHERE w.of_people AND m.side = 'patient' AND (
      m.at::time < %(opens)s OR m.at::time >= %(closes)s OR extract(isodow FROM w.day) > 5 OR w.day = ANY (%(holidays)s)
    )) AS outside
  FROM (SELECT conversation_id, side, kind, sent_at AT TIME ZONE 'Europe/Amsterdam' AS at FROM conversations_message
    WHERE organisation_id = (SELECT app_organisation()) AND sent_at >= %(begin)s AND sent_at < %(end)s OFFSET 0) m,
  LATERAL (SELECT m.at::date AS day, m.side <> 'system' AND m.kind IN ('text', 'closing') AS of_people) w
  GROUP BY 1, 2
), placed AS MATERIALIZED (
  SELECT s.*, c.department_id, c.patient_id FROM said s JOIN conversations_conversation c ON c.id = s.conversation_id
  WHERE c.organisation_id = (SELECT app_organisation())
), wrote AS (
  SELECT patient_id, array_agg(day) AS days, array_agg(department_id) AS departments FROM placed
  WHERE people > 0 GROUP BY 1
), known AS MATERIALIZED (
  SELECT w.*, p.number FROM wrote w LEFT JOIN LATERAL (
    SELECT number FROM monitoring_export_usageperson
    WHERE organisation_id = (SELECT app_organisation()) AND patient_id = w.patient_id OFFSET 0) p ON true
), fresh AS MATERIALIZED (
  SELECT *, row_number() OVER () + coalesce((
    SELECT max(number) FROM monitoring_export_usageperson WHERE organisation_id = (SELECT app_organisation())), -1)
    AS next FROM known WHERE number IS NULL
), kept AS (
  INSERT INTO monitoring_export_usageperson (id, organisation_id, patient_id, number)
  SELECT gen_random_uuid(), app_organisation(), patient_id, next FROM fresh
), contacts AS (
  SELECT days, departments, number FROM known WHERE number IS NOT NULL
  UNION ALL SELECT days, departments, next FROM fresh
)
SELECT day, department_id, sum(people)::bigint, sum(patient)::bigint, sum(team)::bigint, sum(auto)::bigint,
  sum(outside)::bigint, NULL::int[]
FROM placed GROUP BY 1, 2
UNION ALL
SELECT o.day, o.department_id, 0, 0, 0, 0, 0, array_agg(DISTINCT c.number::int ORDER BY c.number::int)
FROM contacts c, unnest(c.days, c.departments) AS o (day, department_id) GROUP BY 1, 2
