"""The patient's page under /mijn/, and the team's under /org/<slug>/."""

from __future__ import annotations

from django.urls import path

from carepaths.views import attention, following, letters, making, moving, overview, studio, trying, versions

app_name = "carepaths"
PATHS = "org/<slug:organisation_slug>/zorgpaden/"
PATH = PATHS + "<uuid:path_id>/"
FOLLOWER = PATHS + "volgers/<uuid:enrolment_id>/"
STUDIO = PATH + "ontwerp/"

urlpatterns = [
    path("mijn/afspraken/", overview.own_visits, name="own_visits"),
    path(PATHS, overview.paths, name="paths"),
    path(PATHS + "aandacht/", attention.needing, name="attention"),
    path(PATHS + "nieuw/", making.new, name="new"),
    path(PATHS + "nieuw/klaar/", making.take, name="take"),
    path(PATHS + "nieuw/bestand/", making.bring, name="bring"),
    path(PATH + "bestand/", making.file, name="file"),
    path(PATH, overview.path, name="path"),
    path(PATH + "inschrijven/", following.enrol, name="enrol"),
    path(FOLLOWER, following.follower, name="follower"),
    path(FOLLOWER + "doe/", following.steer, name="steer"),
    path(FOLLOWER + "stap/", following.leave_out, name="leave_out"),
    path(FOLLOWER + "verzetten/", following.move, name="move"),
    path(PATHS + "brieven/<uuid:letter_id>/", letters.letter, name="letter"),
    path(STUDIO, studio.studio, name="studio"),
    path(STUDIO + "concept/", studio.start_draft, name="start_draft"),
    path(STUDIO + "concept/weg/", studio.drop_draft, name="drop_draft"),
    path(STUDIO + "stap/kopie/", studio.copy_step, name="copy_step"),
    path(STUDIO + "stap/schuif/", studio.shift_step, name="shift_step"),
    path(STUDIO + "stap/weg/", studio.remove_step, name="remove_step"),
    path(STUDIO + "begin/", studio.beginning, name="beginning"),
    path(STUDIO + "uitproberen/", trying.trying, name="trying"),
    path(PATH + "versies/", versions.versions, name="versions"),
    path(PATH + "versies/aan/", versions.switch, name="switch"),
    path(PATH + "versies/overzetten/", moving.moving, name="moving"),
]
