"""One message to many patients, each in a conversation of their own: for whom, sent, and read by whom.

Not the conversations that come of it (conversations), nor messages of a care path (carepaths).
"""
