"""What an organisation keeps: for how long, what is deleted when asked, and all of it to take along.

Owns the terms, the log of what was removed, and the copies of everything that an admin asked for. Owns none
of what is kept.
"""
