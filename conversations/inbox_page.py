"""The page of the inbox around its columns: the same all day for everybody of a team with the same roles."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from conversations.kept_page import KeptPage
from people import wishes
from people.edges import MemberRequest

_TEMPLATE = "conversations/staff/inbox.html"
_PAGE = KeptPage(_TEMPLATE)
# What of the context of `columns` stands in the page, but for the department.
_TEXTS = ("department_ids", "inbox_address", "columns_query", "queues", "list")


def answer(request: MemberRequest, context: Mapping[str, Any]) -> HttpResponse:
    """The page, with the context of `columns`."""
    if context["department"] is None or get_messages(request):
        return render(request, _TEMPLATE, {**context})
    return _PAGE.answer(_keys(request), _texts(request, context))


def _keys(request: MemberRequest) -> dict[str, Hashable]:
    house = request.organisation
    return {
        "LANGUAGES": tuple(settings.LANGUAGES),
        "request.path": request.path,
        "organisation.slug": house.slug,
        "organisation.brand_colour": house.brand_colour,
        "organisation.logo_mark": house.logo_mark,
        "organisation.video_is_on": house.video_is_on,
        "membership.roles": tuple(request.membership.roles),
        "person.text_size": wishes.text_size(request.COOKIES, request.user),
    }


def _texts(request: MemberRequest, context: Mapping[str, Any]) -> dict[str, str]:
    member = request.membership
    return {name: context[name] for name in _TEXTS} | {
        "department.name": context["department"].name,
        "organisation.name": request.organisation.name,
        "membership.display_name": member.display_name,
        "membership.initial": member.initial,
        "membership.job_title": member.job_title,
        "request.get_full_path": request.get_full_path(),
        "request.csp_nonce": str(request.csp_nonce),  # type: ignore[attr-defined]
        "csrf_token": get_token(request),
    }
