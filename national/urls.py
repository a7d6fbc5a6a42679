"""Pages of the national monitor."""

from __future__ import annotations

from django.urls import path

from national.views import of_organisation, of_programs, of_reader

app_name = "national"
OWN = "org/<slug:organisation_slug>/monitor/"

urlpatterns = [
    path(".well-known/monitor-keys.json", of_reader.keys, name="keys"),
    path("api/v1/usage/", of_programs.usage, name="usage"),
    path("monitor/", of_reader.overview, name="overview"),
    path("monitor/levering/<str:quarter>/", of_reader.deliver, name="deliver"),
    path(OWN, of_organisation.compare, name="compare"),
    path(f"{OWN}meedoen/", of_organisation.taking_part, name="taking_part"),
    path(f"{OWN}aanleveren/", of_organisation.brought, name="brought"),
    path(f"{OWN}aanleveren/voorbeeld.csv", of_organisation.example, name="example"),
]
