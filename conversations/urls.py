"""The patient's pages under /mijn/, and the team's under /org/<slug>/."""

from __future__ import annotations

from django.urls import path

from conversations.views import asking, case, departments, home, inbox, own_thread, working

app_name = "conversations"

MINE = "mijn/gesprekken/<uuid:conversation_id>/"
CASE = "org/<slug:organisation_slug>/gesprekken/<uuid:conversation_id>/"
DEPARTMENT = "org/<slug:organisation_slug>/afdelingen/<uuid:department_id>/"

urlpatterns = [
    path("mijn/", home.home, name="home"),
    path("mijn/taken/<uuid:task_id>/", home.answer, name="answer_task"),
    path("mijn/gesprekken/nieuw/", asking.choose, name="ask"),
    path("mijn/gesprekken/nieuw/<uuid:department_id>/", asking.can_it_wait, name="can_it_wait"),
    path("mijn/gesprekken/nieuw/<uuid:department_id>/bellen/", asking.call, name="call"),
    path("mijn/gesprekken/nieuw/<uuid:department_id>/vraag/", asking.write_question, name="write_question"),
    path(MINE, own_thread.own_thread, name="own_thread"),
    path(MINE + "verder/", own_thread.own_news, name="own_news"),
    path(MINE + "gelezen/", own_thread.own_read, name="own_read"),
    path("org/<slug:organisation_slug>/", inbox.inbox, name="inbox"),
    path(CASE, case.case, name="case"),
    path(CASE + "verder/", case.news, name="case_news"),
    path(CASE + "gelezen/", case.read, name="case_read"),
    path(CASE + "antwoord/", working.answer, name="reply"),
    path(CASE + "notities/", working.note, name="note"),
    path(CASE + "neem/", working.take, name="take"),
    path(CASE + "geef-terug/", working.release, name="release"),
    path(CASE + "wijs-toe/", working.assign, name="assign"),
    path(CASE + "doorsturen/", working.forward, name="forward"),
    path(CASE + "sluit/", working.close, name="close"),
    path(CASE + "heropen/", working.reopen, name="reopen"),
    path("org/<slug:organisation_slug>/afdelingen/", departments.departments, name="departments"),
    path(DEPARTMENT, departments.department, name="department"),
    path(DEPARTMENT + "antwoorden/", departments.add_reply, name="add_standard_reply"),
    path(
        "org/<slug:organisation_slug>/antwoorden/<uuid:reply_id>/",
        departments.standard_reply,
        name="standard_reply",
    ),
    path(
        "org/<slug:organisation_slug>/antwoorden/<uuid:reply_id>/weg/",
        departments.remove_reply,
        name="remove_standard_reply",
    ),
]
