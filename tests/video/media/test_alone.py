"""The worker stands alone: what hosts calls must not wait for a database or a template."""

from __future__ import annotations

import subprocess
import sys

from beterdichtbij.launching.settings import ROOT

LOOK = """
import sys, video.media.__main__, video.media_client, video.placement
ours = {'beterdichtbij', 'conversations', 'people', 'rowsecurity', 'tenants', 'realtime', 'audit'}
print(sorted(set(sys.modules) & ({'django', 'celery'} | ours)))
"""


def test_the_worker_loads_nothing_of_django_or_of_the_other_apps():
    printed = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert printed.stdout.strip() == "[]"


def test_it_says_how_it_is_used():
    command = [sys.executable, "-m", "video.media", "--help"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    for setting in ("MEDIA_HOSTS", "MEDIA_PORT", "MEDIA_DRAIN_SECONDS", "REDIS_URL"):
        assert setting in printed.stdout


def test_a_name_in_place_of_an_address_is_refused():
    command = [sys.executable, "-m", "video.media", "--hosts", "media.example"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert ended.returncode == 2
    assert "takes addresses" in ended.stderr
