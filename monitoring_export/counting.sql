-- Counts one month of the organisation of the scope. Parameters: %(month)s, %(begin)s, %(end)s, and the names
-- of the figures. People are who wrote a text or a closing sentence; all else the platform said by itself.
WITH contact AS (
  INSERT INTO monitoring_export_usagepatient (id, organisation_id, month, department_id, patient_id)
  SELECT gen_random_uuid(), app_organisation(), %(month)s, c.department_id, c.patient_id
  FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id
  WHERE m.organisation_id = app_organisation() AND m.sent_at >= %(begin)s AND m.sent_at < %(end)s
    AND m.side <> 'system' AND m.kind IN ('text', 'closing')
  GROUP BY c.department_id, c.patient_id
  RETURNING department_id, patient_id
), figures AS (
  SELECT department_id, 'conversations' AS kind, count(*) FROM conversations_conversation
  WHERE organisation_id = app_organisation() AND created_at >= %(begin)s AND created_at < %(end)s
  GROUP BY department_id
  UNION ALL
  SELECT c.department_id,
    CASE WHEN m.side <> 'system' AND m.kind IN ('text', 'closing') THEN 'messages_people' ELSE 'messages_auto' END,
    count(*)
  FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id
  WHERE m.organisation_id = app_organisation() AND m.sent_at >= %(begin)s AND m.sent_at < %(end)s
  GROUP BY 1, 2
  UNION ALL
  SELECT department_id, 'patients', count(*) FROM contact GROUP BY department_id
  UNION ALL
  SELECT NULL, 'patients_all', count(DISTINCT patient_id) FROM contact HAVING count(*) > 0
  UNION ALL
  SELECT department_id, 'invited', count(*) FROM people_invitation
  WHERE organisation_id = app_organisation() AND sent_at >= %(begin)s AND sent_at < %(end)s
  GROUP BY department_id
  UNION ALL
  SELECT department_id, 'activated', count(*) FROM people_invitation
  WHERE organisation_id = app_organisation() AND activated_at >= %(begin)s AND activated_at < %(end)s
  GROUP BY department_id
)
INSERT INTO monitoring_export_usagerollup (id, organisation_id, month, department_id, kind, count)
SELECT gen_random_uuid(), app_organisation(), %(month)s, department_id, kind, count FROM figures
