"""Where things are. Each app brings its own patient side, staff side and API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from beterdichtbij import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front_page, name="front_page"),
]
