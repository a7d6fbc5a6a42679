"""Edges of this app: parse, call, answer."""
