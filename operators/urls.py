"""Pages of who runs the platform."""

from __future__ import annotations

from django.urls import path

from operators import organisation_views, views

app_name = "operators"

urlpatterns = [
    path("klok/", views.clock, name="clock"),
    path("klok/opnieuw/", views.again, name="again"),
    path("organisaties/", organisation_views.overview, name="organisations"),
    path("organisaties/nieuw/", organisation_views.new, name="new_organisation"),
    path("organisaties/<slug:slug>/", organisation_views.organisation, name="organisation"),
]
