"""Large files of figures: asked for, made by a worker, kept for some days."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from downloads import making
from downloads.actions import asking
from downloads.models import Download
from downloads.queries import own_files
from monitoring_export.access import access_usage, access_usage_file
from monitoring_export.files import FORMS
from monitoring_export.taking_along import MOST, asked_for, file_name, parts, size
from monitoring_export.views import FORM_NAMES
from monitoring_export.wish import IN_A_FILE
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import NotFound, Refused
from tenants.roles import Act, require


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: MemberRequest) -> HttpResponse:
    """The files that this member asked for, and how far each is; or one more of them."""
    require(request.membership, Act.READ_USAGE)
    if request.method == "POST":
        _ask(request)
        return redirect("monitoring_export:files", request.organisation.slug)
    rows = list(own_files(request.user.id))
    context = {
        "files": [(each, FORM_NAMES.get(each.form, each.form), asked_for(each)) for each in rows],
        "is_making": any(each.is_in_the_making for each in rows),
        "days": asking.FIGURES_KEPT.days,
    }
    return render(request, "monitoring_export/files.html", context)


@require_safe
def file(request: MemberRequest, usage_file_id: UUID) -> HttpResponse:
    """The finished file, to whom asked for it."""
    download = access_usage_file(request.membership, usage_file_id)
    if not download.is_ready:
        raise NotFound(_("This download does not exist (any more). You can make a new one."))
    asking.log(looker=looker(request), download=download, event="usage.export", action="E")
    form = FORMS[download.form]
    suffix, kind = ("zip", "application/zip") if form.is_text else (form.suffix, form.content_type)
    name = file_name(request.organisation.slug, asked_for(download), suffix)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(making.content_of(download), content_type=kind, headers=headers)


@require_POST
def remove(request: MemberRequest, usage_file_id: UUID) -> HttpResponse:
    """Throw it away before its time."""
    download = access_usage_file(request.membership, usage_file_id)
    asking.remove_download(looker=looker(request), download=download)
    messages.success(request, _("The file has been removed."))
    return redirect("monitoring_export:files", request.organisation.slug)


def _ask(request: MemberRequest) -> Download:
    wish, departments = access_usage(request.membership, request.GET, IN_A_FILE)
    form = request.POST.get("form", "")
    if form not in FORMS:
        raise NotFound(_("There is no such file."))
    if size(wish, departments) > MOST:
        raise Refused(
            _("This file would have more than a million lines. Choose a shorter time or longer steps.")
        )
    return asking.ask_for_figures(
        member=request.membership,
        looker=looker(request),
        form=form,
        wish=wish.query,
        parts=len(parts(wish, departments)),
    )
