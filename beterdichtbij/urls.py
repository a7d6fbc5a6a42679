"""Where things are. Each app brings its own patient side, staff side and API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from beterdichtbij import disclosure, health, installable, metrics, views
from beterdichtbij.demo.views import codes
from conversations.api.schema import Generator
from people.edges import public
from tenants.views import brand, brands, logo

schema = SpectacularAPIView.as_view(
    generator_class=Generator, authentication_classes=[], permission_classes=[]
)

urlpatterns: list[URLPattern | URLResolver] = [
    # First, because it is the measured path.
    path("api/v1/", include("conversations.api.urls")),
    # Then what is opened most.
    path("", include("conversations.urls")),
    path("", views.front_page, name="front_page"),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path(".well-known/security.txt", disclosure.security_txt, name="security_txt"),
    path("demo/codes/", codes, name="demo_codes"),
    path("hulp/", views.help_page, name="help"),
    path("mijn/hulp/", views.my_help, name="my_help"),
    path("org/", views.workplaces, name="workplaces"),
    path("taal/", views.language, name="language"),
    path("tekstgrootte/", views.text_size, name="text_size"),
    path("offline/", installable.offline, name="offline"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
    path("service-worker.js", installable.service_worker, name="service_worker"),
    path("brand.css", public(brands), name="brands"),
    path("brand/<slug:slug>.css", public(brand), name="brand"),
    path("brand/<slug:slug>.png", public(logo), name="brand_logo"),
    path("", include("helpdesk.urls")),
    path("platform/", include("operators.urls")),
    path("", include("onboarding.urls")),
    path("", include("administration.urls")),
    path("", include("single_sign_on.urls")),
    path("", include("keeping.urls")),
    path("", include("monitoring_export.urls")),
    path("", include("national.urls")),
    path("", include("carepaths.urls")),
    path("fhir/", include("integrations.urls")),
    path("", include("network.urls")),
    path("", include("downloads.urls")),
    path("", include("broadcasts.urls")),
    path("", include("consults.urls")),
    path("", include("questionnaires.urls")),
    path("", include("video.urls")),
    path("api/schema/", public(schema), name="schema"),
    path("", include("people.urls")),
    path("", include("notifications.urls")),
]
