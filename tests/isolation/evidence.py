"""What an answer gives away, and whether anything of somebody else has changed."""

from __future__ import annotations

import re

from django.db import connection
from django.http import HttpResponseBase

from rowsecurity.scopes import Scope, open_scope
from tests.isolation.actors import Actor
from tests.isolation.catalogue.tables import TABLES
from tests.isolation.world import Side, World

WORD = re.compile(r"zq[0-9a-f]{10}", re.IGNORECASE)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NONCE = re.compile(r'nonce="[^"]*"')
TOKEN = re.compile(r"[\w-]{20,}|\b\w{4}-\w{4}-\w{4}\b")


def text_of(response: HttpResponseBase) -> str:
    """Head and body as one text."""
    head = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{head}\n{response.cookies.output()}\n{_body(response)}"


def _body(response: HttpResponseBase) -> str:
    content = getattr(response, "gathered", None)  # of an answer that streams
    return (getattr(response, "content", b"") if content is None else content).decode(errors="replace")


def leaks(actor: Actor, world: World, response: HttpResponseBase, tells: frozenset[str]) -> set[str]:
    """Whose words stand in the answer that this actor may not see, nor is told here by the link they have."""
    known = {word.lower(): mark for word, mark in world.words.items()}
    marks = {known[word.lower()] for word in WORD.findall(text_of(response)) if word.lower() in known}
    told = {mark for mark in marks if mark.whose in tells and mark.side == actor.side.slug}
    return {
        f"words of {mark.whose} in {mark.side} ({mark.kind})"
        for mark in marks - told
        if not actor.may_see(mark)
    }


PUBLIC_FILES = ("text/css", "text/javascript", "application/javascript", "application/manifest+json")


def careless(response: HttpResponseBase, *, signed_in: bool) -> set[str]:
    """Which protections of the browser the answer forgets."""
    kind, head = response.headers.get("Content-Type", ""), response.headers
    policy = head.get("Content-Security-Policy", "")
    kept = signed_in and not kind.startswith(PUBLIC_FILES)
    asked = {
        "nosniff": head.get("X-Content-Type-Options") == "nosniff",
        "a referrer policy": "Referrer-Policy" in head,
        "no-store": not kept or "no-store" in head.get("Cache-Control", ""),
        "a content policy": not kind.startswith("text/html") or "object-src 'none'" in policy,
        "a content policy without unsafe": "unsafe" not in policy,
    }
    return {name for name, is_there in asked.items() if not is_there}


def shape(response: HttpResponseBase, asked: set[str]) -> tuple[int, str, str]:
    """The answer without what differs by chance (ids, tokens, numbers) and without what was asked."""
    texts = [response.headers.get("Location", ""), _body(response)]
    for value in sorted(asked, key=len, reverse=True):
        texts = [text.replace(value, "V") for text in texts]
    return (response.status_code, _plain(texts[0]), _plain(texts[1]))


def _plain(text: str) -> str:
    return re.sub(r"\d+", "N", TOKEN.sub("T", UUID.sub("U", NONCE.sub("", text))))


READABLE = "SELECT name FROM unnest(%s::text[]) AS name WHERE has_table_privilege(%s, name, 'SELECT')"


# Which transactions have ended: the same text means that no row can have changed in between, as long as this
# transaction has written nothing itself.
SEEN = "SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned() IS NULL"


class Fingerprint:
    """One value for all rows of an organisation; a change of any of them changes it."""

    def __init__(self, side: Side, rows: str = "true", without: frozenset[str] = frozenset()) -> None:
        self.side = side
        with connection.cursor() as cursor:
            cursor.execute(TABLES + "SELECT name FROM tables WHERE is_tenant ORDER BY 1")
            tables = {name for (name,) in cursor.fetchall()} - without
            cursor.execute(READABLE, [sorted(tables), "bd_job"])
            by_jobs = {name for (name,) in cursor.fetchall()}
        by_role = {"bd_job": by_jobs, "bd_staff": tables - by_jobs}
        self.queries = {
            role: " UNION ALL ".join(_rows(table, rows) for table in sorted(names))
            for role, names in by_role.items()
            if names
        }

        self.seen, self.marks = "", ""

    def take(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute(SEEN)
            seen, is_unwritten = cursor.fetchone()
        if not is_unwritten:
            return self._take()
        if seen != self.seen:
            self.seen, self.marks = seen, self._take()
        return self.marks

    def _take(self) -> str:
        marks = []
        for role, query in self.queries.items():
            with open_scope(Scope(role, self.side.id)), connection.cursor() as cursor:
                cursor.execute(query, {"organisation": str(self.side.id)})
                marks += [f"{table}:{mark}" for table, mark in cursor.fetchall()]
        return " ".join(marks)


def _rows(table: str, rows: str) -> str:
    return (
        f"SELECT '{table}', md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t"
        f" WHERE organisation_id = %(organisation)s::uuid AND {rows}"
    )


def difference(before: str, after: str, *, but: frozenset[str] = frozenset()) -> str:
    """The tables that changed, but those that may."""
    changed = {part.partition(":")[0] for part in set(after.split()) - set(before.split())}
    return ", ".join(sorted(changed - but))
