"""The way in of a letter: type its code, or scan it; then the questions of every invitation."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.access import Found, access_open_invitation
from people.actions import more_ways
from people.edges import VisitorRequest, public
from people.forms import LetterCodeForm
from people.looker import address
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import job_scope


@public
@require_http_methods(["GET", "HEAD", "POST"])
def type_code(request: VisitorRequest) -> HttpResponse:
    """A GET fills in the code of a scanned letter and changes nothing; a POST goes on."""
    form = LetterCodeForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            found = more_ways.use_letter(address=address(request), code=form.cleaned_data["code"])
            token = _begin(found)
        except NotFound:
            sentence = _("This code is not right, or does not work any more. Please check what you typed.")
            form.add_error("code", sentence)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("people:invitation", token)
    return render(request, "people/letter_code.html", {"form": form}, status=422 if form.errors else 200)


def _begin(found: Found | None) -> str:
    if found is None:
        raise NotFound("")
    with job_scope(found.organisation_id):
        return more_ways.begin_visit(invitation=access_open_invitation(found, lock=True))
