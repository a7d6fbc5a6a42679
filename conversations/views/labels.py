"""The labels of an organisation, and putting them on a conversation."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from conversations.access import access_conversation
from conversations.actions.labels import put_on, restore_label, retire_label, save_label, take_off
from conversations.label_forms import LabelForm
from conversations.labelling import access_label
from conversations.models import Label
from conversations.views.numbers import identity
from conversations.views.working import do
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Forbidden, NotFound, Refused
from tenants.roles import Act, require


@require_http_methods(["GET", "POST"])
def labels(request: MemberRequest) -> HttpResponse:
    """All labels, those not used any more below, and a form for one more."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    return _form_page(request, "conversations/staff/labels.html", None)


@require_http_methods(["GET", "POST"])
def label(request: MemberRequest, label_id: UUID) -> HttpResponse:
    """Change one."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    known = access_label(request.membership, label_id)
    return _form_page(request, "conversations/staff/label.html", known)


@require_POST
def retire(request: MemberRequest, label_id: UUID) -> HttpResponse:
    """Offer it no more, or again."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    known = access_label(request.membership, label_id)
    action = restore_label if known.retired_at else retire_label
    action(member=request.membership, looker=looker(request), label=known)
    return redirect("conversations:labels", request.organisation.slug)


@require_POST
def put(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Put a label on a conversation (`op`) or take it off (`af`)."""
    access_conversation(request.membership, conversation_id)
    is_on = "op" in request.POST
    chosen = access_label(request.membership, identity(request, "op" if is_on else "af"))
    return do(request, conversation_id, put_on if is_on else take_off, label=chosen)


def _form_page(request: MemberRequest, template: str, known: Label | None) -> HttpResponse:
    form = LabelForm(request.POST or None, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            save_label(member=request.membership, looker=looker(request), draft=form.draft(), known=known)
            return redirect("conversations:labels", request.organisation.slug)
        except (NotFound, Forbidden):
            raise
        except Refused as refused:
            form.add_error("name", refused.sentence)
    rows = list(Label.objects.select_related("department"))
    context = {
        "form": form,
        "known": known,
        "used": [each for each in rows if each.retired_at is None],
        "retired": [each for each in rows if each.retired_at],
    }
    return render(request, template, context, status=422 if request.method == "POST" else 200)
