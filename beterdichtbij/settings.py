"""One settings file. What differs between places comes from the environment (docs/operations.md)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from beterdichtbij import environment
from beterdichtbij.csp import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(environment.text("DATA_DIR", str(BASE_DIR / ".data")))

SECRET_KEY = environment.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = [key for key in environment.text("SECRET_KEY_FALLBACKS", "").split(",") if key]
# Wraps the data keys of the organisations; older ones only open.
KEY_ENCRYPTION_KEY = environment.key("KEY_ENCRYPTION_KEY")
KEY_ENCRYPTION_KEY_FALLBACKS = environment.keys("KEY_ENCRYPTION_KEY_FALLBACKS")
DEBUG = False
# The demo world: made-up organisations, and the post they send readable on a page.
DEMO = environment.flag("DEMO")
# The message about a moved appointment waits for the planner's second thoughts; in a demo not so long.
TELL_OF_MOVE_AFTER = timedelta(seconds=int(environment.text("TELL_OF_MOVE_AFTER", "15" if DEMO else "300")))

PUBLIC_URL = environment.text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
_SECURE = urlsplit(PUBLIC_URL).scheme == "https"
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "", *environment.text("ALLOWED_HOSTS", "").split()]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
    "rest_framework",
    "drf_spectacular",
    "beterdichtbij.apps.BeterDichtbijConfig",
    "rowsecurity",
    "audit",
    "realtime",
    "tenants",
    "people",
    "notifications",
    "files",
    "conversations",
    "downloads",
    "carepaths",
    "network",
    "integrations",
    "monitoring_export",
    "national",
    "onboarding",
    "helpdesk",
    "operators",
    "administration",
    "single_sign_on",
    "keeping",
    "broadcasts",
    "consults",
    "questionnaires",
    "video",
]

# All of these run in the event loop: a synchronous middleware costs two thread hops a request.
MIDDLEWARE = [
    "beterdichtbij.middleware.Security",
    "beterdichtbij.middleware.ContentSecurityPolicy",
    "people.middleware.SessionMiddleware",
    "beterdichtbij.middleware.Locale",
    "beterdichtbij.middleware.Common",
    "beterdichtbij.middleware.Csrf",
    "beterdichtbij.middleware.Messages",
    "people.middleware.ScopeMiddleware",
    "beterdichtbij.middleware.ClickJacking",
]
# Figures for Prometheus, only where somebody may ask for them.
METRICS_TOKEN = environment.text("METRICS_TOKEN", "")
if METRICS_TOKEN:
    MIDDLEWARE = ["beterdichtbij.metrics.Before", *MIDDLEWARE, "beterdichtbij.metrics.After"]
    environment.shared_figures(DATA_DIR / "metrics")

ROOT_URLCONF = "beterdichtbij.urls"
ASGI_APPLICATION = "beterdichtbij.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "beterdichtbij.context.product",
            ]
        },
    }
]
FORM_RENDERER = "beterdichtbij.forms.Renderer"

DATABASES = {"default": environment.database("DATABASE_URL")}
DATABASES["default"]["OPTIONS"] |= {
    "pool": {"min_size": 1, "max_size": int(environment.text("POOL_SIZE", "8")), "timeout": 5},
    # Values travel apart from the statement, so that they are not readable in pg_stat_activity; and rows
    # can be asked for as PostgreSQL keeps them (`conversations/listed.py`).
    "server_side_binding": True,
    # A statement that comes again is planned once for each connection.
    "prepare_threshold": 3,
}
ASYNC_POOL_SIZE = int(environment.text("ASYNC_POOL_SIZE", "5"))
REDIS_URL = environment.text("REDIS_URL")
# How many messages one person may send; a person who types stays far below it.
SENDS_PER_MINUTE = int(environment.text("SENDS_PER_MINUTE", "120"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:sign_in"

# Providers of single sign-on at private addresses and without https; for trying out and for tests alone.
SINGLE_SIGN_ON_PRIVATE = environment.flag("SINGLE_SIGN_ON_PRIVATE")
# Receivers of scheduled deliveries of figures at private addresses and without https; likewise.
DELIVERY_PRIVATE = environment.flag("DELIVERY_PRIVATE")
DELIVERY_CA = environment.text("DELIVERY_CA", "")

SECURITY_CONTACT = environment.text("SECURITY_CONTACT", "mailto:security@example.org")

SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
CSRF_FAILURE_VIEW = "beterdichtbij.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_REFERRER_POLICY = "no-referrer" if _SECURE else "same-origin"
X_FRAME_OPTIONS = "DENY"
# Django looks for its own names; ours are those classes in the event loop, and a test says they are there.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002", "security.W003"]

LANGUAGE_CODE = "nl"
# The last four are for the patient's side; the screens of the team are Dutch and English.
LANGUAGES = [
    ("nl", _("Dutch")),
    ("en", _("English")),
    ("tr", _("Turkish")),
    ("ar", _("Arabic")),
    ("pl", _("Polish")),
    ("uk", _("Ukrainian")),
]
FORMAT_MODULE_PATH = ["beterdichtbij.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "beterdichtbij.static.Storage"},
    # Photos and files of people: sealed before they get there.
    "files": environment.file_store(DATA_DIR),
}
# host:port or unix:/path of a scanner that speaks the protocol of ClamAV.
CLAMAV_ADDRESS = environment.text("CLAMAV_ADDRESS", "")
# What a request may hold; addresses that take files in have their own limit (beterdichtbij/handler.py).
LARGEST_REQUEST = 8 * 1024 * 1024
# Files one person may add in a minute.
UPLOADS_PER_MINUTE = int(environment.text("UPLOADS_PER_MINUTE", "60"))

CELERY_BROKER_URL = (
    f"redis+socket://{REDIS_URL.removeprefix('unix://')}" if REDIS_URL.startswith("unix://") else REDIS_URL
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Beat only pokes; what is due stands in the database. Plain seconds: no wall clock, no daylight saving.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    # A poke that nobody took in time is no longer needed: the next one is there.
    "due-steps": {"task": "carepaths.tasks.carry_out_due_steps", "schedule": 3, "options": {"expires": 3}},
    "path-starts": {"task": "carepaths.tasks.start_by_answers", "schedule": 20, "options": {"expires": 20}},
    "team": {"task": "conversations.tasks.do_due_work", "schedule": 3, "options": {"expires": 3}},
    "usage": {"task": "monitoring_export.tasks.poke", "schedule": 60, "options": {"expires": 60}},
    "figures": {"task": "monitoring_export.tasks.deliver_due", "schedule": 60, "options": {"expires": 60}},
    "monitor": {
        "task": "national.tasks.give_finished_quarters",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "invitations": {"task": "onboarding.tasks.poke", "schedule": 30, "options": {"expires": 30}},
    "broadcasts": {"task": "broadcasts.tasks.send_broadcasts", "schedule": 5, "options": {"expires": 5}},
    "partner-words": {"task": "network.tasks.tell_patients", "schedule": 10, "options": {"expires": 10}},
    "visits": {"task": "video.tasks.look_after_visits", "schedule": 60, "options": {"expires": 60}},
    "lists": {"task": "questionnaires.tasks.handle_lists", "schedule": 5, "options": {"expires": 5}},
    "providers": {"task": "single_sign_on.tasks.look_again", "schedule": 30, "options": {"expires": 30}},
    "notices": {"task": "notifications.tasks.deliver_due_notices", "schedule": 3, "options": {"expires": 3}},
    "removing": {"task": "keeping.tasks.remove", "schedule": 600, "options": {"expires": 600}},
    "copies": {"task": "keeping.tasks.make_due_copies", "schedule": 20, "options": {"expires": 20}},
    "downloads": {"task": "downloads.tasks.make_due_downloads", "schedule": 5, "options": {"expires": 5}},
    "access-log": {"task": "audit.tasks.seal_access_log", "schedule": 60, "options": {"expires": 60}},
    "files": {"task": "files.tasks.check_received", "schedule": 3, "options": {"expires": 3}},
    "forgotten-files": {"task": "files.tasks.remove_forgotten", "schedule": 900, "options": {"expires": 900}},
    "birthdays": {"task": "people.tasks.look_at_birthdays", "schedule": 3600, "options": {"expires": 3600}},
    "forgotten-sessions": {
        "task": "people.tasks.clear_expired",
        "schedule": 900,
        "options": {"expires": 900},
    },
}

# E-mail and text messages. Without addresses of its own the demo world keeps its post in a folder.
EMAIL = environment.mail("EMAIL_URL", "demo:" if DEMO else "smtp://localhost:25")
EMAIL_BACKEND = EMAIL["BACKEND"]
EMAIL_HOST, EMAIL_PORT = EMAIL["HOST"], EMAIL["PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL["USER"], EMAIL["PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL["TLS"], EMAIL["SSL"]
EMAIL_TIMEOUT = 2
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", "BeterDichtbij <noreply@localhost>")
# Notifications in browsers (web push): the key that signs them, and the push services that may be called.
VAPID_PRIVATE_KEY = environment.text("VAPID_PRIVATE_KEY", "")
PUSH_SERVICES = environment.text(
    "PUSH_SERVICES",
    "fcm.googleapis.com updates.push.services.mozilla.com web.push.apple.com notify.windows.com",
).split()
# Relays for video, and the secret they share with us (`video/relay.py`).
TURN_URLS = environment.text("TURN_URLS", "").split()
TURN_SECRET = environment.text("TURN_SECRET", "")
SMS_URL = environment.text("SMS_URL", "demopost://{to}?reference={reference}" if DEMO else "")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["people.api.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "BeterDichtbij",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

OTP_TOTP_ISSUER = "BeterDichtbij"
OTP_WEBAUTHN_HELPER_CLASS = "people.passkeys.Helper"
OTP_WEBAUTHN_RP_NAME = "BeterDichtbij"
OTP_WEBAUTHN_RP_ID = urlsplit(PUBLIC_URL).hostname
OTP_WEBAUTHN_ALLOWED_ORIGINS = [PUBLIC_URL]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Below an error it would write every wrong address, and the address of an invitation is a secret.
    "loggers": {"django.request": {"level": "ERROR"}},
}
