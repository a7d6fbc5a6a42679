"""Question lists: of the patient's side, beside a conversation of the team, and where they are set up."""

from __future__ import annotations

from django.urls import path

from questionnaires.views import own

app_name = "questionnaires"

OWN = "mijn/vragenlijsten/"
ASKED = OWN + "<uuid:asked_id>/"

urlpatterns = [
    path(OWN, own.own_lists, name="own_lists"),
    path(ASKED, own.own, name="own"),
    path(ASKED + "vraag/<int:question>/", own.question, name="question"),
    path(ASKED + "overzicht/", own.summary, name="summary"),
]
