"""Run a command with the throwaway servers and secrets of the tests: python -m tests.with_servers COMMAND."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.servers import start_servers, stop_servers


def main() -> int:
    asked_for = os.environ.get("PUBLIC_URL")
    start_servers()
    os.environ["PUBLIC_URL"] = asked_for or os.environ["PUBLIC_URL"]
    try:
        return subprocess.run(sys.argv[1:]).returncode
    finally:
        stop_servers()


if __name__ == "__main__":
    sys.exit(main())
