"""A department of another organisation in one conversation: who may be found, who takes part, and its doors.

Not the conversation itself (conversations). What stands in it stays with the organisation that it belongs to;
see docs/subsystems/network.md.
"""
