"""Pages of the product as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beterdichtbij.demo.sign_ins import sign_ins
from people.edges import PersonRequest, public
from people.sessions import SessionStore
from people.wishes import TEXT_SIZE_COOKIE, TEXT_SIZES, keep_language, keep_text_size
from rowsecurity.scopes import person_scope
from tenants.models import Membership

A_YEAR = 31_536_000


@public
def front_page(request: HttpRequest) -> HttpResponse:
    """What this is, and where to go on; in a demo also who can sign in."""
    return render(request, "front_page.html", {"sign_ins": sign_ins()} if settings.DEMO else {})


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Answers to what people ask first, for anybody."""
    return render(request, "help.html")


def my_help(request: PersonRequest) -> HttpResponse:
    """The same answers, in the patient's own shell."""
    return render(request, "my_help.html")


def workplaces(request: PersonRequest) -> HttpResponse:
    """Where this person works: the only workplace at once, else a choice."""
    memberships = Membership.objects.filter(person=request.user, ended_at=None)
    organisations = [membership.organisation for membership in memberships.select_related("organisation")]
    if len(organisations) == 1:
        return redirect(f"/org/{organisations[0].slug}/")
    return render(request, "workplaces.html", {"organisations": organisations})


@public
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Keep the size of text in this browser and with the person, if signed in; then back to the page."""
    response, size = _back(request), request.POST.get("size", "")
    if size in TEXT_SIZES:
        with _own_scope(request) as person_id:
            if person_id:
                keep_text_size(person_id=person_id, size=size)
        _keep_in_browser(request, response, TEXT_SIZE_COOKIE, size)
    return response


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language in this browser and with the person, if signed in; then back to the page."""
    response, chosen = _back(request), request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        with _own_scope(request) as person_id:
            if person_id:
                keep_language(person_id=person_id, language=chosen)
        _keep_in_browser(request, response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


def _back(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if allowed else "/")


@contextmanager
def _own_scope(request: HttpRequest) -> Iterator[UUID | None]:
    """The scope of the person of the session, when there is one that is past both factors."""
    session = request.session
    session.get("", None)  # loads it
    if isinstance(session, SessionStore) and session.person_id and session.is_verified:
        with person_scope(session.person_id):
            yield session.person_id
    else:
        yield None


def _keep_in_browser(request: HttpRequest, response: HttpResponse, name: str, wish: str) -> None:
    response.set_cookie(name, wish, A_YEAR, samesite="Lax", secure=request.is_secure())


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened too long ago, or comes from elsewhere."""
    if request.path.startswith("/api/"):
        detail = _("This request lacks the proof that it comes from our own page (X-CSRFToken).")
        return JsonResponse({"detail": detail}, status=403)
    return render(request, "403_csrf.html", status=403)
