"""How a server is run: never as root, and never longer than the process that started it."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
from dataclasses import dataclass, field
from functools import cache
from typing import Any

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent dies, even by SIGKILL (a `preexec_fn`)."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


@dataclass(frozen=True)
class Runner:
    """Runs programs that refuse to be root.

    `prefix` puts them in a user namespace, where the files stay root's; `account` gives them to another
    account.
    """

    prefix: tuple[str, ...] = ()
    account: pwd.struct_passwd | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *command: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.prefix, *command], env=self.environment, cwd="/", text=True, **self._identity(), **options
        )

    def _identity(self) -> dict[str, Any]:
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}


def unprivileged() -> Runner:
    """Choose how this account runs PostgreSQL, which refuses to be root."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
    if os.geteuid() != 0:
        return Runner(environment=environment)
    if user_namespaces():
        return Runner(prefix=namespace_prefix(), environment=environment)
    return Runner(account=first_account("postgres", "nobody"), environment=environment)


def namespace_prefix() -> tuple[str, ...]:
    nobody = pwd.getpwnam("nobody")
    return ("unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}", "--")


@cache
def user_namespaces() -> bool:
    """Tell whether this machine allows them; NO_USER_NAMESPACE=1 says no."""
    if os.environ.get("NO_USER_NAMESPACE"):
        return False
    try:
        return subprocess.run([*namespace_prefix(), "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def first_account(*names: str) -> pwd.struct_passwd:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in names if name in known)
