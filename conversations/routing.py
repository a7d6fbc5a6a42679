"""The address of the socket, and what a web process does for all its sockets together."""

from __future__ import annotations

from channels.routing import URLRouter
from django.urls import path

from conversations.consumers import ConversationSocket
from conversations.watching import close_ended_sessions, compare_heads
from people.events import SESSION_ENDED
from people.identify import forget
from realtime.hub import every_two_seconds, when_heard

when_heard(SESSION_ENDED, forget)
every_two_seconds(compare_heads)
every_two_seconds(close_ended_sessions)

sockets = URLRouter([path("ws/", ConversationSocket.as_asgi())])
