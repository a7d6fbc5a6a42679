from django.urls import path

from integrations import views

app_name = "integrations"
urlpatterns = [
    # Senders disagree about the slash after the base.
    path("R4", views.system),
    path("R4/", views.system, name="system"),
    path("R4/metadata", views.metadata, name="metadata"),
    path("R4/<str:resource_type>", views.resource, name="resources"),
    path("R4/<str:resource_type>/<str:resource_id>", views.resource, name="resource"),
    path("R4/<path:rest>", views.elsewhere, name="elsewhere"),
]
