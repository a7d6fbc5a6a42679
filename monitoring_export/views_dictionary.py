"""The dictionary of figures, for anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET

from monitoring_export.dictionary import FIGURES, VERSION
from people.edges import public

# The definitions are written in these languages.
LANGUAGES = ("nl", "en")


@public
@require_GET
def dictionary(request: HttpRequest) -> HttpResponse:
    """What each figure is, how it is calculated and in which unit. In Dutch, or in English when asked."""
    asked = request.GET.get("taal", translation.get_language() or "")
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    with translation.override(language):
        context = {"figures": FIGURES.values(), "version": VERSION, "language": language}
        return render(request, "monitoring_export/dictionary.html", context)
