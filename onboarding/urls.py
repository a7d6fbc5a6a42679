"""Getting everybody in: for the team."""

from __future__ import annotations

from django.urls import path

from onboarding.views import desk, learning, lists, progress, rules, staff_lists

app_name = "onboarding"
STAFF = "org/<slug:organisation_slug>/uitnodigen/"
COLLEAGUES = "org/<slug:organisation_slug>/medewerkers/lijst/"

urlpatterns = [
    path("hulp/<slug:task>/", learning.guide, name="guide"),
    path("oefenen/", learning.practice, name="practice"),
    path(f"{STAFF}vanzelf/", rules.overview, name="rules"),
    path(f"{STAFF}vanzelf/<uuid:department_id>/", rules.rule, name="rule"),
    path(f"{STAFF}voortgang/", progress.progress, name="progress"),
    path(f"{STAFF}lijst/", lists.overview, name="lists"),
    path(f"{STAFF}lijst/voorbeeld.csv", lists.example, name="list_example"),
    path(f"{STAFF}lijst/<uuid:list_id>/", lists.one, name="list"),
    path(f"{STAFF}lijst/<uuid:list_id>/akkoord/", lists.agree, name="list_agree"),
    path(f"{STAFF}lijst/<uuid:list_id>/weg/", lists.drop, name="list_drop"),
    path(f"{STAFF}lijst/<uuid:list_id>/niet-gedaan.csv", lists.not_done, name="list_not_done"),
    path(COLLEAGUES, staff_lists.overview, name="staff_lists"),
    path(f"{COLLEAGUES}voorbeeld.csv", staff_lists.example, name="staff_list_example"),
    path(f"{COLLEAGUES}<uuid:staff_list_id>/", staff_lists.one, name="staff_list"),
    path(f"{COLLEAGUES}<uuid:staff_list_id>/akkoord/", staff_lists.agree, name="staff_list_agree"),
    path(f"{COLLEAGUES}<uuid:staff_list_id>/weg/", staff_lists.drop, name="staff_list_drop"),
    path(
        f"{COLLEAGUES}<uuid:staff_list_id>/niet-gedaan.csv",
        staff_lists.not_done,
        name="staff_list_not_done",
    ),
    path(f"{STAFF}balie/", desk.today, name="desk"),
    path(f"{STAFF}<uuid:patient_id>/brief/", desk.letter, name="letter"),
    path(f"{STAFF}<uuid:patient_id>/mobiel/", desk.mobile, name="mobile"),
]
