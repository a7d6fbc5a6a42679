"""What a person may be told. Everything else that goes wrong is a bug and a 500."""

from __future__ import annotations


class Refused(Exception):
    """An action that may not happen; carries a translated sentence for the one who asked."""

    status = 409

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Refused):
    """Not there, or not yours: the two look alike."""

    status = 404


class Forbidden(Refused):
    """Yours to see, but not to do with this role."""

    status = 403


class Invalid(Refused):
    """What was sent in cannot be as it is: empty, too long, not understood."""

    status = 422


class TooMany(Refused):
    """More than is allowed in this time; it may be tried again later."""

    status = 429
