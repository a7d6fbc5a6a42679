"""Pages of who runs the platform."""

from __future__ import annotations

from django.urls import path

from operators import views

app_name = "operators"

urlpatterns = [
    path("klok/", views.clock, name="clock"),
    path("klok/opnieuw/", views.again, name="again"),
]
