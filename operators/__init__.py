"""Who runs the platform, over all organisations, and what they see of its clock: figures, never a person.

An operator is named on the machine (`manage.py operator`), not on a screen, and belongs to no organisation.
"""
