"""Signing in at work through the organisation's own provider (OpenID Connect), one for each organisation.

Who comes in this way has an account that works at that organisation and nothing else: no password,
no passkey, never a patient. So a provider can open no door but that of its own organisation.
"""
