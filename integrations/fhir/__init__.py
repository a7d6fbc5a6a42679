"""FHIR R4 as it comes in: reading, the profile, transactions, and answers. See docs/subsystems/fhir.md."""
