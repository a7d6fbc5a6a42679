"""What is sent to prove an address: links by e-mail, and codes by text message. Only hashes are kept.

A code has six digits and is of use for ten minutes, once.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

VALID = timedelta(minutes=10)


def new_code() -> str:
    """Six digits that nobody can foresee."""
    return f"{secrets.randbelow(10**6):06d}"


def code_hash(owner: UUID, code: str) -> bytes:
    """As it is stored, bound to what it opens. Keyed, because six digits can all be tried."""
    digits = "".join(filter(str.isdigit, code))
    return hmac.digest(settings.SECRET_KEY.encode(), f"code|{owner}|{digits}".encode(), sha256)


def is_same(stored: bytes | memoryview | None, given: bytes) -> bool:
    """Compare without telling by time how much was right."""
    return stored is not None and hmac.compare_digest(bytes(stored), given)


def text(code: str) -> str:
    """The text message. Its last line lets a telephone fill in the code, on our own page only."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    return f"{sentence(code)}\n\n@{host} #{code}"


def sentence(code: str) -> str:
    """What every message with a code says."""
    said = _("%(code)s is your code for BeterDichtbij. It works for 10 minutes. Give it to nobody else.")
    return said % {"code": code}


# Nothing that reads like something else: no 0 and O, no 1, I and L, no U and V.
LETTERS = "ABCDEFGHJKMNPQRSTWXYZ23456789"


def new_letter_code() -> str:
    """As it stands in a letter: "ABC-DEF-GHJ", 43 bits. Every try is counted; it opens only a question."""
    parts = ("".join(secrets.choice(LETTERS) for _letter in range(3)) for _part in range(3))
    return "-".join(parts)


def letter_code_hash(code: str) -> bytes:
    """The stored form of a code of a letter; keyed, because it is short."""
    letters = "".join(filter(str.isalnum, code.upper()))
    return hmac.digest(settings.SECRET_KEY.encode(), f"letter|{letters}".encode(), sha256)


def new_token() -> str:
    """256 bits for a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """The stored form of the token in a link."""
    return sha256(token.encode()).digest()
