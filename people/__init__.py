"""Human beings: the one account, sign-in and second factor; patients, representation, invitations.

Knows organisations only as the place where somebody is a patient or works.
"""
