"""Pages of the product as a whole."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from beterdichtbij.demo.sign_ins import sign_ins
from beterdichtbij.templatetags.frontend import TEXT_SIZE_COOKIE, TEXT_SIZES
from people.edges import PersonRequest, public
from people.sessions import SessionStore
from people.wishes import keep_text_size
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
    back = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if allowed else "/")
    if request.POST.get("size") in TEXT_SIZES:
        _keep_with_person(request, request.POST["size"])
        response.set_cookie(
            TEXT_SIZE_COOKIE, request.POST["size"], A_YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


def _keep_with_person(request: HttpRequest, size: str) -> None:
    session = request.session
    session.get("", None)  # loads it
    if isinstance(session, SessionStore) and session.person_id and session.is_verified:
        with person_scope(session.person_id):
            keep_text_size(person_id=session.person_id, size=size)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened too long ago, or comes from elsewhere."""
    return render(request, "403_csrf.html", status=403)
