"""Every URL and who may use it: the table of roles by addresses.

A URL that is not here fails the judge. `may` names who gets an answer for what is their own; everybody else
must get "sign in", "not for your role" or "not there". `body` is what a good POST sends; the judge adds ids
of others to it. An argument of a URL is found among the things told in `world.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tenants.roles import Act
from tests.isolation.actors import EVERYBODY, SIGNED_IN, allowed

NOBODY_HERE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Url:
    may: frozenset[str]
    body: dict[str, Any] = field(default_factory=dict)
    # What it tells is public, so that theirs is there and a random one is not.
    is_directory: bool = False


URLS: dict[str, Url] = {
    # The product as a whole
    "front_page": Url(EVERYBODY),
    "help": Url(EVERYBODY),
    "my_help": Url(SIGNED_IN),
    "workplaces": Url(SIGNED_IN),
    "text_size": Url(EVERYBODY, {"size": "a1"}),
    "offline": Url(EVERYBODY),
    "manifest": Url(EVERYBODY),
    "service_worker": Url(EVERYBODY),
    "brand": Url(EVERYBODY, is_directory=True),
    "demo_codes": Url(NOBODY_HERE),  # only in the demo, and the tests are none
    # Usage
    "monitoring_export:overview": Url(allowed(Act.READ_USAGE)),
    "monitoring_export:csv": Url(allowed(Act.READ_USAGE)),
    "monitoring_export:xlsx": Url(allowed(Act.READ_USAGE)),
}
