"""The edges to hospitals' own systems: FHIR R4 in, on an organisation's token.

Owns tokens and what was received under which identifier and version; what it means belongs to the apps below.
"""
