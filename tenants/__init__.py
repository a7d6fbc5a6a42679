"""Organisations, their departments and the people who work there; hours, reply promise, branding, keys.

Does not know patients: those are `people`.
"""
