"""Rows filled into markup that was rendered once: as the template itself would write them."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from conversations.kept_markup import KeptMarkup

TEMPLATE = "conversations/staff/_line.html"


class Texts(NamedTuple):
    name: str
    text: str = ""
    labels: str = ""
    pill: str = ""
    current: str = ""


ROWS = [
    Texts("Mw. A. Vermeer (1958)", 'Ik heb 100% <pijn> & "koorts"'),
    Texts("Mw. A. Vermeer (1958)", "%(name)s %s {name}", pill="2 d"),
    Texts("<script>", "<b>waar</b>", labels=mark_safe("<i>"), current="true"),
    Texts("", "\ue000name\ue001"),
    Texts("Mw. A. Vermeer (1958)", "met een \0 & nul"),
]


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_a_row_is_what_its_template_writes(row):
    kept = KeptMarkup(TEMPLATE, "line", markup=("labels",))
    for _once_more in range(2):
        assert kept.rows([row]) == render_to_string(TEMPLATE, {"line": row._asdict()})


def test_rows_of_one_shape_do_not_know_each_other():
    kept = KeptMarkup(TEMPLATE, "line", markup=("labels",))
    first, second = Texts("Alice", "een"), Texts("Bob", "twee")
    both = kept.rows([first, second])
    assert both == kept.rows([first]) + kept.rows([second])
    assert "Alice" not in kept.rows([second])
