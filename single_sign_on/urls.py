"""Signing in through the organisation's own provider."""

from __future__ import annotations

from django.urls import path

from single_sign_on import views

app_name = "single_sign_on"

urlpatterns = [
    path("org/<slug:organisation_slug>/organisatie/inloggen/", views.settings_page, name="settings"),
    path("werk/<slug:slug>/", views.door, name="door"),
    path("werk/<slug:slug>/terug/", views.back, name="back"),
    path("werk/<slug:slug>/uitgelogd/", views.signed_out, name="signed_out"),
]
