"""HTTP and sockets into one process; static files beside Django, whose middleware is asynchronous."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beterdichtbij.settings")
django.setup(set_prefix=False)

from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.core.signals import request_finished  # noqa: E402
from django.db import close_old_connections  # noqa: E402

from beterdichtbij.handler import Handler  # noqa: E402
from beterdichtbij.static import StaticFiles  # noqa: E402
from video.routing import sockets  # noqa: E402

# Who opened a connection gives it back (`people.middleware`); to look for one after each answer finds none.
request_finished.disconnect(close_old_connections)

application = ProtocolTypeRouter({"http": StaticFiles(Handler()), "websocket": sockets})
