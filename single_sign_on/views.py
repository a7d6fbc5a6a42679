"""To the provider and back, and the page where an admin sets it."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.actions.sign_in import begin_session
from people.actions.step_up import is_fresh
from people.attempts import Limit
from people.browser_names import browser_name
from people.edges import MemberRequest, VisitorRequest, public
from people.looker import address, looker
from rowsecurity.errors import NotFound, Refused, TooMany
from rowsecurity.scopes import gate_scope, give_back, job_scope
from single_sign_on import actions
from single_sign_on.clients import client_of, logout_of, redirect_of
from single_sign_on.forms import ProviderForm
from single_sign_on.guarded import Unreachable
from single_sign_on.logout import MOST_AGE
from single_sign_on.logout import signed_out as told_by
from single_sign_on.models import Provider
from single_sign_on.protocol import Asked, Client, NotProven, address_to_go_to, prove
from tenants.directory import by_slug
from tenants.models import Organisation
from tenants.roles import Act, require

ASKED = "single_sign_on"
MOST_SECONDS = 600
OPENED = Limit("opened the door of single sign-on", most=100, within=timedelta(minutes=15))
# A provider tells of everybody who goes home from one address.
TOLD = Limit("told of a logout", most=3000, within=timedelta(minutes=15))
# By address, so that nobody can use up the tries of the provider.
FAILED = Limit("told of a logout and proved nothing", most=60, within=timedelta(minutes=15))
USED = Limit("used a logout token", most=1, within=timedelta(seconds=2 * MOST_AGE))


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: MemberRequest) -> HttpResponse:
    """The provider of the organisation; changed shortly after a second factor: it says who comes in."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    confirm = f"{reverse('people:second_factor')}?{urlencode({'next': request.path})}"
    if request.method == "POST" and not is_fresh(request.session):
        return redirect(confirm)
    provider = Provider.objects.first()
    form = ProviderForm(request.POST or None, provider=provider)
    if request.method == "POST" and form.is_valid():
        try:
            ended = actions.set_provider(
                member=request.membership, looker=looker(request), wanted=form.wanted
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _kept(ended))
            return redirect("single_sign_on:settings", request.organisation.slug)
    slug = request.organisation.slug
    context = {
        "form": form,
        "provider": provider,
        "redirect_to": redirect_of(slug),
        "logout_to": logout_of(slug),
        "is_fresh": is_fresh(request.session),
        "confirm": confirm,
    }
    return render(request, "single_sign_on/settings.html", context, status=422 if form.errors else 200)


def _kept(ended: int) -> str:
    if not ended:
        return _("The change has been kept.")
    return ngettext(
        "The change has been kept. %(number)s colleague who came in by the earlier one was signed out.",
        "The change has been kept. %(number)s colleagues who came in by the earlier one were signed out.",
        ended,
    ) % {"number": ended}


@public
@require_safe
def door(request: VisitorRequest, slug: str) -> HttpResponse:
    """The door of one organisation: one link, to its own provider, with what that must bring back.

    A link and no redirect: the content policy lets no form of ours end elsewhere.
    """
    if not OPENED.count(address(request)):
        raise TooMany(_("Too many tries. Wait a quarter of an hour."))
    organisation, client, _provider = _of(slug)
    asked = Asked(*(secrets.token_urlsafe(48) for _each in range(3)))
    give_back()
    try:
        to = address_to_go_to(client, asked)
    except Unreachable:
        raise Refused(_("The sign-in of your organisation does not answer. Try again in a moment.")) from None
    request.session[ASKED] = [slug, asked.state, asked.nonce, asked.verifier, int(time.time())]
    return render(request, "single_sign_on/door.html", {"organisation": organisation, "to": to})


@public
@require_safe
def back(request: VisitorRequest, slug: str) -> HttpResponse:
    """Back from the provider: proven, and in; or a sentence that says what to do."""
    asked = _asked(request, slug)
    organisation, client, provider = _of(slug)
    code = request.GET.get("code", "")
    if asked is None or not code or not constant_time_compare(request.GET.get("state", ""), asked.state):
        raise Refused(
            _("This sign-in was not finished or is too old. Begin again at your organisation's page.")
        )
    give_back()
    try:
        proof = prove(client, asked, code)
    except (Unreachable, NotProven):
        raise Refused(
            _("The sign-in of your organisation proved nothing. Begin again, or ask your admin.")
        ) from None
    person_id = actions.come_in(
        organisation_id=organisation.id, provider=provider, proof=proof, source=address(request)
    )
    label = browser_name(request.headers.get("user-agent", ""))
    with gate_scope(person_id):
        begin_session(
            session=request.session, person_id=person_id, is_verified=True, is_strong=True, label=label
        )
    if not actions.is_still_the_one(organisation_id=organisation.id, provider=provider):
        request.session.sign_out()
        raise Refused(_("The sign-in of your organisation was changed just now. Begin again."))
    return redirect(f"/org/{slug}/")


@csrf_exempt
@public
@require_POST
def signed_out(request: VisitorRequest, slug: str) -> HttpResponse:
    """The provider tells that somebody signed out there (OpenID Connect Back-Channel Logout 1.0).

    No browser calls this: what counts is the token that the provider signed, once.
    """
    source = address(request)
    if not TOLD.count(source):
        raise TooMany(_("Too many tries. Wait a quarter of an hour."))
    organisation, client, provider = _of(slug)
    if FAILED.is_reached(organisation.id, source):
        raise TooMany(_("Too many tries. Wait a quarter of an hour."))
    give_back()
    try:
        told = told_by(client, request.POST.get("logout_token", ""))
    except Unreachable:
        return JsonResponse({"error": "invalid_request"}, status=400)
    except NotProven:
        FAILED.count(organisation.id, source)
        return JsonResponse({"error": "invalid_request"}, status=400)
    if not USED.count(organisation.id, told.token):
        return JsonResponse({"error": "invalid_request"}, status=400)
    try:
        actions.sign_out(organisation_id=organisation.id, provider=provider, told=told, source=source)
    except Exception:
        # The provider tells again, and then it must count.
        USED.forget(organisation.id, told.token)
        raise
    return HttpResponse(status=200)


def _of(slug: str) -> tuple[Organisation, Client, Provider]:
    organisation = by_slug(slug)
    if organisation is None:
        raise NotFound("")
    with job_scope(organisation.id):
        provider = Provider.objects.select_related("organisation").filter(is_on=True).first()
        if provider is None:
            raise NotFound("")
        return organisation, client_of(provider), provider


def _asked(request: VisitorRequest, slug: str) -> Asked | None:
    """What was asked from this browser, once."""
    request.session.get("", None)  # loads it
    kept = request.session.pop(ASKED, None)
    if not kept or kept[0] != slug or time.time() - kept[4] > MOST_SECONDS:
        return None
    return Asked(*kept[1:4])
