"""The pages where patients and relatives download their own conversations."""

from __future__ import annotations

from django.urls import path

from downloads import views

app_name = "downloads"

urlpatterns = [
    path("mijn/downloaden/", views.overview, name="overview"),
    path("mijn/downloaden/<uuid:download_id>/bestand/", views.file, name="file"),
    path("mijn/downloaden/<uuid:download_id>/weg/", views.remove, name="remove"),
]
