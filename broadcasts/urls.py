"""One message to many patients, of the team."""

from __future__ import annotations

from django.urls import path

from broadcasts import views

app_name = "broadcasts"

HOME = "org/<slug:organisation_slug>/berichten/"
ONE = HOME + "<uuid:broadcast_id>/"

urlpatterns = [
    path(HOME, views.broadcasts, name="list"),
    path(HOME + "nieuw/", views.new, name="new"),
    path(ONE, views.broadcast, name="broadcast"),
    path(ONE + "verstuur/", views.agree, name="agree"),
    path(ONE + "stop/", views.stop, name="stop"),
    path(ONE + "weg/", views.discard, name="discard"),
    path(ONE + "herinner/", views.remind, name="remind"),
]
