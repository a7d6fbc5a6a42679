"""Every URL by who asks with ids of others, in a database without row security: the application holds alone.

That the database does is shown by `test_tables.py`. A file of its own: both walks go at the same time.
"""

from __future__ import annotations

from tests.isolation.walk import walk_all


def test_nobody_gets_what_is_not_theirs_without_row_security(django_db_blocker):
    with django_db_blocker.unblock():
        report = walk_all("bare", row_security=False)

    assert report.requests > 100
    assert not report.findings, "\n".join([f"{len(report.findings)} findings:", *report.findings])
