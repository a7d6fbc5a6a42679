"""A logout that fails on our side counts when the provider tells of it again."""

from __future__ import annotations

from django.db import OperationalError, connection
from django.test import Client

from tests.single_sign_on.test_signing_out import (  # noqa: F401
    TOLD,
    _private_providers,
    claims,
    ingrid,
    turned_on,
    vera,
)


def test_what_fails_here_counts_when_it_is_told_again(turned_on, vera):  # noqa: F811
    def fails(execute, sql, *more):
        if sql.startswith("DELETE") and "people_session" in sql:
            raise OperationalError("the database is away")
        return execute(sql, *more)

    good = {"logout_token": turned_on.signs(claims(turned_on))}
    with connection.execute_wrapper(fails):
        assert Client().post(TOLD, good).status_code == 503
    assert vera.get("/org/lindeborg/").status_code == 200

    assert Client().post(TOLD, good).status_code == 200

    assert vera.get("/org/lindeborg/").status_code == 302
