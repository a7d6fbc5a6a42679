"""Wiring only: settings, URLs, ASGI, Celery, embedded servers, the demo world. No domain logic."""

from beterdichtbij.celery import app as celery_app

__all__ = ["celery_app"]
