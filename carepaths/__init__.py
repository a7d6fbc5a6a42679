"""Visits, and timed plans around them: paths with versions, who follows one, and what is due when.

Not the messages themselves (conversations), nor how a hospital's system tells of a visit (integrations).
Plans time and text; takes no medical decision.
"""
