"""The demo world: invented organisations, people and a week of their traffic. Only where DEMO is on.

Made through scopes by the login of the web, as everything is. Nobody in it exists; every way in is known
to everybody, so it never belongs beside real people.
"""
