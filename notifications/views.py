"""How I want to be told, and the post of the demo world."""

from __future__ import annotations

import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications import demo_post, own_actions, push
from notifications.forms import WishForm, WorkForm
from notifications.models import PushSubscription
from notifications.reaching import wish_of
from people.actions.sign_in import works_somewhere
from people.browser_names import browser_name
from people.edges import PersonRequest, about_oneself, public
from rowsecurity.errors import NotFound, Refused


@about_oneself
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: PersonRequest) -> HttpResponse:
    """By which means for which kind of notice, when not, and on which devices."""
    form = WishForm(request.POST or None, initial=WishForm.values_of(wish_of(request.user.id)))
    if request.method == "POST" and form.is_valid():
        own_actions.save_wish(person_id=request.user.id, wish=form.wish())
        messages.success(request, _("Saved. This is how we tell you from now on."))
        return redirect("notifications:wishes")
    return _page(request, form, status=422 if form.errors else 200)


@about_oneself
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: PersonRequest) -> HttpResponse:
    """The same for somebody at work: their browsers, and what a colleague may tell them there."""
    if not works_somewhere(request.user.id):
        raise NotFound("")
    kept = WishForm.values_of(wish_of(request.user.id))
    form = WorkForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        own_actions.save_wish(person_id=request.user.id, wish=form.wish(kept))
        messages.success(request, _("Saved. This is how we tell you from now on."))
        return redirect("notifications:work")
    return _page(request, form, status=422 if form.errors else 200, template="notifications/work.html")


@about_oneself
@require_POST
def add_browser(request: PersonRequest) -> JsonResponse:
    """Take this browser's subscription; sent by `push-switch.js`."""
    kept = own_actions.add_browser(person_id=request.user.id, browser=_browser(request))
    messages.success(request, _("Notifications are on for this device."))
    return JsonResponse({"to": reverse(_home(request)), "id": str(kept.id)}, status=201)


@about_oneself
@require_POST
def remove_browser(request: PersonRequest, browser_id: UUID) -> HttpResponse:
    """Turn notifications off for one device."""
    own_actions.remove_browser(person_id=request.user.id, browser_id=browser_id)
    messages.success(request, _("Notifications are off for that device."))
    return redirect(_home(request))


@about_oneself
@require_POST
def test(request: PersonRequest) -> HttpResponse:
    """Send a notification now, to see whether it arrives."""
    own_actions.send_test(person=request.user)
    messages.success(request, _("Sent. You see it on your device within a few seconds."))
    return redirect(_home(request))


@public
@require_safe
def post(request: HttpRequest) -> HttpResponse:
    """Everything that was sent, newest first. Exists in the demo world only."""
    if not settings.DEMO:
        raise NotFound("")
    return render(request, "notifications/post.html", {"pieces": demo_post.newest()})


def _home(request: PersonRequest) -> str:
    """The page that was asked from."""
    return "notifications:work" if "werk" in request.GET else "notifications:wishes"


def _page(
    request: PersonRequest,
    form: WishForm | WorkForm,
    *,
    status: int,
    template: str = "notifications/wishes.html",
) -> HttpResponse:
    context = {
        "form": form,
        "browsers": PushSubscription.objects.filter(person_id=request.user.id),
        "works_here": works_somewhere(request.user.id),
        "push_key": push.public_key() if push.is_possible() else "",
    }
    return render(request, template, context, status=status)


def _browser(request: PersonRequest) -> own_actions.Browser:
    try:
        values = json.loads(request.body)
        keys = values["keys"]
        endpoint, p256dh, auth = values["endpoint"], keys["p256dh"], keys["auth"]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(_("This browser did not say how it can be reached. Try again.")) from error
    if not all(isinstance(each, str) for each in (endpoint, p256dh, auth)):
        raise Refused(_("This browser did not say how it can be reached. Try again."))
    return own_actions.Browser(endpoint, p256dh, auth, browser_name(request.headers.get("user-agent", "")))
