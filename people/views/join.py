"""The way in for a member of staff: a link, an account (new or known), and then the staff's second factor.

A GET changes nothing. Nothing of the organisation opens before an app or a passkey has been shown: accepting
ends every weaker session of this person, also the one that accepts.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from people import second_factor_codes
from people.access import Found
from people.actions import accounts, second_factors, staff
from people.actions.second_factors import Means
from people.actions.sign_in import begin_session
from people.browser_names import browser_name
from people.edges import VisitorRequest, public
from people.looker import address
from people.models import Person
from people.staff_forms import JoinForm
from rowsecurity.scopes import gate_scope, job_scope
from tenants.models import StaffInvitation


@public
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: VisitorRequest, staff_token: str) -> HttpResponse:
    """Whose invitation this is; make an account, or take the one that is signed in."""
    request.session.get("", None)
    found = staff.find(staff_token)
    invitation = _open(found) if found else None
    if found is None or invitation is None:
        return render(request, "people/join_closed.html", status=404)
    if request.session.person_id and request.session.is_verified:
        return _take(request, found, invitation)
    return _create(request, found, invitation)


def _open(found: Found) -> StaffInvitation | None:
    with job_scope(found.organisation_id):
        rows = StaffInvitation.objects.select_related("organisation", "invited_by")
        invitation = rows.filter(id=found.invitation_id).first()
    return invitation if invitation and invitation.is_open else None


def _take(request: VisitorRequest, found: Found, invitation: StaffInvitation) -> HttpResponse:
    person_id = request.session.person_id
    assert person_id is not None
    with gate_scope(person_id):
        person = Person.objects.get(id=person_id)
    accounts.require_own_account(person)
    if request.method == "POST":
        _accept(request, found, person_id)
        return _to_work(request, person_id, invitation)
    context = {"invitation": invitation, "person": person}
    return render(request, "people/join_take.html", context)


def _create(request: VisitorRequest, found: Found, invitation: StaffInvitation) -> HttpResponse:
    with gate_scope():
        is_known = accounts.has_account(invitation.email)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and not is_known and form.is_valid():
        person_id = uuid4()
        with gate_scope(person_id):
            accounts.create_account(person_id=person_id, account=_account(invitation, form))
        _accept(request, found, person_id)
        return _to_second_factor(request, person_id, invitation)
    context = {"form": form, "invitation": invitation, "is_known": is_known}
    return render(request, "people/join.html", context, status=422 if form.errors else 200)


def _account(invitation: StaffInvitation, form: JoinForm) -> accounts.NewAccount:
    return accounts.NewAccount(
        given_name=invitation.given_name,
        family_name=invitation.family_name,
        email=invitation.email,
        password=form.cleaned_data["password"],
        mobile=form.cleaned_data["mobile"],
    )


def _accept(request: VisitorRequest, found: Found, person_id: UUID) -> None:
    with job_scope(found.organisation_id, person_id):
        rows = StaffInvitation.objects.select_for_update(of=("self",))
        invitation = rows.get(id=found.invitation_id)
        if invitation.is_open:
            staff.accept(invitation=invitation, person_id=person_id, source=address(request))


def _to_work(request: VisitorRequest, person_id: UUID, invitation: StaffInvitation) -> HttpResponse:
    """With a session that is strong already at once; else by the second factor of staff."""
    if request.session.exists(request.session.session_key or ""):
        return redirect(f"/org/{invitation.organisation.slug}/")
    return _to_second_factor(request, person_id, invitation)


def _to_second_factor(request: VisitorRequest, person_id: UUID, invitation: StaffInvitation) -> HttpResponse:
    label = browser_name(request.headers.get("user-agent", ""))
    with gate_scope(person_id):
        begin_session(session=request.session, person_id=person_id, is_verified=False, label=label)
        has = second_factors.offer(person_id)
    if has.means and has.means[0] is Means.SMS:
        second_factor_codes.send(person_id)
    target = urlencode({"next": f"/org/{invitation.organisation.slug}/"})
    return redirect(f"{reverse('people:second_factor')}?{target}")
