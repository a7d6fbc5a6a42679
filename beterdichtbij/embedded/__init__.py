"""Private PostgreSQL and Valkey for a machine that has neither, from wheels, on unix sockets only.

Owns the data folder: its lock, its secrets, its servers. Knows nothing of Django or of the product's tables.
"""
