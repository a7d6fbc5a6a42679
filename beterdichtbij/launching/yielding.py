"""Run a module at a low priority: python -m beterdichtbij.launching.yielding MODULE ARGUMENTS."""

from __future__ import annotations

import os
import runpy
import sys

NICER = 10


def main() -> None:
    os.nice(NICER)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
