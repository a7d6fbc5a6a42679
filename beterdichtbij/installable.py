"""What makes the product installable: the manifest, and a service worker that keeps only the shell."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from beterdichtbij.templatetags.frontend import module_paths, stylesheet_paths
from people.edges import public

FONT = "vendor/atkinson-hyperlegible-next/atkinson-hyperlegible-next-latin-wght-normal.woff2"
ICONS = (("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable"))


@public
def manifest(request: HttpRequest) -> JsonResponse:
    """How the product introduces itself to a telephone."""
    answer = {
        "id": "/mijn/",
        "name": "BeterDichtbij",
        "short_name": "BeterDichtbij",
        "description": _("Messages between you and your care team."),
        "lang": get_language(),
        "start_url": "/mijn/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f8f6f1",
        "theme_color": "#0b5e74",
        "icons": [_icon(size, purpose) for size, purpose in ICONS],
    }
    return JsonResponse(answer, content_type="application/manifest+json")


def _icon(size: str, purpose: str) -> dict[str, str]:
    prefix = "maskable-" if purpose == "maskable" else ""
    name = f"img/icon-{prefix}{size.partition('x')[0]}.png"
    return {"src": static(name), "sizes": size, "type": "image/png", "purpose": purpose}


@public
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker, with the list of what it may keep; a change of any of it is a new version.

    The same address always gives the same worker: the language is the address's, not the asker's.
    """
    with override(_language(request)):
        return _service_worker(request)


def _service_worker(request: HttpRequest) -> HttpResponse:
    offline = f"{reverse('offline')}?taal={get_language()}"
    shell = [offline, *shell_addresses()]
    version = hashlib.sha256("\n".join([*shell, render_to_string("offline.html")]).encode()).hexdigest()[:16]
    context = {"shell": json.dumps(shell), "version": version, "offline": offline}
    context |= {"icon": static("img/icon-192.png"), "badge": static("img/icon-96.png")}
    response = render(request, "service-worker.js", context, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def shell_addresses() -> list[str]:
    """Every static file that a page of ours needs to look and act as it should, without any content."""
    modules = (path for name, path in module_paths().items() if name.startswith("app/"))
    images = ("img/icons.svg", "img/mark.svg")
    return [static(path) for path in (*stylesheet_paths(), *modules, *images, FONT)]


@public
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows when there is no connection: says what was kept, knows nobody."""
    with override(_language(request)):
        return render(request, "offline.html")


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("taal", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language()
