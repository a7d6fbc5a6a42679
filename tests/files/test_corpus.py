"""Every upload of the corpus, over HTTP and through the real checking: shown, or refused with why."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from files import wording
from tests.files.corpus import CORPUS, SECRET, Sample, made
from tests.files.stage import Adding, stored, streamed


@pytest.mark.parametrize("sample", CORPUS, ids=str)
def test_each_upload_has_its_outcome(alice_adds: Adding, lindeborg, store_folder, sample: Sample):
    file = alice_adds.add(made(sample), "vakantie.jpg")

    if sample.refused:
        assert (file["state"], file["why"]) == ("refused", wording.refusal(sample.refused))
        assert file["address"] is None
        assert list(store_folder.rglob("*.*")) == []
        return
    assert (file["state"], file["kind"]) == ("ready", sample.becomes)
    shown = streamed(alice_adds.browser.get(file["address"]))
    if sample.becomes == "pdf":
        assert shown == made(sample)
        return
    assert SECRET not in shown and b"PK\x03\x04" not in shown
    picture = Image.open(io.BytesIO(shown))
    assert picture.format == sample.becomes.upper()
    assert (picture.width, picture.height) == (file["width"], file["height"])
    assert not picture.getexif() and not set(picture.info) - {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
    }


def test_a_photo_on_its_side_stands_up(alice_adds: Adding):
    sample = next(each for each in CORPUS if "side" in each.name)

    file = alice_adds.add(made(sample))

    picture = Image.open(io.BytesIO(streamed(alice_adds.browser.get(file["address"])))).convert("RGB")
    assert picture.size == (200, 320)
    red, green, blue = picture.getpixel((10, 10))
    assert blue > 200 and red < 60 and green < 60


def test_nothing_of_it_is_readable_where_it_is_kept(alice_adds: Adding, lindeborg, store_folder):
    alice_adds.add(made(next(each for each in CORPUS if each.name == "PDF")), "verwijsbrief.pdf")

    [path] = [each for each in store_folder.rglob("*") if each.is_file()]
    assert b"PDF" not in path.read_bytes() and "verwijsbrief" not in str(path)
    [row] = stored(lindeborg)
    assert b"verwijsbrief" not in bytes(row.name_sealed)
    assert path.stat().st_mode & 0o077 == 0
