"""Finding patients by what a desk hears on the telephone: name, number or date of birth.

What is written is sealed and cannot be searched. Every condition is a comparison of plain values: an operator
that PostgreSQL does not trust to keep quiet (LIKE, full text) may not use an index under row security.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import Func, Q, QuerySet, Value

from people.models import Patient
from rowsecurity.lookups import Unseen

MOST_PATIENTS, MOST_WORDS = 50, 4
# Sorts after every sign that a name can hold.
LAST = "\U0010fffd"
# "de Wit" is found as "wit": its first words are left out of the form that is searched.
PARTICLES = {"de", "den", "der", "van", "von", "het", "'t", "ten", "ter", "te", "la", "el", "al", "op", "in"}
DATE = re.compile(r"^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$")


def patients(words: str) -> QuerySet[Patient, Any]:
    """The ids of patients that fit all of the words; no more than a page can show. Not asked yet."""
    given = words.split()[:MOST_WORDS]
    told = [word for word in given if word.casefold() not in PARTICLES] or given
    if not told:
        return Patient.objects.none().values("id")
    fits = Q()
    for word in told:
        fits &= _fit(word)
    return Patient.objects.filter(fits).values("id")[:MOST_PATIENTS]


def _fit(word: str) -> Q:
    born = _birth_date(word)
    if born:
        return Q(birth_date=Unseen(Value(born)))
    number = Q(number=Unseen(Value(word)))
    return _starts("search_family", word) | _starts("search_given", word) | number


def _starts(field: str, word: str) -> Q:
    low, high = (Unseen(Func(Value(each), function="app_search_form")) for each in (word, word + LAST))
    return Q(**{f"{field}__gte": low, f"{field}__lt": high})


def _birth_date(word: str) -> date | None:
    match = DATE.match(word)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None
