"""What the organisation keeps: for its admin."""

from __future__ import annotations

from django.urls import path

from keeping.views import erasures, everything, terms

app_name = "keeping"
HOUSE = "org/<slug:organisation_slug>/organisatie/"

urlpatterns = [
    path(f"{HOUSE}bewaren/", terms.overview, name="terms"),
    path(f"{HOUSE}verwijderen/", erasures.overview, name="erasures"),
    path(f"{HOUSE}verwijderen/<uuid:patient_id>/", erasures.one, name="erase"),
    path(f"{HOUSE}verwijderen/<uuid:erasure_id>/besluit/", erasures.decide, name="erasure_decide"),
    path(f"{HOUSE}alles/", everything.overview, name="everything"),
    path(f"{HOUSE}alles/<uuid:copy_id>/besluit/", everything.decide, name="everything_decide"),
    path(f"{HOUSE}alles/<uuid:copy_id>/bestand/", everything.file, name="everything_file"),
    path(f"{HOUSE}alles/<uuid:copy_id>/weg/", everything.remove, name="everything_remove"),
]
