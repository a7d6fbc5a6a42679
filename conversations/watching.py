"""What a web process does every two seconds for all its sockets together: two queries in all."""

from __future__ import annotations

from uuid import UUID
from weakref import WeakKeyDictionary

from conversations import following
from people.identify import ended_keys
from realtime.consumers import NOT_SIGNED_IN, open_sockets
from realtime.hub import Hub, hub

# The heads of the round before: an event on its way is not lost, so only who is behind those is woken.
_before: WeakKeyDictionary[Hub, dict[UUID, int]] = WeakKeyDictionary()


async def compare_heads() -> None:
    """Find what a lost event should have told: wake whoever is behind what the head was two seconds ago."""
    topics = hub().topics("conversation")
    if not topics:
        return
    heads = await following.heads([UUID(each.partition(".")[2]) for each in topics])
    known, _before[hub()] = _before.get(hub(), {}), heads
    for conversation_id in heads.keys() & known.keys():
        about = {"conversation": str(conversation_id), "number": known[conversation_id]}
        hub().hear({"event": "heads.compared", "topics": [f"conversation.{conversation_id}"], **about})


async def close_ended_sessions() -> None:
    """Close every socket whose session was ended or ran out."""
    sockets = open_sockets()
    ended = await ended_keys({socket.key for socket in sockets})
    for socket in [each for each in sockets if each.key in ended]:
        await socket.close(NOT_SIGNED_IN)
