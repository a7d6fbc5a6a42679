"""The monitor over all organisations that take part, for who reads it for the association."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from national import quarters
from national.access import access_national
from national.delivery import delivery
from national.elsewhere import known
from national.page import Comparison, Wish
from national.signing import public_keys, sign
from national.views.choices import choices
from people.edges import PersonRequest, about_oneself, public
from rowsecurity.errors import NotFound

logger = logging.getLogger("national")


@about_oneself
@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """One figure of one quarter by name, with groups, median and spread."""
    access_national(request)
    figures = list(known())
    comparison = Comparison(Wish.read(request.GET, figures))
    context = {"comparison": comparison, **choices(comparison, figures)}
    return render(request, "national/overview.html", context)


@about_oneself
@require_safe
def deliver(request: PersonRequest, quarter: str) -> HttpResponse:
    """Everything of one quarter that may be shown, signed."""
    access_national(request)
    day = quarters.parse(quarter)
    if day not in quarters.finished(quarters.BACK):
        raise NotFound(_("There is no delivery of this quarter."))
    logger.info("reader %s took the delivery of %s", request.user.id, quarters.name(day))
    name = f"monitor-{quarters.name(day)}.jws"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(sign(delivery(day)), content_type="application/jose", headers=headers)


@public
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """What verifies a delivery, for anybody."""
    return JsonResponse(public_keys(), headers={"Cache-Control": "public, max-age=3600"})
