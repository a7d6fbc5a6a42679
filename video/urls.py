"""Video visits, by three doors: of the team, of the patient's side, of a guest."""

from __future__ import annotations

from django.urls import path

from video.views import desks, guests, keeping, own, team, working

app_name = "video"

OWN = "mijn/beeldbellen/<uuid:video_id>/"
HOME = "org/<slug:organisation_slug>/beeldbellen/"
VISIT = HOME + "<uuid:video_id>/"
CASE = "org/<slug:organisation_slug>/gesprekken/<uuid:conversation_id>/beeldbellen/"
GUEST = "beeldbellen/<str:guest_token>/"

urlpatterns = [
    path("mijn/beeldbellen/", own.mine, name="own_visits"),
    path("mijn/beeldbellen/proef/", own.test, name="own_test"),
    path("mijn/beeldbellen/proef/lijn/", own.test_line, name="own_test_line"),
    path("mijn/beeldbellen/bewaard/<uuid:kept_visit_id>/weg/", own.remove_kept, name="remove_kept"),
    path("mijn/beeldbellen/spreekuur/<uuid:walk_in_id>/", desks.walk_in, name="walk_in"),
    path("mijn/gesprekken/<uuid:conversation_id>/beeldbellen/", own.banner, name="own_banner"),
    path(OWN, own.room, name="own_room"),
    path(OWN + "stand/", own.state, name="own_state"),
    path(OWN + "hier/", own.here, name="own_here"),
    path(OWN + "komen/", own.come, name="own_come"),
    path(OWN + "verbinden/", own.connect, name="own_connect"),
    path(OWN + "weg/", own.leave, name="own_leave"),
    path(OWN + "lijn/", own.line, name="own_line"),
    path(OWN + "sleutels/", own.keys, name="own_keys"),
    path(OWN + "zeggen/", own.say, name="own_say"),
    path(OWN + "ondertitel/", own.caption, name="own_caption"),
    path(HOME, team.board, name="board"),
    path(HOME + "uitloop/", working.run_late, name="run_late"),
    path(HOME + "spreekuren/", desks.desks, name="desks"),
    path(HOME + "spreekuren/versleuteling/", desks.sealing, name="sealing"),
    path(HOME + "spreekuren/afspraken/", desks.appointment_codes, name="appointment_codes"),
    path(HOME + "spreekuren/<uuid:department_id>/", desks.desk, name="desk"),
    path(VISIT, team.room, name="room"),
    path(VISIT + "stand/", team.state, name="state"),
    path(VISIT + "hier/", team.here, name="here"),
    path(VISIT + "komen/", team.come, name="come"),
    path(VISIT + "verbinden/", team.connect, name="connect"),
    path(VISIT + "weg/", team.leave, name="leave"),
    path(VISIT + "lijn/", team.line, name="line"),
    path(VISIT + "sleutels/", team.keys, name="keys"),
    path(VISIT + "zeggen/", team.say, name="say"),
    path(VISIT + "ondertitel/", team.caption, name="caption"),
    path(VISIT + "versleuteling/", working.seal, name="seal"),
    path(VISIT + "toelaten/", working.admit, name="admit"),
    path(VISIT + "wacht/", working.hold, name="hold"),
    path(VISIT + "eruit/", working.remove, name="remove"),
    path(VISIT + "overdragen/", working.hand_over, name="hand_over"),
    path(VISIT + "gasten/", working.invite_guest, name="invite_guest"),
    path(VISIT + "gasten/weg/", working.withdraw_guest, name="withdraw_guest"),
    path(VISIT + "verplaatsen/", working.move, name="move"),
    path(VISIT + "afzeggen/", working.cancel, name="cancel"),
    path(CASE, team.plan, name="plan"),
    path(CASE + "nu/", team.call_now, name="call_now"),
    path(GUEST, guests.invited, name="guest"),
    path(GUEST + "code/", guests.code, name="guest_code"),
    path(GUEST + "bewaren/", keeping.keep, name="guest_keep"),
    path(GUEST + "bewaren/adres/", keeping.own_address, name="guest_keep_address"),
    path(GUEST + "bewaren/account/", keeping.account, name="guest_keep_account"),
    path(GUEST + "kamer/", guests.room, name="guest_room"),
    path(GUEST + "kamer/stand/", guests.state, name="guest_state"),
    path(GUEST + "kamer/hier/", guests.here, name="guest_here"),
    path(GUEST + "kamer/komen/", guests.come, name="guest_come"),
    path(GUEST + "kamer/verbinden/", guests.connect, name="guest_connect"),
    path(GUEST + "kamer/weg/", guests.leave, name="guest_leave"),
    path(GUEST + "kamer/lijn/", guests.line, name="guest_line"),
    path(GUEST + "kamer/sleutels/", guests.keys, name="guest_keys"),
    path(GUEST + "kamer/zeggen/", guests.say, name="guest_say"),
    path(GUEST + "kamer/ondertitel/", guests.caption, name="guest_caption"),
]
