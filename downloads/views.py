"""Downloading one's own conversations: choose, wait a moment, save the file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conversations.access import access_own_conversation
from downloads import making, queries
from downloads.access import access_finished_download, access_own_download
from downloads.actions import asking
from downloads.actions.asking import Wish
from downloads.enclosing import is_packed
from downloads.forms import DownloadForm
from downloads.models import Download
from people.actions.step_up import is_fresh
from people.edges import PersonRequest
from people.looker import looker
from people.models import Patient
from rowsecurity.errors import NotFound, Refused


@require_http_methods(["GET", "POST"])
def overview(request: PersonRequest) -> HttpResponse:
    """What can be downloaded, and what is there or being made."""
    patients = queries.registrations(request.user)
    form = DownloadForm(
        request.POST or None,
        initial={"gesprek": request.GET.get("gesprek", "")},
        patients=[(str(each.id), _name(each, request)) for each in patients],
    )
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask_for_downloads(
                person=request.user, looker=looker(request), wish=_wish(request, form, patients)
            )
            return redirect("downloads:overview")
        except NotFound:
            raise
        except Refused as refusal:
            refused = refusal.sentence
    context = _context(request, form) | {"refused": refused, "patients": patients}
    return render(
        request, "downloads/overview.html", context, status=422 if request.method == "POST" else 200
    )


@require_GET
def file(request: PersonRequest, download_id: UUID) -> HttpResponse:
    """The file, to whom asked for it, shortly after a second factor."""
    download = access_finished_download(request.user, download_id)
    if not is_fresh(request.session):
        return redirect(_confirm())
    asking.log(looker=looker(request), download=download, event="download.read", action="E")
    maker = making.MAKERS[Download.Form(download.form)]
    content = making.content_of(download)
    suffix, kind = ("zip", "application/zip") if is_packed(content) else (maker.suffix, maker.content_type)
    response = HttpResponse(content, content_type=kind)
    day = timezone.localdate(download.created_at).isoformat()
    name = f"gesprekken-{download.organisation.slug}-{day}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def remove(request: PersonRequest, download_id: UUID) -> HttpResponse:
    """Throw it away before its time."""
    download = access_own_download(request.user, download_id)
    asking.remove_download(looker=looker(request), download=download)
    messages.success(request, _("The download has been removed."))
    return redirect("downloads:overview")


def _wish(request: PersonRequest, form: DownloadForm, patients: list[Patient]) -> Wish:
    values = form.cleaned_data
    chosen = [each for each in patients if str(each.id) in values["van"]]
    if values["gesprek"]:
        chosen = [access_own_conversation(request.user, values["gesprek"]).patient]
    return Wish(chosen, values["form"], values["since"], values["until"], values["gesprek"])


def _name(patient: Patient, request: PersonRequest) -> str:
    if patient.person_id == request.user.id:
        return patient.organisation.name
    names = {"name": patient.given_name, "organisation": patient.organisation.name}
    return _("%(organisation)s, for %(name)s") % names


def _context(request: PersonRequest, form: DownloadForm) -> dict[str, Any]:
    one = form["gesprek"].value()
    conversation = access_own_conversation(request.user, UUID(str(one))) if _is_id(one) else None
    downloads = list(queries.own_downloads(request.user))
    return {
        "form": form,
        "conversation": conversation,
        "downloads": downloads,
        "is_making": any(each.is_in_the_making for each in downloads),
        "is_fresh": is_fresh(request.session),
        "confirm": _confirm(),
    }


def _confirm() -> str:
    back = urlencode({"next": reverse("downloads:overview")})
    return f"{reverse('people:second_factor')}?{back}"


def _is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
