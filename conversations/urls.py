"""The patient's pages under /mijn/, and the team's under /org/<slug>/."""

from __future__ import annotations

from django.urls import path

from conversations import relative_urls
from conversations.views import (
    absences,
    asking,
    case,
    departments,
    files,
    home,
    inbox,
    labels,
    mentions,
    merging,
    must_reads,
    own_replies,
    own_thread,
    prepared,
    removal,
    searching,
    starting,
    team_tasks,
    working,
)

app_name = "conversations"


MINE = "mijn/gesprekken/<uuid:conversation_id>/"
CASE = "org/<slug:organisation_slug>/gesprekken/<uuid:conversation_id>/"
TASK = "org/<slug:organisation_slug>/taken/<uuid:team_task_id>/"
DEPARTMENT = "org/<slug:organisation_slug>/afdelingen/<uuid:department_id>/"

urlpatterns = [
    # First, because they are opened most.
    path("org/<slug:organisation_slug>/", inbox.inbox, name="inbox"),
    path(CASE, case.case, name="case"),
    *relative_urls.urlpatterns,
    path("mijn/", home.home, name="home"),
    path("mijn/gesprekken/", home.own_list, name="own_list"),
    path("mijn/zoeken/", searching.search, name="search"),
    path("mijn/taken/<uuid:task_id>/", home.answer, name="answer_task"),
    path("mijn/taken/<uuid:task_id>/datum/", home.enter_date, name="enter_date"),
    path("mijn/gesprekken/nieuw/", asking.choose, name="ask"),
    path("mijn/gesprekken/nieuw/<uuid:department_id>/", asking.can_it_wait, name="can_it_wait"),
    path("mijn/gesprekken/nieuw/<uuid:department_id>/bellen/", asking.call, name="call"),
    path("mijn/gesprekken/nieuw/<uuid:department_id>/vraag/", asking.write_question, name="write_question"),
    path("mijn/bestanden/<uuid:draft_id>/klein/", files.draft_thumbnail, name="draft_thumbnail"),
    path(MINE, own_thread.own_thread, name="own_thread"),
    path(MINE + "stuk/", own_thread.own_part, name="own_part"),
    path(MINE + "verder/", own_thread.own_news, name="own_news"),
    path(MINE + "gelezen/", own_thread.own_read, name="own_read"),
    path(MINE + "bestanden/", files.add, name="own_files"),
    path(MINE + "bestanden/<uuid:file_id>/", files.file, name="own_file"),
    path(MINE + "bestanden/<uuid:file_id>/klein/", files.thumbnail, name="own_thumbnail"),
    path(MINE + "bestanden/<uuid:draft_id>/weg/", files.remove, name="own_file_removed"),
    path("org/<slug:organisation_slug>/nieuw-gesprek/", starting.find, name="find_to_write"),
    path(
        "org/<slug:organisation_slug>/patienten/<uuid:patient_id>/nieuw-gesprek/",
        starting.write_first,
        name="write_first",
    ),
    path(CASE + "stuk/", case.part, name="case_part"),
    path(CASE + "verder/", case.news, name="case_news"),
    path(CASE + "gelezen/", case.read, name="case_read"),
    path(CASE + "bestanden/", files.add, name="case_files"),
    path(CASE + "bestanden/<uuid:file_id>/", files.file, name="case_file"),
    path(CASE + "bestanden/<uuid:file_id>/klein/", files.thumbnail, name="case_thumbnail"),
    path(CASE + "bestanden/<uuid:draft_id>/weg/", files.remove, name="case_file_removed"),
    path(CASE + "antwoord/", working.answer, name="reply"),
    path(CASE + "notities/", working.note, name="note"),
    path(CASE + "neem/", working.take, name="take"),
    path(CASE + "geef-terug/", working.release, name="release"),
    path(CASE + "wijs-toe/", working.assign, name="assign"),
    path(CASE + "doorsturen/", working.forward, name="forward"),
    path(
        CASE + "moet-gelezen/<uuid:must_read_id>/niet-meer/",
        must_reads.withdraw,
        name="withdraw_must_read",
    ),
    path(DEPARTMENT + "moet-gelezen/", must_reads.ladder, name="ladder"),
    path(CASE + "sluit/", working.close, name="close"),
    path(CASE + "geen-antwoord/", working.need_no_answer, name="need_no_answer"),
    path(CASE + "label/", labels.put, name="put_label"),
    path(CASE + "heropen/", working.reopen, name="reopen"),
    path(CASE + "klaarzetten/", prepared.prepare, name="prepare_reply"),
    path(CASE + "telefoon/", prepared.call, name="write_down_call"),
    path("org/<slug:organisation_slug>/taken/klaargezet/", prepared.prepared_list, name="prepared"),
    path(
        "org/<slug:organisation_slug>/klaargezet/<uuid:prepared_id>/",
        prepared.decide,
        name="decide_prepared",
    ),
    path("org/<slug:organisation_slug>/taken/genoemd/", mentions.mentions, name="mentions"),
    path("org/<slug:organisation_slug>/taken/genoemd/wie/", mentions.whom, name="whom_to_name"),
    path("org/<slug:organisation_slug>/taken/genoemd/gezien/", mentions.see_all, name="see_mentions"),
    path("org/<slug:organisation_slug>/taken/afwezig/", absences.absences, name="absences"),
    path(CASE + "voeg-samen/", merging.merge, name="merge"),
    path(CASE + "haal-uit-elkaar/", merging.part, name="part"),
    path("org/<slug:organisation_slug>/taken/antwoorden/", own_replies.own_replies, name="standard_replies"),
    path("org/<slug:organisation_slug>/taken/antwoorden/nieuw/", own_replies.add, name="add_own_reply"),
    path(CASE + "taken/", team_tasks.add_about, name="add_task_about"),
    path("org/<slug:organisation_slug>/taken/", team_tasks.team_tasks, name="team_tasks"),
    path("org/<slug:organisation_slug>/taken/nieuw/", team_tasks.add, name="add_team_task"),
    path("org/<slug:organisation_slug>/taken/stand/", team_tasks.standing, name="standing"),
    path(TASK + "klaar/", team_tasks.finish, name="finish_team_task"),
    path(TASK + "toch-niet/", team_tasks.take_up, name="take_up_team_task"),
    path(TASK + "uitstel/", team_tasks.snooze, name="snooze_team_task"),
    path(TASK + "geef/", team_tasks.give, name="give_team_task"),
    path("org/<slug:organisation_slug>/afdelingen/", departments.departments, name="departments"),
    path("org/<slug:organisation_slug>/afdelingen/nieuw/", departments.add_department, name="add_department"),
    path("org/<slug:organisation_slug>/labels/", labels.labels, name="labels"),
    path("org/<slug:organisation_slug>/labels/<uuid:label_id>/", labels.label, name="label"),
    path("org/<slug:organisation_slug>/labels/<uuid:label_id>/weg/", labels.retire, name="retire_label"),
    path(DEPARTMENT, departments.department, name="department"),
    path(DEPARTMENT + "verwijder/", removal.remove, name="remove_department"),
    path(DEPARTMENT + "verplaats/", removal.move, name="move_department"),
    path(DEPARTMENT + "terug/", removal.restore, name="restore_department"),
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
