from __future__ import annotations

from django.urls import path

from beterdichtbij.urls import urlpatterns as real
from tests.isolation.planted import views

ORG = "org/<slug:organisation_slug>/planted/"

urlpatterns = [
    *real,  # pages lead on to them
    path(ORG + "patients/<uuid:patient_id>/", views.detail, name="planted_detail"),
    path(ORG + "patients/", views.everything, name="planted_everything"),
    path(ORG + "colleagues/<uuid:patient_id>/", views.colleagues_only, name="planted_colleagues_only"),
    path(ORG + "query/", views.by_query, name="planted_by_query"),
    path(ORG + "header/", views.by_header, name="planted_by_header"),
    path(ORG + "rename/<uuid:patient_id>/", views.rename, name="planted_rename"),
    path(ORG + "move/", views.move, name="planted_move"),
    path(ORG + "make/", views.make, name="planted_make"),
    path(ORG + "attach/", views.attach, name="planted_attach"),
    path(ORG + "remove/<uuid:department_id>/", views.remove, name="planted_remove"),
    path(ORG + "remembered/", views.remembered, name="planted_remembered"),
    path(ORG + "settings/", views.for_admins, name="planted_for_admins"),
    path(ORG + "guests/", views.guest_list, name="planted_guest_list"),
    path(ORG + "guests/<uuid:conversation_id>/", views.guest_reads, name="planted_guest_reads"),
    path("planted/schema/", views.schema, name="planted_schema"),
    path("mijn/planted/patients/<uuid:patient_id>/", views.mine, name="planted_mine"),
    path("mijn/planted/conversations/<uuid:conversation_id>/", views.exists, name="planted_exists"),
]
