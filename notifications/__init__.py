"""Notices by e-mail and text message: that there is something, never what.

A notice is a row written in the transaction that causes it; a worker sends it
(docs/subsystems/notifications.md).
"""
