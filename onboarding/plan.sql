-- Who is invited by rule and is not planned yet: an appointment soon enough, reachable, no account, not asked before.
INSERT INTO onboarding_dueinvitation (id, organisation_id, patient_id, department_id, visit_id, state, created_at)
SELECT gen_random_uuid(), v.organisation_id, v.patient_id, v.department_id, v.id, 'due', now()
FROM onboarding_invitationrule r
JOIN LATERAL (
  SELECT DISTINCT ON (v.patient_id) v.* FROM carepaths_visit v
  WHERE v.organisation_id = r.organisation_id AND v.department_id = r.department_id AND v.status = 'booked'
    AND v.starts_at > now() AND v.starts_at < now() + r.days_before * interval '1 day'
    AND (cardinality(r.visit_kinds) = 0 OR v.kind = ANY (r.visit_kinds))
  ORDER BY v.patient_id, v.starts_at
) v ON true
JOIN people_patient p ON p.organisation_id = v.organisation_id AND p.id = v.patient_id
WHERE r.organisation_id = app_organisation() AND r.is_on
  AND p.person_id IS NULL AND p.deceased_on IS NULL AND p.email <> '' AND p.mobile <> ''
  AND NOT EXISTS (SELECT FROM people_invitation i WHERE i.organisation_id = p.organisation_id
    AND i.patient_id = p.id AND (i.declined_at IS NOT NULL OR i.created_at > now() - interval '30 days'))
ORDER BY v.starts_at
ON CONFLICT DO NOTHING
