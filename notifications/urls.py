"""Where a person says how they want to be told, and where the post of the demo world is read."""

from __future__ import annotations

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("mijn/meldingen/", views.wishes, name="wishes"),
    path("mijn/meldingen/werk/", views.work, name="work"),
    path("mijn/meldingen/toestel/", views.add_browser, name="add_browser"),
    path("mijn/meldingen/toestel/<uuid:browser_id>/weg/", views.remove_browser, name="remove_browser"),
    path("mijn/meldingen/probeer/", views.test, name="test"),
    path("demo/post/", views.post, name="post"),
]
