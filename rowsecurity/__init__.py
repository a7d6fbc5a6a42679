"""Who is looking, and which rows exist for them: scopes, tenant-owned models, row security, refusals.

Owns no table and knows no domain; every app stands on it. See docs/subsystems/tenancy.md.
"""
