"""After a visit: its guest puts it into an account, of their own as it is or made anew.

The link and the code by text message were given before. Who has an account signs in with both its factors; a
new one gets an e-mail address that is proven, and takes two scopes, as on the other ways in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.actions import accounts
from people.actions.sign_in import begin_session
from people.browser_names import browser_name
from people.edges import VisitorRequest, public
from people.forms import CodeForm, OwnAddressForm, RelativeAccountForm
from people.known_browser import remember
from people.looker import address
from people.models import Person
from rowsecurity.errors import NotFound
from rowsecurity.scopes import gate_scope, job_scope
from video.access import Found, access_found_guest, find_guest
from video.actions import guests, keeping
from video.models import Guest
from video.views.guests import browser_of, closed

ASKED, PROVEN = "video_keep_asked", "video_keep_proven"
View = Callable[[VisitorRequest, str, Found, Guest], HttpResponse]
Seen = Callable[[VisitorRequest, str], HttpResponse]


def at_kept(view: View) -> Seen:
    """Run a view, outside any scope, for the browser that gave the code, while there is what to keep."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @public
    @wraps(view)
    def serve(request: VisitorRequest, guest_token: str) -> HttpResponse:
        request.session.get("", None)
        found = find_guest(guest_token)
        if found is None:
            return closed(request)
        try:
            with job_scope(found.organisation_id):
                guest = access_found_guest(found)
                if not guests.is_proven(guest, browser_of(request)):
                    return redirect("video:guest", guest_token)
                keeping.refuse_unkeepable(guest)
        except NotFound:
            return closed(request)
        return view(request, guest_token, found, guest)

    return serve


@at_kept
def keep(request: VisitorRequest, guest_token: str, found: Found, guest: Guest) -> HttpResponse:
    """Into the account that is signed in; or the ways to one."""
    person = _person(request)
    if request.method == "POST" and person:
        accounts.require_own_account(person)
        return _keep(request, found, person.id)
    return _page(request, "video/keep.html", guest, guest_token, person=person)


@at_kept
def own_address(request: VisitorRequest, guest_token: str, found: Found, guest: Guest) -> HttpResponse:
    """The e-mail address of a new account, and the code that was sent to it."""
    if request.method == "POST" and "email" in request.POST:
        return _send(request, guest_token, found, guest)
    email = "" if "ander" in request.GET else _told(request, ASKED, guest)
    if not email:
        return _page(request, "video/keep_address.html", guest, guest_token, form=OwnAddressForm())
    form = CodeForm(request.POST or None)
    form.fields["code"].label = _("Code from the e-mail")
    if request.method == "POST" and form.is_valid():
        with job_scope(found.organisation_id):
            locked = access_found_guest(found, lock=True)
            is_right = keeping.prove_email(guest=locked, email=email, code=form.cleaned_data["code"])
        if is_right:
            request.session.pop(ASKED, None)
            request.session[PROVEN] = {"guest": str(guest.id), "email": email}
            return redirect("video:guest_keep_account", guest_token)
        form.add_error("code", _("This code is wrong or too old. You can have a new one sent."))
    return _page(request, "video/keep_address.html", guest, guest_token, form=form, email=email)


def _send(request: VisitorRequest, guest_token: str, found: Found, guest: Guest) -> HttpResponse:
    form = OwnAddressForm(request.POST)
    if not form.is_valid():
        return _page(request, "video/keep_address.html", guest, guest_token, form=form)
    email = form.cleaned_data["email"].lower()
    with job_scope(found.organisation_id):
        is_sent = keeping.send_code_to_email(guest=access_found_guest(found, lock=True), email=email)
    if not is_sent:
        sentence = _("You have had many codes already. Try again in an hour, or call your care team.")
        messages.error(request, sentence)
        return redirect("video:guest_keep", guest_token)
    request.session[ASKED] = {"guest": str(guest.id), "email": email}
    return redirect("video:guest_keep_address", guest_token)


@at_kept
def account(request: VisitorRequest, guest_token: str, found: Found, guest: Guest) -> HttpResponse:
    """A name and a password; the mobile number is the one that the code went to."""
    email = _told(request, PROVEN, guest)
    if not email:
        return redirect("video:guest_keep_address", guest_token)
    with gate_scope():
        is_known = accounts.has_account(email)
    form = RelativeAccountForm(request.POST or None)
    if request.method == "POST" and not is_known and form.is_valid():
        person_id = _new_person(guest, email, form.cleaned_data)
        return _enter(request, _keep(request, found, person_id), person_id)
    about = {"form": form, "email": email, "is_known": is_known}
    return _page(request, "video/keep_account.html", guest, guest_token, **about)


def _new_person(guest: Guest, email: str, values: dict[str, str]) -> UUID:
    person_id = uuid4()
    new = accounts.NewAccount(
        given_name=values["given_name"],
        family_name=values["family_name"],
        email=email,
        password=values["password"],
        mobile=guest.mobile,
        language=guest.language,
    )
    with gate_scope(person_id):
        accounts.create_account(person_id=person_id, account=new)
    return person_id


def _enter(request: VisitorRequest, response: HttpResponse, person_id: UUID) -> HttpResponse:
    request.session.pop(PROVEN, None)
    label = browser_name(request.headers.get("user-agent", ""))
    with gate_scope(person_id):
        begin_session(session=request.session, person_id=person_id, is_verified=True, label=label)
    remember(response, person_id)
    return response


def _keep(request: VisitorRequest, found: Found, person_id: UUID) -> HttpResponse:
    with job_scope(found.organisation_id, person_id):
        guest = access_found_guest(found, lock=True)
        keeping.keep(guest=guest, person_id=person_id, source=address(request))
    messages.success(request, _("The video visit is in your account."))
    return redirect("video:own_visits")


def _person(request: VisitorRequest) -> Person | None:
    """Who is signed in here, with both factors."""
    person_id = request.session.person_id
    if person_id is None or not request.session.is_verified:
        return None
    with gate_scope(person_id):
        return Person.objects.filter(id=person_id, is_active=True).first()


def _told(request: VisitorRequest, key: str, guest: Guest) -> str:
    """The address of this step, for this very guest."""
    kept = request.session.get(key) or {}
    return str(kept["email"]) if kept.get("guest") == str(guest.id) else ""


def _page(
    request: VisitorRequest, template: str, guest: Guest, guest_token: str, **more: Any
) -> HttpResponse:
    context = {"guest": guest, "visit": guest.visit, "guest_token": guest_token} | more
    form = more.get("form")
    return render(request, template, context, status=422 if form and form.errors else 200)
