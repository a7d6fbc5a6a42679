"""The door, the way in, and the pages about oneself."""

from __future__ import annotations

from django.urls import path

from people import sign_in_api
from people.edges import at_gate, public
from people.views import (
    access_log,
    activation,
    home,
    invitations,
    invite,
    join,
    letters,
    means,
    members,
    own_address,
    passkeys,
    reminders,
    settings,
    sign_in,
)

app_name = "people"

door = [
    path("inloggen/", sign_in.sign_in, name="sign_in"),
    path("inloggen/bevestigen/", sign_in.second_factor, name="second_factor"),
    path("inloggen/code/", sign_in.send_code, name="send_code"),
    path("inloggen/instellen/", means.enrol, name="enrol"),
    path("inloggen/passkey/", passkeys.begin, name="passkey_begin"),
    path("inloggen/passkey/klaar/", passkeys.complete, name="passkey_complete"),
    path("inloggen/verder/", home.home, name="home"),
    path("uitloggen/", sign_in.sign_out, name="sign_out"),
]

way_in = [
    path("medewerker/<str:staff_token>/", join.join, name="join"),
    path("in/", letters.type_code, name="letter_code"),
    path("uitnodiging/<str:token>/adres/", own_address.own_address, name="invitation_address"),
    path("uitnodiging/<str:token>/niet-meer/", reminders.decline, name="invitation_decline"),
    path("uitnodiging/<str:token>/", invitations.open_invitation, name="invitation"),
    path("uitnodiging/<str:token>/code/", invitations.code, name="invitation_code"),
    path("uitnodiging/<str:token>/code/opnieuw/", invitations.another_code, name="invitation_another_code"),
    path("uitnodiging/<str:token>/account/", activation.account, name="invitation_account"),
    path("uitnodiging/<str:token>/opnieuw/", invitations.ask_again, name="invitation_ask_again"),
]

own = [
    path("mijn/gegevens/", settings.overview, name="my_data"),
    path("mijn/gegevens/contact/", settings.contact_preference, name="contact_preference"),
    path("mijn/instellingen/", settings.overview, name="settings"),
    path("mijn/instellingen/sessies/einde/", settings.end_session, name="end_session"),
    path("mijn/instellingen/sessies/andere-einde/", settings.end_others, name="end_other_sessions"),
    path("mijn/wie-keek/", access_log.who_looked, name="who_looked"),
    path("mijn/inloggen-met/", means.overview, name="means"),
    path("mijn/inloggen-met/app/", means.add_totp, name="add_totp"),
    path("mijn/inloggen-met/app/<int:device_id>/weg/", means.remove_totp, name="remove_totp"),
    path("mijn/inloggen-met/passkey/", passkeys.begin_registration, name="add_passkey"),
    path("mijn/inloggen-met/passkey/klaar/", passkeys.complete_registration, name="keep_passkey"),
    path("mijn/inloggen-met/passkey/<int:passkey_id>/weg/", means.remove_passkey, name="remove_passkey"),
    path("mijn/inloggen-met/herstelcodes/", means.recovery_codes, name="recovery_codes"),
    path("mijn/inloggen-met/wachtwoord/", means.change_password, name="change_password"),
]

staff = [
    path("org/<slug:organisation_slug>/toegangslog/", access_log.access_log, name="access_log"),
    path("org/<slug:organisation_slug>/medewerkers/", members.overview, name="members"),
    path("org/<slug:organisation_slug>/medewerkers/nieuw/", members.invite, name="member_invite"),
    path("org/<slug:organisation_slug>/medewerkers/<uuid:membership_id>/", members.member, name="member"),
    path(
        "org/<slug:organisation_slug>/medewerkers/<uuid:membership_id>/einde/",
        members.end,
        name="member_end",
    ),
    path(
        "org/<slug:organisation_slug>/medewerkers/uitnodiging/<uuid:staff_invitation_id>/opnieuw/",
        members.send_again,
        name="member_again",
    ),
    path(
        "org/<slug:organisation_slug>/medewerkers/uitnodiging/<uuid:staff_invitation_id>/intrekken/",
        members.withdraw,
        name="member_withdraw",
    ),
    path("org/<slug:organisation_slug>/uitnodigen/", invite.overview, name="invitations"),
    path("org/<slug:organisation_slug>/uitnodigen/nieuw/", invite.invite_new, name="invite_new"),
    path(
        "org/<slug:organisation_slug>/uitnodigen/<uuid:patient_id>/",
        invite.invite_patient,
        name="invite_patient",
    ),
    path(
        "org/<slug:organisation_slug>/uitnodigingen/<uuid:invitation_id>/opnieuw/",
        invite.send_again,
        name="invite_again",
    ),
    path(
        "org/<slug:organisation_slug>/uitnodigingen/<uuid:invitation_id>/intrekken/",
        invite.withdraw,
        name="invitation_withdraw",
    ),
]

api = [
    path("api/v1/sign-in/", public(sign_in_api.SignIn.as_view()), name="api_sign_in"),
    path(
        "api/v1/sign-in/second-factor/",
        at_gate(sign_in_api.SecondFactor.as_view()),
        name="api_second_factor",
    ),
    path("api/v1/session/", at_gate(sign_in_api.SessionView.as_view()), name="api_session"),
]

urlpatterns = [*door, *way_in, *own, *staff, *api]
