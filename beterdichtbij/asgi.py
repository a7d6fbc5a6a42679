"""HTTP and sockets into one process; static files beside Django, whose middleware is asynchronous."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beterdichtbij.settings")
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402

from beterdichtbij.static import StaticFiles  # noqa: E402
from conversations.routing import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": StaticFiles(django_application), "websocket": sockets})
