"""Reads the environment: typed, secrets also from files, a clear sentence when something is missing."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file that `<name>_FILE` points at."""
    path = os.environ.get(f"{name}_FILE")
    value = Path(path).read_text().strip() if path else os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE; see docs/operations.md.")
    return value


def flag(name: str) -> bool:
    return text(name, "0").lower() in {"1", "true", "yes", "on"}


def key(name: str) -> bytes:
    """32 bytes in base64."""
    return _decode(name, text(name))


def keys(name: str) -> list[bytes]:
    """Any number of keys, separated by commas."""
    return [_decode(name, part) for part in text(name, "").split(",") if part]


def _decode(name: str, value: str) -> bytes:
    decoded = base64.b64decode(value)
    if len(decoded) != 32:
        raise ImproperlyConfigured(f"{name} must be 32 bytes in base64.")
    return decoded


def shared_figures(folder: Path) -> None:
    """Tell the library of the metrics where processes count together; it reads this when it is imported."""
    chosen = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder)))
    chosen.mkdir(mode=0o700, parents=True, exist_ok=True)


def database(name: str) -> dict[str, Any]:
    """A Django database from a URL: postgresql://user:password@host:port/name?host=/socket/folder&sslmode=…"""
    url = urlsplit(text(name))
    options = {option: values[-1] for option, values in parse_qs(url.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", url.hostname or ""),
        "PORT": str(url.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def mail(name: str, default: str) -> dict[str, Any]:
    """Django's mail settings from a URL: smtp://user:password@host:587?tls=1, smtps://…, or demo:"""
    url = urlsplit(text(name, default))
    if url.scheme == "demo":
        backend = "notifications.demo_post.EmailBackend"
    else:
        backend = "django.core.mail.backends.smtp.EmailBackend"
    return {
        "BACKEND": backend,
        "HOST": url.hostname or "localhost",
        "PORT": url.port or (465 if url.scheme == "smtps" else 25),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "TLS": parse_qs(url.query).get("tls", ["0"])[-1] == "1",
        "SSL": url.scheme == "smtps",
    }


def file_store(data: Path) -> dict[str, Any]:
    """A folder, or a bucket of a service that speaks S3 when `FILES_S3_BUCKET` names one."""
    bucket = text("FILES_S3_BUCKET", "")
    if not bucket:
        folder = text("FILES_DIR", str(data / "files"))
        options = {
            "location": folder,
            "allow_overwrite": True,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        }
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": text("FILES_S3_ENDPOINT", "") or None,
            "region_name": text("FILES_S3_REGION", "") or None,
            "access_key": text("FILES_S3_ACCESS_KEY", "") or None,
            "secret_key": text("FILES_S3_SECRET_KEY", "") or None,
            "file_overwrite": True,
            "querystring_auth": False,
            # What is fetched passes through a file on disk beyond this; it is sealed.
            "max_memory_size": 1024 * 1024,
        },
    }
