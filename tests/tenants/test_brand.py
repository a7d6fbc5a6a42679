"""A colour is readable on our pages, or refused with the nearest one that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.brand import PAPER, contrast, is_colour, is_readable, nearest_readable, style_sheet

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_dark_colour_is_kept():
    assert nearest_readable("#0b5e74") == "#0b5e74"


@given(COLOURS)
def test_what_is_offered_is_always_readable(colour):
    assert is_readable(nearest_readable(colour))


@given(COLOURS.filter(lambda colour: not is_readable(colour)))
def test_what_is_offered_is_hardly_darker_than_it_must_be(colour):
    assert contrast(nearest_readable(colour), PAPER) < 4.8


def test_an_offered_colour_has_the_same_hue():
    red, green, blue = (int(nearest_readable("#ff8800")[at : at + 2], 16) for at in (1, 3, 5))

    assert red > green > blue


@pytest.mark.parametrize("text", ["#0B5E74", "0b5e74", "#fff", "red", "#0b5e7", "#0b5e74;}", "#0b5e74\n", ""])
def test_only_one_way_of_writing_is_a_colour(text):
    assert not is_colour(text)


@pytest.mark.parametrize(("slug", "colour"), [("a", "red"), ('a"]', "#0b5e74"), ("a b", "#0b5e74")])
def test_nothing_else_gets_into_a_style_sheet(slug, colour):
    with pytest.raises(ValueError, match="not a colour"):
        style_sheet(slug, colour)


def test_an_organisation_has_its_style_sheet(client, lindeborg):
    response = client.get("/brand/lindeborg.css")

    assert response["Content-Type"] == "text/css"
    assert "immutable" in response["Cache-Control"]
    assert (
        response.content.decode()
        == '@layer tokens { [data-organisation="lindeborg"] { --brand: #0b5e74; } }\n'
    )


def test_a_patient_sees_every_organisation_in_its_own_colour(client, lindeborg, waterkant):
    sheet = client.get("/brand.css").content.decode()

    assert '[data-organisation="lindeborg"]' in sheet
    assert '[data-organisation="waterkant"]' in sheet


def test_an_unknown_organisation_has_none(client, lindeborg):
    assert client.get("/brand/elders.css").status_code == 404
