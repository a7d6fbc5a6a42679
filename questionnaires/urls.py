"""Question lists: of the patient's side, beside a conversation of the team, and where they are set up."""

from __future__ import annotations

from django.urls import path

from questionnaires.api import OwnQuestionLists
from questionnaires.views import own, setting_up, team

app_name = "questionnaires"

OWN = "mijn/vragenlijsten/"
ASKED = OWN + "<uuid:asked_id>/"
CASE = "org/<slug:organisation_slug>/gesprekken/<uuid:conversation_id>/"
SENT = "org/<slug:organisation_slug>/gesprekken/vragenlijsten/<uuid:asked_id>/"
# Under the departments, whose manager sets lists up.
LISTS = "org/<slug:organisation_slug>/afdelingen/vragenlijsten/"
EDITION = LISTS + "<uuid:edition_id>/"

urlpatterns = [
    path("api/v1/question-lists/", OwnQuestionLists.as_view(), name="api_own_lists"),
    path(OWN, own.own_lists, name="own_lists"),
    path(ASKED, own.own, name="own"),
    path(ASKED + "vraag/<int:question>/", own.question, name="question"),
    path(ASKED + "overzicht/", own.summary, name="summary"),
    path(CASE + "vragenlijst/", team.ask, name="ask"),
    path(SENT, team.answers, name="answers"),
    path(SENT + "intrekken/", team.withdraw, name="withdraw"),
    path(LISTS, setting_up.lists, name="lists"),
    path(LISTS + "klaar/", setting_up.take_ready_made, name="take_ready_made"),
    path(LISTS + "meting/", setting_up.measurement, name="measurement"),
    path(LISTS + "regels/<uuid:rule_id>/weg/", setting_up.end_rule, name="end_rule"),
    path(EDITION, setting_up.edition, name="edition"),
    path(EDITION + "bestand/", setting_up.file, name="file"),
    path(EDITION + "weg/", setting_up.remove, name="remove"),
    path(EDITION + "regels/", setting_up.add_rule, name="add_rule"),
    path(EDITION + "afdelingen/<uuid:department_id>/", setting_up.set_use, name="set_use"),
]
