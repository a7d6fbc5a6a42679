"""What the launcher prints once the product answers."""

from __future__ import annotations

PAGES = (
    ("start page", "/"),
    ("patients", "/mijn/"),
    ("care teams", "/org/"),
    ("interface for programs", "/api/schema/"),
    ("health", "/healthz"),
)


def welcome(public_url: str, sign_ins: str, seconds: float) -> str:
    """Return addresses and demo sign-ins as a short table."""
    rows = [f"  {name:<24}{public_url.rstrip('/')}{path}" for name, path in PAGES]
    lines = ["", f"Running after {seconds:.1f} s:", *rows]
    if sign_ins.strip():
        lines += ["", *(f"  {line}" for line in sign_ins.strip().splitlines())]
    return "\n".join([*lines, "", "Stop with Ctrl-C.", ""])
