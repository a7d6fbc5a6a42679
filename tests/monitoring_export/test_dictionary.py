"""Anybody can read what a figure is, in Dutch and in English."""

from __future__ import annotations

import pytest

from monitoring_export.dictionary import FIGURES, SHARES, SUMS


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Wat de cijfers betekenen"), ("en", "What the figures mean")]
)
def test_everybody_reads_the_dictionary(client, db, language, words):
    page = client.get("/cijfers/", {"taal": language}).content.decode()

    assert words in page
    assert all(f'id="{key}"' in page for key in FIGURES)


def test_a_language_without_definitions_reads_dutch(client, db):
    assert "Wat de cijfers betekenen" in client.get("/cijfers/", {"taal": "tr"}).content.decode()


def test_a_share_is_of_what_is_counted():
    assert all(figure.name and figure.definition and figure.formula for figure in FIGURES.values())
    assert set(SHARES).isdisjoint(SUMS)
