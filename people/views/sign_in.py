"""The door: password, second factor, out again. After both factors the session has a new key."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people import second_factor_codes
from people.actions import second_factors
from people.actions.second_factors import Means, Offer
from people.actions.sign_in import Guess, TooManyGuesses, begin_session, check_first_factor
from people.browser_names import browser_name
from people.edges import PersonRequest, VisitorRequest, at_gate, public
from people.forms import PasswordForm
from people.known_browser import known_browser_of, remember
from people.looker import address
from people.second_factor_form import SecondFactorForm
from people.wishes import speak_own_language
from rowsecurity.scopes import gate_scope

MAY_ENROL = "may_enrol"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: VisitorRequest) -> HttpResponse:
    """E-mail address and password, or a passkey alone."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guess = Guess(
            form.cleaned_data["email"],
            form.cleaned_data["password"],
            address(request),
            known_browser_of(request),
        )
        try:
            person_id = check_first_factor(guess)
        except TooManyGuesses:
            form.add_error(None, _("Too many tries. Wait 15 minutes, or sign in with a passkey."))
        else:
            if person_id is not None:
                return _to_second_factor(request, person_id)
            form.add_error(None, _("E-mail address or password is wrong."))
    context = {"form": form, "next": wanted_page(request)}
    return render(request, "people/sign_in.html", context, status=422 if form.errors else 200)


def _to_second_factor(request: VisitorRequest, person_id: UUID) -> HttpResponse:
    label = browser_name(request.headers.get("user-agent", ""))
    with gate_scope(person_id):
        begin_session(session=request.session, person_id=person_id, is_verified=False, label=label)
        has = second_factors.offer(person_id)
    if has.means and has.means[0] is Means.SMS:
        second_factor_codes.send(person_id)
    return redirect(_with_next("people:second_factor", wanted_page(request)))


@at_gate
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: PersonRequest) -> HttpResponse:
    """Show one more thing than a password."""
    person_id = request.session.person_id
    if person_id is None:
        return redirect(_with_next("people:sign_in", wanted_page(request)))
    has = second_factors.offer(person_id)
    if not has.means:
        return render(request, "people/no_second_factor.html", status=403)
    chosen = _chosen(request, has)
    form = SecondFactorForm(request.POST or None, means=chosen, devices=has.devices)
    if request.method == "POST" and form.is_valid():
        if form.proves(request.user):
            return _enter(request, has, chosen)
        form.add_error("code", _("This code is wrong, used or too old. Try the newest one."))
    context = {
        "form": form,
        "has": has,
        "chosen": chosen,
        "next": wanted_page(request),
        "sends_code": _sends_code(request, chosen, person_id),
    }
    return render(request, "people/second_factor.html", context, status=422 if form.errors else 200)


def _sends_code(request: VisitorRequest, chosen: Means, person_id: UUID) -> bool:
    """Whether the page asks for the code by itself: once, and not while one is on its way."""
    is_first = request.method == "GET" and "met" not in request.GET
    return is_first and chosen is Means.SMS and not second_factors.has_code(person_id)


def _chosen(request: VisitorRequest, has: Offer) -> Means:
    asked = request.GET.get("met", "")
    return next((one for one in has.means if one == asked), has.means[0])


def _enter(request: PersonRequest, has: Offer, means: Means) -> HttpResponse:
    if has.leads_to_enrolment:
        request.session[MAY_ENROL] = True
        return redirect(_with_next("people:enrol", wanted_page(request)))
    return enter(request, request.user.id, is_strong=means is not Means.SMS)


def enter(request: VisitorRequest, person_id: UUID, *, is_strong: bool) -> HttpResponse:
    """Both factors were right: a new key, and on to where they wanted to be. In their gate scope."""
    label = browser_name(request.headers.get("user-agent", ""))
    begin_session(
        session=request.session, person_id=person_id, is_verified=True, is_strong=is_strong, label=label
    )
    response = redirect(wanted_page(request) or reverse("people:home"))
    remember(response, person_id)
    speak_own_language(request, response, person_id)
    return response


@public
@require_POST
def send_code(request: VisitorRequest) -> HttpResponse:
    """Send the code of the second factor (again)."""
    request.session.get("", None)
    person_id = request.session.person_id
    if person_id is None:
        return redirect("people:sign_in")
    with gate_scope(person_id):
        is_another = second_factors.has_code(person_id)
    if second_factor_codes.send(person_id):
        again = _("A new code is on its way. The old one no longer works.")
        messages.success(request, again if is_another else _("A code is on its way to your telephone."))
    else:
        messages.error(request, _("The code could not be sent. Wait a while, or choose another way."))
    return redirect(_with_next("people:second_factor", wanted_page(request)) + f"&met={Means.SMS}")


@public
@require_POST
def sign_out(request: VisitorRequest) -> HttpResponse:
    """End the session, and wipe what the browser kept."""
    request.session.get("", None)
    request.session.sign_out()
    response = render(request, "people/signed_out.html")
    # Not "cookies": the mark of a known browser stays; the session's own cookie goes anyway.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def wanted_page(request: VisitorRequest) -> str:
    """Where somebody wanted to be, if that is a page of ours."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if is_ours else ""


def _with_next(name: str, page: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': page})}"
