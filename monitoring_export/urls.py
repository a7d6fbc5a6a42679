from django.urls import path

from monitoring_export import views, views_dictionary

app_name = "monitoring_export"
urlpatterns = [
    path("cijfers/", views_dictionary.dictionary, name="dictionary"),
    path("org/<slug:organisation_slug>/gebruik/", views.overview, name="overview"),
    path("org/<slug:organisation_slug>/gebruik/gebruik.csv", views.download, {"kind": "csv"}, name="csv"),
    path("org/<slug:organisation_slug>/gebruik/gebruik.xlsx", views.download, {"kind": "xlsx"}, name="xlsx"),
]
