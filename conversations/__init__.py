"""Messages between a patient's side and a department: numbered, sealed, answered within a promise.

Owns the queue, notes, tasks asked in a message and standard replies. Care paths send through it.
"""
