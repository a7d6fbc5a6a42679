"""What must be finished before the product serves: one program after the other."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from beterdichtbij.embedded.processes import die_with_parent

TICK = 0.02


class StepFailed(Exception):
    """A step ended badly; the message holds what it said."""


class Stopped(Exception):
    """Somebody asked to stop before the product was up."""


def run_step(
    command: list[str],
    *,
    environment: Mapping[str, str],
    output: Path,
    descriptors: tuple[int, ...],
    is_stopping: Callable[[], bool],
) -> Path:
    """Run a program to its end and return the file with what it printed; its complaints stand beside it."""
    complaints = output.with_suffix(".log")
    with output.open("wb") as out, complaints.open("wb") as err:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            pass_fds=descriptors,
            preexec_fn=die_with_parent,
        )
        while process.poll() is None:
            if is_stopping():
                process.terminate()
                process.wait()
                raise Stopped
            time.sleep(TICK)
    if process.returncode:
        said = (output.read_text(errors="replace") + complaints.read_text(errors="replace"))[-3000:]
        raise StepFailed(f"{' '.join(command[1:])} ended with {process.returncode}:\n{said}")
    return output
