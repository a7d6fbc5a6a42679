"""Learning by reading and by doing: guides and the practice conversation. For anybody, nothing kept."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onboarding import practice as rules
from onboarding.guides import BY_SLUG, GUIDES
from people.edges import VisitorRequest, public
from rowsecurity.errors import NotFound


@public
@require_safe
def guide(request: VisitorRequest, task: str) -> HttpResponse:
    """How to do one thing."""
    found = BY_SLUG.get(task)
    if found is None:
        raise NotFound(_("There is no explanation of this. Look at the help page."))
    others = [each for each in GUIDES if each is not found]
    return render(request, "onboarding/guide.html", {"guide": found, "others": others})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: VisitorRequest) -> HttpResponse:
    """The screens of a conversation, with a made-up team. What was said comes back with the form."""
    said = [text[: rules.LONGEST] for text in request.POST.getlist("said")][: rules.MOST_SAID]
    text = request.POST.get("text", "").strip()[: rules.LONGEST]
    if text and len(said) < rules.MOST_SAID:
        said.append(text)
    context = {
        "entries": rules.entries(said, timezone.localtime()),
        "said": said,
        "side": "patient",
        "is_done": len(said) >= 3,
        "is_empty": request.method == "POST" and not text,
    }
    return render(request, "onboarding/practice.html", context)
