"""The written consult, of the team."""

from __future__ import annotations

from django.urls import path

from consults import views

app_name = "consults"

HOME = "org/<slug:organisation_slug>/schriftelijk-consult/"
CASE = "org/<slug:organisation_slug>/gesprekken/<uuid:conversation_id>/consult/"

urlpatterns = [
    path(HOME, views.charging, name="charging"),
    path(HOME + "<uuid:department_id>/", views.set_charging, name="set_charging"),
    path(CASE, views.consult, name="consult"),
    path(CASE + "terug/", views.withdraw, name="withdraw"),
]
