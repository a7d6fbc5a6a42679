"""The written consult: who may charge one, when a conversation is one, and what a patient is told.

Counts it; sends no claim to anybody. Not the conversation itself (conversations).
"""
