"""Who reads along: the pages of the patient and the relative, and of the team."""

from __future__ import annotations

from django.urls import path

from conversations.views import own_relatives, relatives

RELATIVE_OF_MINE = "mijn/naasten/<uuid:representation_id>/"
PATIENT = "org/<slug:organisation_slug>/patienten/<uuid:patient_id>/"
RELATIVE = "org/<slug:organisation_slug>/naasten/<uuid:representation_id>/"

urlpatterns = [
    path("mijn/naasten/", own_relatives.overview, name="own_relatives"),
    path("mijn/naasten/nieuw/", own_relatives.invite, name="invite_relative"),
    path(RELATIVE_OF_MINE + "opnieuw/", own_relatives.invite_again, name="invite_own_relative_again"),
    path(RELATIVE_OF_MINE + "einde/", own_relatives.end, name="end_own_relative"),
    path(PATIENT + "naasten/", relatives.overview, name="relatives"),
    path(PATIENT + "ontslag/", relatives.discharge, name="discharge"),
    path(RELATIVE + "opnieuw/", relatives.invite_again, name="invite_relative_again"),
    path(RELATIVE + "wijzigen/", relatives.change, name="change_relative"),
    path(RELATIVE + "einde/", relatives.end, name="end_relative"),
    path("org/<slug:organisation_slug>/naasten-regels/", relatives.rules, name="relative_rules"),
]
