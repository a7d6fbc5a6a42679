"""Running an organisation: for its admin."""

from __future__ import annotations

from django.urls import path

from administration.views import checking, house, seeing, tokens

app_name = "administration"
HOUSE = "org/<slug:organisation_slug>/organisatie/"

urlpatterns = [
    path(HOUSE, checking.overview, name="checklist"),
    path(f"{HOUSE}gezicht/", house.face, name="face"),
    path(f"{HOUSE}gezicht/logo-weg/", house.remove_logo, name="remove_logo"),
    path(f"{HOUSE}regels/", house.rules, name="rules"),
    path(f"{HOUSE}locaties/", house.locations, name="locations"),
    path(f"{HOUSE}locaties/<uuid:location_id>/weg/", house.remove_location, name="remove_location"),
    path(f"{HOUSE}dagen/", house.special_days, name="special_days"),
    path(f"{HOUSE}koppelingen/", tokens.overview, name="tokens"),
    path(f"{HOUSE}koppelingen/<uuid:api_token_id>/einde/", tokens.revoke, name="revoke_token"),
    path("org/<slug:organisation_slug>/toegangslog/steekproef/", seeing.sampled, name="sample"),
    path(
        "org/<slug:organisation_slug>/medewerkers/<uuid:membership_id>/ziet/",
        seeing.member_sees,
        name="member_sees",
    ),
    path(f"{HOUSE}dagen/<uuid:special_day_id>/weg/", house.remove_special_day, name="remove_special_day"),
]
