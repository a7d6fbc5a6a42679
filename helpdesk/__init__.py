"""Helps people in: tickets, and how far somebody is on the way in. Never what anybody wrote to a team.

Who has no other role here than helpdesk works in a database role of its own (`bd_helpdesk`), which has no
right on any table of conversations, care paths or files: `people/middleware.py` takes it up.
"""
