-- What nobody had read after a week: day, department, number. Parameters: first, until.
SELECT u.sent_on, c.department_id, count(*) FROM monitoring_export_usageunread u
CROSS JOIN LATERAL (
  SELECT department_id FROM conversations_conversation
  WHERE organisation_id = (SELECT app_organisation()) AND id = u.conversation_id OFFSET 0) c
WHERE u.organisation_id = (SELECT app_organisation()) AND u.sent_on >= %(first)s AND u.sent_on < %(until)s
GROUP BY 1, 2
