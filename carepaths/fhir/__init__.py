"""A path as one portable file: a FHIR R4 PlanDefinition with extensions of our own under one address."""
