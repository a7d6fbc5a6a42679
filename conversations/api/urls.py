"""Addresses of version 1: the patient's side, and the team's under its organisation."""

from __future__ import annotations

from django.urls import path

from conversations.api.messages import messages

app_name = "conversations_api"
TEAM = "org/<slug:organisation_slug>/conversations/"

urlpatterns = [
    path("conversations/<uuid:conversation_id>/messages/", messages, name="messages"),
    path(f"{TEAM}<uuid:conversation_id>/messages/", messages, name="team_messages"),
]
