"""A first screen without a conversation: true words for who reads along, who once did and who never."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import cast
from tests.relatives.stage import child, represent

NEVER = "U bent nog niet uitgenodigd als patiënt"
ONCE = "U leest niet meer mee"
NOW = "Gesprekken die met u worden gedeeld, staan hier."


def home(person) -> str:
    return cast.signed_in(person).get("/mijn/").text


@pytest.mark.parametrize("reason", ["age", "death", "patient"])
def test_who_once_read_along_is_told_so_and_where_to_ask(lindeborg, reason):
    began, ended = (timezone.now() - timedelta(days=days) for days in (400, 90))
    noor = represent(child(lindeborg), starts_at=began, ends_at=ended, end_reason=reason)

    seen = home(noor)

    assert ONCE in seen and "Bel het zorgteam." in seen and 'href="/mijn/naasten/"' in seen
    assert NEVER not in seen and "Finn" not in seen


def test_who_reads_only_what_is_chosen_is_told_that_it_comes_here(lindeborg):
    noor = represent(child(lindeborg), covers_all=False)
    seen = home(noor)
    assert NOW in seen and ONCE not in seen and NEVER not in seen


def test_who_never_had_anything_is_told_how_one_comes_in(lindeborg):
    seen = home(cast.make_person("Tess"))
    assert NEVER in seen and "Open dan de link die erin staat" in seen and ONCE not in seen
