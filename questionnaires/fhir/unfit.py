"""Why a file cannot be a list here, with the element that is to blame."""

from __future__ import annotations

from rowsecurity.errors import Invalid


class Unfit(Invalid):
    """A Questionnaire that is refused; `element` is the path as FHIRPath writes it: item[2].item[0].type."""

    def __init__(self, element: str, sentence: str) -> None:
        super().__init__(f"{element}: {sentence}" if element else sentence)
        self.element = element
        self.why = sentence
