"""Celery: a hint that there is work. What is due, and whether it was done, stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beterdichtbij.settings")
app = Celery("beterdichtbij")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
