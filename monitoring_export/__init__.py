"""Usage: what was done per month and department, as figures and downloads.

Owns the roll-ups and what is read from them. Does not own what is counted (conversations, people), holds
no content and no name, and never counts from messages while somebody waits for a page.
"""
