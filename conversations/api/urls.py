"""Addresses of version 1: the patient's side, and the team's under its organisation."""

from __future__ import annotations

from typing import Any

from django.urls import path

from conversations.api import files, own, team
from conversations.api.messages import messages

app_name = "conversations_api"
TEAM = "org/<slug:organisation_slug>/"
ONE = "conversations/<uuid:conversation_id>/"
hot: Any = messages

urlpatterns = [
    path("departments/", own.OwnDepartments.as_view(), name="departments"),
    path("conversations/", own.OwnConversations.as_view(), name="conversations"),
    path("questions/<uuid:patient_id>/files/", files.question_files, name="question_files"),
    path(
        "questions/<uuid:patient_id>/files/<uuid:draft_id>/", files.with_question, name="file_with_question"
    ),
    path(f"{ONE}messages/", hot, name="messages"),
    path(f"{ONE}files/", files.files, name="files"),
    path(f"{ONE}files/<uuid:draft_id>/", files.being_added, name="file_being_added"),
    path(f"{ONE}read/", own.OwnReadMark.as_view(), name="read"),
    path(f"{TEAM}departments/", team.TeamDepartments.as_view(), name="team_departments"),
    path(f"{TEAM}conversations/", team.TeamConversations.as_view(), name="team_conversations"),
    path(f"{TEAM}{ONE}messages/", hot, name="team_messages"),
    path(f"{TEAM}{ONE}files/", files.files, name="team_files"),
    path(f"{TEAM}{ONE}files/<uuid:draft_id>/", files.being_added, name="team_file_being_added"),
    path(f"{TEAM}{ONE}read/", team.TeamReadMark.as_view(), name="team_read"),
]
