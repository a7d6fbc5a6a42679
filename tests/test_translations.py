"""Everything a person may see is there in Dutch, and what a patient may see in four languages more.

The English text is the msgid itself. `python -m tests.missing_translations` lists what is missing.
"""

from __future__ import annotations

import re

import polib
import pytest

from tests.missing_translations import OF_PATIENTS, catalogue, missing
from tests.patient_texts import patient_templates
from tests.translations import ROOT, bare_texts

PLACES = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")


@pytest.mark.parametrize("language", ["nl", *OF_PATIENTS])
def test_every_text_is_there(language):
    assert missing(language) == {}, f"add these to locale/{language}/LC_MESSAGES/django.po"


@pytest.mark.parametrize("language", ["nl", *OF_PATIENTS])
def test_a_translation_names_the_same_values(language):
    for text, entry in catalogue(language).items():
        for translated in [entry.msgstr, *entry.msgstr_plural.values()]:
            unknown = set(PLACES.findall(translated)) - set(PLACES.findall(text + (entry.msgid_plural or "")))
            assert not unknown, f"{text!r} is translated with {unknown}"


@pytest.mark.parametrize("language", OF_PATIENTS)
def test_every_number_has_its_own_form(language):
    """Polish and Ukrainian count in three ways, Arabic in six."""
    forms = {"tr": 2, "pl": 3, "uk": 3, "ar": 6}[language]
    for entry in catalogue(language).values():
        assert not entry.msgid_plural or len(entry.msgstr_plural) == forms, entry.msgid


def test_what_counts_as_of_a_patient_is_found_by_itself():
    templates = patient_templates()
    assert {"conversations/home.html", "conversations/_message.html", "people/sign_in.html"} <= templates
    assert not any("/staff/" in name for name in templates)


@pytest.mark.parametrize("language", ["nl", *OF_PATIENTS])
def test_no_text_is_translated_twice_differently(language):
    seen: dict[str, str] = {}
    for entry in polib.pofile(str(ROOT / f"locale/{language}/LC_MESSAGES/django.po")):
        assert seen.setdefault(entry.msgid, entry.msgstr) == entry.msgstr, entry.msgid


def test_no_template_speaks_outside_a_translation():
    found = {
        str(path.relative_to(ROOT)): bare_texts(path.read_text())
        for path in sorted(ROOT.glob("templates/**/*.html"))
    }

    assert {path: texts for path, texts in found.items() if texts} == {}


def test_a_text_outside_a_translation_would_be_found():
    assert bare_texts('<p>Welkom {{ name }}</p><input placeholder="Zoek">') == ["Welkom", "Zoek"]
    assert bare_texts('<p>{% translate "Welcome" %} · {{ name }}</p>') == []
