"""The address of the socket, which follows conversations and video visits."""

from __future__ import annotations

from channels.routing import URLRouter
from django.urls import path

import conversations.routing  # noqa: F401  what a web process does for all its sockets together
from video.consumers import VideoSocket

sockets = URLRouter([path("ws/", VideoSocket.as_asgi())])
