"""Where the post of the demo world is read."""

from __future__ import annotations

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [path("demo/post/", views.post, name="post")]
