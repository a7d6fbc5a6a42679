from django.urls import path

from monitoring_export import views, views_deliveries, views_dictionary, views_files

app_name = "monitoring_export"
OWN = "org/<slug:organisation_slug>/gebruik/"

urlpatterns = [
    path("cijfers/", views_dictionary.dictionary, name="dictionary"),
    path(OWN, views.overview, name="overview"),
    path(f"{OWN}bestand/<slug:form>/", views.download, name="download"),
    path(f"{OWN}bestanden/", views_files.overview, name="files"),
    path(f"{OWN}bestanden/<uuid:usage_file_id>/", views_files.file, name="file"),
    path(f"{OWN}bestanden/<uuid:usage_file_id>/weg/", views_files.remove, name="remove_file"),
    path(f"{OWN}leveringen/", views_deliveries.overview, name="deliveries"),
    path(f"{OWN}leveringen/nieuw/", views_deliveries.new, name="new_delivery"),
    path(f"{OWN}leveringen/<uuid:usage_delivery_id>/", views_deliveries.delivery, name="delivery"),
    path(f"{OWN}leveringen/<uuid:usage_delivery_id>/nu/", views_deliveries.now, name="deliver_now"),
    path(f"{OWN}leveringen/<uuid:usage_delivery_id>/einde/", views_deliveries.end, name="end_delivery"),
]
