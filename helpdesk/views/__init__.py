"""Edges of the helpdesk: parse, call, answer."""
