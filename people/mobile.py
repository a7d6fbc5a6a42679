"""Mobile numbers as the gateway wants them: +31612345678. Only of countries we send to."""

from __future__ import annotations

import re

# Dutch, Belgian and German mobile numbers.
MOBILE = re.compile(r"\+(?:316\d{8}|324\d{8}|491[5-7]\d{8,9})")


class NotAMobileNumber(ValueError):
    """Not a mobile number of a country we send to."""


def normalise(text: str) -> str:
    """Return the number in international form; raises `NotAMobileNumber`."""
    digits = re.sub(r"[\s().-]", "", text.strip())
    digits = re.sub(r"^00", "+", digits)
    digits = re.sub(r"^0(?=6)", "+31", digits)
    digits = re.sub(r"^\+310", "+31", digits)
    if not MOBILE.fullmatch(digits):
        raise NotAMobileNumber(text)
    return digits


def masked(number: str) -> str:
    """Enough to recognise one's own number: "•••• 78"."""
    return f"•••• {number[-2:]}"
