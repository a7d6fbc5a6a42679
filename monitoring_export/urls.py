from django.urls import path

from monitoring_export import views, views_dictionary

app_name = "monitoring_export"
OWN = "org/<slug:organisation_slug>/gebruik/"

urlpatterns = [
    path("cijfers/", views_dictionary.dictionary, name="dictionary"),
    path(OWN, views.overview, name="overview"),
    path(f"{OWN}bestand/<slug:form>/", views.download, name="download"),
]
