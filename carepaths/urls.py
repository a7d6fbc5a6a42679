"""The patient's page under /mijn/, and the team's under /org/<slug>/."""

from __future__ import annotations

from django.urls import path

from carepaths import views

app_name = "carepaths"
PATHS = "org/<slug:organisation_slug>/zorgpaden/"

urlpatterns = [
    path("mijn/afspraken/", views.own_visits, name="own_visits"),
    path(PATHS, views.paths, name="paths"),
    path(PATHS + "<uuid:path_id>/", views.path, name="path"),
]
