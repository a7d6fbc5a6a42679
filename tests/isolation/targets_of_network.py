"""Addresses of what organisations share."""

from __future__ import annotations

from typing import Any

from tenants.roles import Act
from tests.isolation.actors import GUESTS, allowed
from tests.isolation.target import Own, Url, message

LOGGED = frozenset({"audit_accesslogentry"})
SEEN = frozenset({"network_participation"})
ADDED = frozenset({"files_storedfile"})
WRITTEN = LOGGED | SEEN | {"conversations_conversation", "conversations_message"}


def invitation(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"afdeling_elders": str(own("desk_id")), "reading": "all", "question": "Kijkt u mee?"}


URLS: dict[str, Url] = {
    # Other organisations in a conversation of one's own, and one's own department in theirs
    "network:invite": Url(allowed(Act.SHARE), invitation),
    "network:remove": Url(allowed(Act.SHARE)),
    "network:ask_again": Url(allowed(Act.WRITE_CONVERSATIONS)),
    "network:findable": Url(allowed(Act.CONFIGURE_DEPARTMENT)),
    "network:set_findable": Url(allowed(Act.CONFIGURE_DEPARTMENT), {"vindbaar": "ja"}),
    "network:list": Url(allowed(Act.READ_CONVERSATIONS)),
    "network:shared": Url(GUESTS, crosses=LOGGED),
    "network:news": Url(GUESTS),
    "network:seen": Url(GUESTS, {"nummer": "1"}, crosses=SEEN),
    "network:write": Url(GUESTS, message, crosses=WRITTEN),
    "network:file": Url(GUESTS, crosses=LOGGED),
    "network:thumbnail": Url(frozenset()),  # of a document there is none
    "network:remove_file": Url(GUESTS, crosses=ADDED),
    "network:add_file": Url(GUESTS, crosses=ADDED),
    "network:file_being_added": Url(GUESTS),
    "network:leave": Url(GUESTS, crosses=WRITTEN),
}
