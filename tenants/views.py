"""The face of an organisation, for anybody who sees its name."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse

from rowsecurity.errors import NotFound
from rowsecurity.scopes import gate_scope
from tenants.brand import style_sheet
from tenants.models import Organisation

A_YEAR = 31_536_000


AN_HOUR = 3_600


def brands(request: HttpRequest) -> HttpResponse:
    """The colours of all organisations, for who sees several of them on one page."""
    with gate_scope():
        colours = list(Organisation.objects.values_list("slug", "brand_colour"))
    sheet = "".join(style_sheet(slug, colour) for slug, colour in colours)
    response = HttpResponse(sheet, content_type="text/css")
    response["Cache-Control"] = f"public, max-age={AN_HOUR}"
    return response


def brand(request: HttpRequest, slug: str) -> HttpResponse:
    """The colour of one organisation as a style sheet; the address carries it, so it never grows old."""
    with gate_scope():
        colour = Organisation.objects.filter(slug=slug).values_list("brand_colour", flat=True).first()
    if colour is None:
        raise NotFound("")
    response = HttpResponse(style_sheet(slug, colour), content_type="text/css")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The logo of one organisation; the address carries which one, so it never grows old."""
    with gate_scope(), connection.cursor() as cursor:
        found = Organisation.objects.filter(slug=slug).values_list("id", flat=True).first()
        cursor.execute("SELECT organisation_logo(%s)", [found])
        image = cursor.fetchone()[0]
    if image is None:
        raise NotFound("")
    response = HttpResponse(bytes(image), content_type="image/png")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
