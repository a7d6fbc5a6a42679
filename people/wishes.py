"""How a person wants to see the product. Kept with the person, so that it is the same on every device."""

from __future__ import annotations

from uuid import UUID

from people.models import Person


def keep_text_size(*, person_id: UUID, size: str) -> None:
    """Keep the size of text; call it in a scope of this person."""
    Person.objects.filter(id=person_id).update(text_size=Person.TextSize(size))


def keep_language(*, person_id: UUID, language: str) -> None:
    """Keep the language this person reads. Inside their own scope."""
    Person.objects.filter(id=person_id).update(language=language)
