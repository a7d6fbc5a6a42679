"""Pages about the organisations of the platform. Each looks first who asks, then opens scopes of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import Looker
from operators import organisations
from operators.access import access_platform
from operators.forms import AdminForm, OrganisationForm
from operators.models import Deed
from people.edges import PersonRequest, public
from people.looker import address
from people.models import Person
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import gate_scope
from tenants.models import Organisation

View = Callable[..., HttpResponse]
DEEDS = 10


def for_operators(view: View) -> View:
    """Let operators by, who came in by something strong; the view opens its own scopes."""

    @public
    @wraps(view)
    def serve(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.session.get("", None)  # loads it
        person_id = request.session.person_id
        if person_id is None or not request.session.is_verified:
            return redirect(f"{reverse('people:sign_in')}?{urlencode({'next': request.get_full_path()})}")
        with gate_scope(person_id):
            person = Person.objects.filter(id=person_id, is_active=True).first()
            if person is None:
                raise NotFound("")
            request.user = person
            access_platform(request)
        return view(request, *args, **kwargs)

    return serve


@for_operators
@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """Which organisations there are, and what operators did."""
    with gate_scope(request.user.id):
        context = {
            "organisations": list(Organisation.objects.all()),
            "deeds": list(Deed.objects.all()[:DEEDS]),
        }
    return render(request, "operators/organisations.html", context)


@for_operators
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Create one and invite who is going to run it."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisations.create(actor=request.user, looker=_looker(request), new=form.new)
            messages.success(request, _("The organisation is there, and its first admin has been invited."))
            return redirect("operators:organisation", form.new.slug)
        except Refused as refused:
            form.add_error("slug", refused.sentence)
    return render(
        request, "operators/organisation_new.html", {"form": form}, status=422 if form.errors else 200
    )


@for_operators
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: PersonRequest, slug: str) -> HttpResponse:
    """How far one is; inviting a first admin anew where none is in."""
    with gate_scope(request.user.id):
        found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound("")
    form = AdminForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisations.invite_again(
            actor=request.user, looker=_looker(request), organisation=found, admin=form.admin
        )
        messages.success(request, _("A new invitation is on its way. The earlier link no longer works."))
        return redirect("operators:organisation", slug)
    context = {"shown": found, "standing": organisations.standing(found), "form": form}
    return render(request, "operators/organisation.html", context, status=422 if form.errors else 200)


def _looker(request: PersonRequest) -> Looker:
    return Looker(label=request.user.name[:120], role="operator", source=address(request))
