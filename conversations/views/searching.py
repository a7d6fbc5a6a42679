"""Searching one's own conversations. By POST: what somebody looks for stands in no address and in no log."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from audit.actions import record_each
from conversations import searching
from conversations.finding_words import words_of
from conversations.searching import Found
from people.edges import PersonRequest
from people.looker import looker

SHORTEST = 2


class SearchForm(forms.Form):
    """The words, and from where a search goes on."""

    words = forms.CharField(
        label=_("What are you looking for?"),
        max_length=100,
        error_messages={"required": _("Write what you are looking for.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    verder = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def clean_words(self) -> str:
        """At least something to compare with."""
        words: str = self.cleaned_data["words"]
        if sum(map(len, words_of(words))) < SHORTEST:
            raise forms.ValidationError(_("Write at least two letters."))
        return words


@require_http_methods(["GET", "POST"])
def search(request: PersonRequest) -> HttpResponse:
    """The page, and by POST what was found in one stretch."""
    form = SearchForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        words = words_of(form.cleaned_data["words"])
        after = searching.place_of(form.cleaned_data["verder"])
        found = searching.search(request.user, words, after=after)
        _log(request, found)
    context = {"form": form, "found": found, "is_further": bool(form.data.get("verder"))}
    return render(request, "conversations/search.html", context, status=422 if form.errors else 200)


def _log(request: PersonRequest, found: Found) -> None:
    """One line for each conversation of which something is shown."""
    seen: dict[UUID, dict[UUID, UUID]] = {}
    for hit in found.hits:
        of_organisation = seen.setdefault(hit.conversation.organisation_id, {})
        of_organisation[hit.conversation.id] = hit.conversation.patient_id
    for organisation_id, conversations in seen.items():
        record_each(
            looker=looker(request),
            organisation_id=organisation_id,
            event="conversation.searched",
            object_type="conversation",
            seen=list(conversations.items()),
        )
