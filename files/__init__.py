"""Photos and files that people send: received, looked at by a worker, kept sealed, given back as a stream.

Owns what is in a file and where it stands. Does not know what a file is for; that is
`conversations.Attachment`, which also decides who may see it.
"""
