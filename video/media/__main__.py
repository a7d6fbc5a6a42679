"""Run one media worker: python -m video.media. One for each core; see docs/subsystems/video.md."""

from __future__ import annotations

import argparse
import ipaddress
import logging
import os
from pathlib import Path

from video.media.worker import Settings, serve

DEFAULT_HOSTS, DEFAULT_PORT = "127.0.0.1", "0"


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m video.media",
        description="Forward the sound and pictures of video visits, without reading them.",
        epilog="REDIS_URL (or REDIS_URL_FILE) says where Valkey is. SIGTERM ends it after its calls.",
    )
    made.add_argument(
        "--hosts",
        default=os.environ.get("MEDIA_HOSTS") or DEFAULT_HOSTS,
        help="addresses browsers reach this worker at, IPv4 or IPv6, with commas (MEDIA_HOSTS; 127.0.0.1)",
    )
    made.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("MEDIA_PORT") or DEFAULT_PORT),
        help="its UDP port; 0 takes a free one (MEDIA_PORT; 0)",
    )
    made.add_argument(
        "--drain-seconds",
        type=float,
        default=float(os.environ.get("MEDIA_DRAIN_SECONDS") or 0),
        help="how long calls may go on after SIGTERM before others take them over (MEDIA_DRAIN_SECONDS; 0)",
    )
    return made


def main() -> None:
    told = parser().parse_args()
    hosts = [host.strip() for host in told.hosts.split(",") if host.strip()]
    for host in hosts or [""]:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            parser().error(f"--hosts takes addresses, not names: {host!r}")
    path = os.environ.get("REDIS_URL_FILE")
    url = Path(path).read_text().strip() if path else os.environ.get("REDIS_URL", "")
    if not url:
        parser().error("REDIS_URL is not set")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    serve(Settings(redis_url=url, hosts=hosts, port=told.port, drain_seconds=told.drain_seconds))


if __name__ == "__main__":
    main()
