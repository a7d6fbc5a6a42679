"""Figures for Prometheus at /metrics, for who has the token of the environment; nothing is kept per person.

The web figures are those of django-prometheus, counted in the event loop; each process counts in a file of
its own under `PROMETHEUS_MULTIPROC_DIR`, and whichever is asked adds them up.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from django_prometheus.middleware import PrometheusAfterMiddleware, PrometheusBeforeMiddleware
from prometheus_client import CollectorRegistry, generate_latest

from beterdichtbij.middleware import InLoop
from carepaths.metrics import ClockCollector
from people.edges import public


@public
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, in the text format; without the right token there is nothing here."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    is_known = bool(settings.METRICS_TOKEN) and constant_time_compare(token, settings.METRICS_TOKEN)
    if scheme.lower() != "bearer" or not is_known:
        raise Http404
    registry = CollectorRegistry()
    registry.register(ClockCollector())
    response: HttpResponse = ExportToDjangoView(request)
    response.content = generate_latest(registry) + response.content
    return response


class Before(InLoop, PrometheusBeforeMiddleware):
    pass


class After(InLoop, PrometheusAfterMiddleware):
    async def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        super().process_view(request, view, *args, **kwargs)

    async def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        return super().process_template_response(request, response)
