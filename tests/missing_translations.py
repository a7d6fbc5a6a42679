"""Lists what is not translated yet: `python -m tests.missing_translations [language]`."""

from __future__ import annotations

import sys

import polib

from tests.patient_texts import patient_texts
from tests.translations import ROOT, texts

# Every screen is Dutch and English (the msgid); those of patients are these as well.
OF_PATIENTS = ("tr", "ar", "pl", "uk")


def catalogue(language: str) -> dict[str, polib.POEntry]:
    """The entries of one language, by their English."""
    entries = polib.pofile(str(ROOT / f"locale/{language}/LC_MESSAGES/django.po"))
    return {entry.msgid: entry for entry in entries}


def missing(language: str) -> dict[str, str]:
    """Map every text that this language lacks to a place where it stands."""
    wanted = patient_texts() if language in OF_PATIENTS else texts()
    translated = {text for text, entry in catalogue(language).items() if entry.translated()}
    return {text: place for text, place in wanted.items() if text not in translated}


if __name__ == "__main__":
    for language in sys.argv[1:] or ("nl", *OF_PATIENTS):
        for text, place in missing(language).items():
            sys.stdout.write(f"{language}\t{place}\t{text!r}\n")
