"""The last screen of an invitation: a new account, or the one somebody has already.

A new account takes two scopes: the gate of the new person, then the organisation. When the second fails the
account exists without the registration, and the same link leads on by signing in.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.access import Found, access_open_invitation, find_invitation
from people.actions import accounts, invitations, relatives
from people.actions.sign_in import begin_session
from people.browser_names import browser_name
from people.edges import VisitorRequest, public
from people.forms import NewPasswordForm, RelativeAccountForm
from people.known_browser import remember
from people.looker import address
from people.models import Invitation, Person
from people.proof import Step, forget, has_reached
from people.views.invitations import closed
from people.wishes import chosen_language
from rowsecurity.errors import NotFound
from rowsecurity.scopes import gate_scope, job_scope


@public
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: VisitorRequest, token: str) -> HttpResponse:
    """Screen three: choose a password, or bind the invitation to the account that is signed in."""
    request.session.get("", None)
    found = find_invitation(token)
    if found is None or not has_reached(request.session, found.invitation_id, Step.PROVEN):
        return redirect("people:invitation", token) if found else closed(request, token)
    try:
        with job_scope(found.organisation_id):
            invitation = access_open_invitation(found)
    except NotFound:
        return closed(request, token)
    if request.session.person_id and request.session.is_verified:
        return _bind(request, token, found, invitation)
    if not invitation.email:
        return redirect("people:invitation_address", token)
    return _create(request, token, found, invitation)


def _bind(request: VisitorRequest, token: str, found: Found, invitation: Invitation) -> HttpResponse:
    person_id = request.session.person_id
    assert person_id is not None
    with gate_scope(person_id):
        person = Person.objects.get(id=person_id)
    accounts.require_own_account(person)
    if request.method == "POST":
        _activate(request, found, person)
        forget(request.session)
        return redirect("/mijn/")
    context = {"invitation": invitation, "token": token, "person": person}
    return render(request, "people/invitation_bind.html", context)


def _create(request: VisitorRequest, token: str, found: Found, invitation: Invitation) -> HttpResponse:
    with gate_scope():
        is_known = accounts.has_account(invitation.email)
    form = _form(request, invitation)
    if request.method == "POST" and not is_known and form.is_valid():
        person = _new_person(invitation, form.cleaned_data, chosen_language(request))
        _activate(request, found, person)
        return _enter(request, person.id)
    context = {"form": form, "invitation": invitation, "token": token, "is_known": is_known}
    return render(request, "people/invitation_account.html", context, status=422 if form.errors else 200)


def _form(request: VisitorRequest, invitation: Invitation) -> NewPasswordForm:
    if invitation.representation is None:
        return NewPasswordForm(request.POST or None)
    given, _space, family = invitation.representation.name.partition(" ")
    return RelativeAccountForm(request.POST or None, initial={"given_name": given, "family_name": family})


def _new_person(invitation: Invitation, values: dict[str, str], language: str) -> Person:
    patient = invitation.patient
    person_id = uuid4()
    account = accounts.NewAccount(
        given_name=values.get("given_name") or patient.given_name,
        family_name=values.get("family_name") or patient.family_name,
        email=invitation.email,
        password=values["password"],
        mobile=invitation.mobile,
        language=language or patient.language,
    )
    with gate_scope(person_id):
        return accounts.create_account(person_id=person_id, account=account)


def _activate(request: VisitorRequest, found: Found, person: Person) -> None:
    with job_scope(found.organisation_id, person.id):
        invitation = access_open_invitation(found, lock=True)
        let_in = relatives.accept if invitation.representation_id else invitations.activate
        let_in(invitation=invitation, person_id=person.id, name=person.name, source=address(request))


def _enter(request: VisitorRequest, person_id: UUID) -> HttpResponse:
    forget(request.session)
    label = browser_name(request.headers.get("user-agent", ""))
    with gate_scope(person_id):
        begin_session(session=request.session, person_id=person_id, is_verified=True, label=label)
    messages.success(request, _("Your account is ready. Do you want to practise first? Go to Help."))
    response = redirect("/mijn/")
    remember(response, person_id)
    return response
