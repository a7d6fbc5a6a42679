"""One's own means to sign in: see, add, remove. For patients and for people at work."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from functools import wraps

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from people.actions import enrolment
from people.actions.accounts import require_own_account
from people.actions.own_sessions import end_other_sessions
from people.actions.second_factors import offer
from people.actions.step_up import is_fresh
from people.browser_names import browser_name
from people.edges import PersonRequest, about_oneself, at_gate
from people.forms import ChangePasswordForm, CodeForm
from people.models import Credential, Person
from people.views.sign_in import MAY_ENROL, enter, wanted_page

View = Callable[..., HttpResponse]


def after_step_up(view: View) -> View:
    """Ask for a second factor first, unless it was shown a moment ago."""

    @about_oneself
    @wraps(view)
    def serve(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponse:
        require_own_account(request.user)
        if is_fresh(request.session):
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else reverse("people:means")
        return redirect(f"{reverse('people:second_factor')}?{urlencode({'next': back})}")

    return serve


@about_oneself
@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """What I sign in with."""
    person_id = request.user.id
    context = {
        "has": offer(person_id),
        "credential": Credential.objects.filter(person_id=person_id).first(),
        "passkeys": WebAuthnCredential.objects.filter(user_id=person_id).order_by("id"),
        "recovery_codes": StaticToken.objects.filter(device__user_id=person_id).count(),
        "is_fresh": is_fresh(request.session),
    }
    return render(request, "people/means.html", context)


@after_step_up
@require_http_methods(["GET", "HEAD", "POST"])
def add_totp(request: PersonRequest) -> HttpResponse:
    """Add an authenticator app."""
    return _enrol(request, request.user, then=lambda: redirect("people:means"))


@at_gate
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: PersonRequest) -> HttpResponse:
    """The first app of somebody who works here, after password and a code by text message."""
    if request.session.person_id is None or not request.session.get(MAY_ENROL):
        return redirect("people:sign_in")
    if not offer(request.session.person_id).leads_to_enrolment:
        return redirect("people:second_factor")
    return _enrol(request, request.user, then=lambda: _enter(request))


def _enter(request: PersonRequest) -> HttpResponse:
    request.session.pop(MAY_ENROL, None)
    return enter(request, request.user.id, is_strong=True)


def _enrol(request: PersonRequest, person: Person, *, then: Callable[[], HttpResponse]) -> HttpResponse:
    form = CodeForm(request.POST or None)
    form.fields["code"].label = _("The code that your app shows now")
    if request.method == "POST" and "code" not in request.POST:
        name = request.POST.get("name") or browser_name(request.headers.get("user-agent", ""))
        enrolment.begin_totp(person=person, name=name or _("App"))
        return redirect(f"{request.path}?{urlencode({'next': wanted_page(request)})}")
    if request.method == "POST" and form.is_valid():
        if enrolment.confirm_totp(person=person, code=form.cleaned_data["code"]):
            messages.success(request, _("Your authenticator app works."))
            return then()
        form.add_error("code", _("This code is wrong or too old. Wait for the next one in your app."))
    device = enrolment.unfinished_totp(person.id)
    context = {"form": form, "next": wanted_page(request)} | (_secret(device, person) if device else {})
    return render(request, "people/enrol.html", context, status=422 if form.errors else 200)


def _secret(device: TOTPDevice, person: Person) -> dict[str, str]:
    key = b32encode(device.bin_key).decode()
    label = Credential.objects.values_list("email", flat=True).get(person_id=person.id)
    parameters = urlencode({"secret": key, "issuer": "BeterDichtbij"})
    address = f"otpauth://totp/BeterDichtbij:{label}?{parameters}"
    image = segno.make(address, error="m").png_data_uri(scale=5)
    return {"image": image, "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4))}


@after_step_up
@require_POST
def remove_totp(request: PersonRequest, device_id: int) -> HttpResponse:
    """Remove an authenticator app."""
    enrolment.remove_totp(person=request.user, device_id=device_id)
    messages.success(request, _("The app has been removed."))
    return redirect("people:means")


@after_step_up
@require_POST
def remove_passkey(request: PersonRequest, passkey_id: int) -> HttpResponse:
    """Remove a passkey."""
    enrolment.remove_passkey(person=request.user, passkey_id=passkey_id)
    messages.success(request, _("The passkey has been removed."))
    return redirect("people:means")


@after_step_up
@require_POST
def recovery_codes(request: PersonRequest) -> HttpResponse:
    """Make new recovery codes and show them, once."""
    codes = enrolment.make_recovery_codes(person=request.user)
    return render(request, "people/recovery_codes.html", {"codes": codes})


@after_step_up
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: PersonRequest) -> HttpResponse:
    """Choose another password; the other sessions end."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["password"]
        if enrolment.change_password(person=request.user, old=old, new=new):
            end_other_sessions(person_id=request.user.id, session=request.session)
            messages.success(request, _("Your password has been changed. Other browsers are signed out."))
            return redirect("people:means")
        form.add_error("old", _("This is not your present password."))
    return render(request, "people/change_password.html", {"form": form}, status=422 if form.errors else 200)
