"""The patient's page under /mijn/, and the team's under /org/<slug>/."""

from __future__ import annotations

from django.urls import path

from carepaths.views import overview, studio, trying, versions

app_name = "carepaths"
PATHS = "org/<slug:organisation_slug>/zorgpaden/"
PATH = PATHS + "<uuid:path_id>/"
STUDIO = PATH + "ontwerp/"

urlpatterns = [
    path("mijn/afspraken/", overview.own_visits, name="own_visits"),
    path(PATHS, overview.paths, name="paths"),
    path(PATHS + "nieuw/", studio.new, name="new"),
    path(PATH, overview.path, name="path"),
    path(STUDIO, studio.studio, name="studio"),
    path(STUDIO + "concept/", studio.start_draft, name="start_draft"),
    path(STUDIO + "concept/weg/", studio.drop_draft, name="drop_draft"),
    path(STUDIO + "stap/kopie/", studio.copy_step, name="copy_step"),
    path(STUDIO + "stap/weg/", studio.remove_step, name="remove_step"),
    path(STUDIO + "begin/", studio.beginning, name="beginning"),
    path(STUDIO + "uitproberen/", trying.trying, name="trying"),
    path(PATH + "versies/", versions.versions, name="versions"),
    path(PATH + "versies/aan/", versions.switch, name="switch"),
]
