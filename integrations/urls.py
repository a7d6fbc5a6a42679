from django.urls import path

from integrations import views

app_name = "integrations"
urlpatterns = [
    path("", views.system, name="system"),
    path("metadata", views.metadata, name="metadata"),
    path("<str:resource_type>", views.resource, name="resources"),
    path("<str:resource_type>/<str:resource_id>", views.resource, name="resource"),
    path("<path:rest>", views.elsewhere, name="elsewhere"),
]
