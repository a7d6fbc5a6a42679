"""Everything a person may see is there in Dutch; the English text is the msgid itself."""

from __future__ import annotations

import re

import polib

from tests.translations import ROOT, bare_texts, texts

PLACES = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")


def catalogue() -> dict[str, polib.POEntry]:
    entries = polib.pofile(str(ROOT / "locale/nl/LC_MESSAGES/django.po"))
    return {entry.msgid: entry for entry in entries}


def test_every_text_has_its_dutch():
    translated = {text for text, entry in catalogue().items() if entry.translated()}

    missing = {text: place for text, place in texts().items() if text not in translated}

    assert missing == {}, "add these to locale/nl/LC_MESSAGES/django.po"


def test_a_translation_names_the_same_values():
    for text, entry in catalogue().items():
        for dutch in [entry.msgstr, *entry.msgstr_plural.values()]:
            unknown = set(PLACES.findall(dutch)) - set(PLACES.findall(text + (entry.msgid_plural or "")))
            assert not unknown, f"{text!r} is translated with {unknown}"


def test_no_text_is_translated_twice_differently():
    seen: dict[str, str] = {}
    for entry in polib.pofile(str(ROOT / "locale/nl/LC_MESSAGES/django.po")):
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
