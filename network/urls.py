"""Of a conversation of one's own, and of conversations of other organisations (`netwerk/`)."""

from __future__ import annotations

from django.urls import path

from network.views import files, inviting, taking_part

app_name = "network"

HOME = "org/<slug:organisation_slug>/netwerk/"
SHARED = HOME + "<uuid:participation_id>/"
# Ends as the other addresses that take in a file; `beterdichtbij/handler.py` knows them by it.
ADDING = HOME + "gesprekken/<uuid:participation_id>/bestanden/"
CASE = "org/<slug:organisation_slug>/gesprekken/<uuid:conversation_id>/deelnemers/"

urlpatterns = [
    path(HOME, taking_part.shared_list, name="list"),
    path(HOME + "vindbaar/", inviting.findable, name="findable"),
    path(HOME + "vindbaar/<uuid:department_id>/", inviting.set_findable, name="set_findable"),
    path(SHARED, taking_part.shared, name="shared"),
    path(SHARED + "verder/", taking_part.news, name="news"),
    path(SHARED + "gelezen/", taking_part.seen, name="seen"),
    path(SHARED + "bericht/", taking_part.write, name="write"),
    path(SHARED + "verlaat/", taking_part.leave, name="leave"),
    path(SHARED + "bestanden/<uuid:shared_file_id>/", files.file, name="file"),
    path(SHARED + "bestanden/<uuid:shared_file_id>/klein/", files.thumbnail, name="thumbnail"),
    path(SHARED + "bestanden/<uuid:shared_draft_id>/weg/", files.remove, name="remove_file"),
    path(ADDING, files.add, name="add_file"),
    path(ADDING + "<uuid:shared_draft_id>/", files.being_added, name="file_being_added"),
    path(CASE, inviting.invite, name="invite"),
    path(CASE + "<uuid:partner_id>/weg/", inviting.remove, name="remove"),
    path(CASE + "<uuid:partner_id>/vraag/", inviting.ask_again, name="ask_again"),
]
