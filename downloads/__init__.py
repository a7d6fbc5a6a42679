"""Owns the copies of their own conversations that patients and relatives download: asked for, made by a
worker, kept sealed for a day, given to who asked. Owns no conversation: what may be in a copy is what
`conversations.access` reaches. Files of figures that the team asks for are made on the same way.
"""
