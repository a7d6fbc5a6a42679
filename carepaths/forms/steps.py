"""The form of one step: when, only if, what is said in which language, and its buttons."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepaths.content import PathContent, StepDraft
from carepaths.describing import Fixed, names_of
from carepaths.forms.conditions import ConditionFields, choices_for
from carepaths.models import Step
from carepaths.problems import Problem
from conversations.models import Task

BEFORE, AFTER = "before", "after"
SIDES = [(BEFORE, gettext_lazy("before")), (AFTER, gettext_lazy("after"))]
BUTTONS = 4
EFFECTS = [
    (Task.Effect.DONE.value, gettext_lazy("it is done")),
    (Task.Effect.EXPLAIN.value, gettext_lazy("explain something")),
    (Task.Effect.ASK_TEAM.value, gettext_lazy("ask the team")),
]
KINDS = [
    (value, gettext_lazy("question list or measurement") if value == Step.Kind.QUESTIONNAIRE else label)
    for value, label in Step.Kind.choices
]
# Of which field of the form a field of the draft is.
PLACES = {"offset": "amount", "conditions": "if_0", "until": "until_0", "buttons": "button_0_label"}
IF, UNTIL = ConditionFields("if", 2), ConditionFields("until", 1)


def other_languages() -> list[tuple[str, str]]:
    """Those beside the one the path is written in."""
    return [(code, str(name)) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class StepForm(forms.Form):
    """What a nurse types of one step. `fields` of languages, buttons and conditions are added per content."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("What happens"), choices=KINDS)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    amount = forms.IntegerField(
        label=gettext_lazy("How many"), min_value=0, max_value=17520, help_text=gettext_lazy("0 is the day.")
    )
    unit = forms.ChoiceField(label=gettext_lazy("Days or hours"), choices=Step.Unit.choices)
    side = forms.ChoiceField(label=gettext_lazy("Before or after"), choices=SIDES)
    anchor = forms.ChoiceField(label=gettext_lazy("Which moment"))
    at = forms.TimeField(
        label=gettext_lazy("At what time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Local time. Empty when you count in hours."),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    questionnaire = forms.ChoiceField(
        label=gettext_lazy("Question list"),
        required=False,
        help_text=gettext_lazy("Weight or blood pressure? Make a measurement at Question lists first."),
    )
    repeat_times = forms.IntegerField(
        label=gettext_lazy("How many times"), min_value=1, max_value=100, initial=1
    )
    repeat_days = forms.IntegerField(
        label=gettext_lazy("Every so many days"), min_value=1, max_value=365, required=False
    )
    result_code = forms.CharField(
        label=gettext_lazy("Asks for a result of this kind"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("When it is in, what is asked is taken back. The code, for example LAB."),
    )
    deadline_days = forms.IntegerField(
        label=gettext_lazy("To be done so many days before the moment"),
        min_value=0,
        max_value=365,
        required=False,
        help_text=gettext_lazy("This day is filled in for {datum}."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        content: PathContent,
        step: StepDraft | None = None,
        anchor: str = "",
        lists: list[tuple[str, str]],
        fixed: Fixed,
    ) -> None:
        super().__init__(data, initial=_initial(step, anchor), auto_id="step_%s")
        self.content, self.step = content, step
        self._offer("anchor", [(each.key, each.name) for each in content.anchors])
        known = [step.questionnaire] if step and step.questionnaire not in ("", *dict(lists)) else []
        self._offer("questionnaire", [("", _("choose a list")), *lists, *((each, each) for each in known)])
        choices, names = choices_for(content, fixed), names_of(content.steps, fixed)
        IF.add_to(self, choices, step.conditions if step else (), names)
        UNTIL.add_to(self, choices, step.until if step else (), names)
        self._add_buttons(step)
        for language, _name in other_languages():
            self._add_language(language, (step.texts if step else {}).get(language, {}))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _add_buttons(self, step: StepDraft | None) -> None:
        buttons = step.buttons if step else []
        for place in range(max(BUTTONS, len(buttons))):
            button = buttons[place] if place < len(buttons) else {}
            stem = f"button_{place}"
            self.fields[stem + "_key"] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=20, initial=button.get("key", "")
            )
            self.fields[stem + "_label"] = forms.CharField(
                label=gettext_lazy("On the button"),
                required=False,
                max_length=40,
                initial=button.get("label", ""),
            )
            self.fields[stem + "_effect"] = forms.ChoiceField(
                label=gettext_lazy("What it does"), choices=EFFECTS, initial=button.get("effect", "done")
            )
            self.fields[stem + "_text"] = _text(_("What is explained, or asked"), button.get("text", ""))

    def _add_language(self, language: str, words: dict[str, Any]) -> None:
        direction = {"dir": "rtl" if language in settings.LANGUAGES_BIDI else "ltr", "lang": language}
        self.fields[f"{language}_title"] = forms.CharField(
            label=gettext_lazy("Title"),
            required=False,
            max_length=80,
            initial=words.get("title", ""),
            widget=forms.TextInput(attrs=direction),
        )
        self.fields[f"{language}_text"] = _text(_("Text"), words.get("text", ""), **direction)
        for place, key in enumerate(self._button_keys()):
            said = words.get("buttons", {}).get(key, {})
            for part, label in (
                ("label", _("Button %(number)d")),
                ("text", _("Button %(number)d: explained, or asked")),
            ):
                self.fields[f"{language}_button_{place}_{part}"] = forms.CharField(
                    label=label % {"number": place + 1},
                    required=False,
                    max_length=500,
                    initial=said.get(part, ""),
                    widget=forms.TextInput(attrs=direction),
                )

    def _button_keys(self) -> list[str]:
        return [str(button["key"]) for button in self.step.buttons] if self.step else []

    def draft(self) -> StepDraft:
        """The step as it was typed; whether it is right is for the checks."""
        values = self.cleaned_data
        kind = values["kind"]
        offset = values["amount"] * (-1 if values["side"] == BEFORE else 1)
        buttons = self._buttons() if kind == Step.Kind.TASK else []
        is_repeated = values["repeat_times"] > 1
        return StepDraft(
            key=values["key"],
            kind=kind,
            title=values["title"],
            offset=offset,
            unit=values["unit"],
            at=None if values["unit"] == Step.Unit.HOURS else values["at"],
            anchor=values["anchor"],
            text=values["text"],
            questionnaire=values["questionnaire"] if kind == Step.Kind.QUESTIONNAIRE else "",
            repeat_times=values["repeat_times"],
            repeat_days=values["repeat_days"] if is_repeated else None,
            until=UNTIL.of(self) if is_repeated else (),
            conditions=IF.of(self),
            result_code=values["result_code"].strip() if kind == Step.Kind.TASK else "",
            deadline_days=values["deadline_days"],
            buttons=buttons,
            texts=self._texts(),
        )

    def _buttons(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for stem in self._stems():
            label = self.cleaned_data[stem + "_label"].strip()
            if label:
                known = self.cleaned_data[stem + "_key"]
                key = known or _free_key(label, [button["key"] for button in found])
                parts = {part: self.cleaned_data[f"{stem}_{part}"] for part in ("effect", "text")}
                found.append({"key": key, "label": label} | parts)
        return found

    def _stems(self) -> list[str]:
        return [name.removesuffix("_key") for name in self.fields if name.startswith("button_")][::4]

    def _texts(self) -> dict[str, dict[str, Any]]:
        found = {}
        for language, _name in other_languages():
            words = {part: self.cleaned_data[f"{language}_{part}"].strip() for part in ("title", "text")}
            buttons = self._translated_buttons(language)
            if any(words.values()) or buttons:
                found[language] = words | ({"buttons": buttons} if buttons else {})
        return found

    def _translated_buttons(self, language: str) -> dict[str, dict[str, str]]:
        found = {}
        for place, key in enumerate(self._button_keys()):
            stem = f"{language}_button_{place}"
            words = {part: self.cleaned_data[f"{stem}_{part}"].strip() for part in ("label", "text")}
            if any(words.values()):
                found[key] = words
        return found

    def tell(self, problem: Problem, number: int) -> None:
        """Say what is wrong at the field it is about, or above the form when it is about another step."""
        name = PLACES.get(problem.field, problem.field)
        if problem.field.startswith("texts."):
            name = f"{problem.field.partition('.')[2]}_text"
        is_here = problem.step == number and name in self.fields
        self.add_error(name if is_here else None, problem.sentence if is_here else problem.said)

    # For the page, which lays the fields out in groups.

    def group(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names]

    @property
    def what(self) -> list[BoundField]:
        return self.group("kind", "title")

    @property
    def moment(self) -> list[BoundField]:
        return self.group("amount", "unit", "side", "anchor", "at")

    @property
    def repetition(self) -> list[BoundField]:
        return self.group("repeat_times", "repeat_days")

    @property
    def conditions(self) -> list[list[BoundField]]:
        return [self.group(*names) for names in IF.places(self)]

    @property
    def until(self) -> list[list[BoundField]]:
        return [self.group(*names) for names in UNTIL.places(self)]

    @property
    def buttons(self) -> list[list[BoundField]]:
        return [
            self.group(*(f"{stem}_{part}" for part in ("key", "label", "effect", "text")))
            for stem in self._stems()
        ]

    @property
    def languages(self) -> list[tuple[str, str, list[BoundField]]]:
        """Code, name and fields of each other language."""
        return [
            (code, name, [self[each] for each in self.fields if each.startswith(f"{code}_")])
            for code, name in other_languages()
        ]

    @property
    def is_repeated(self) -> bool:
        return bool(self.step and self.step.repeat_times > 1)


def _initial(step: StepDraft | None, anchor: str) -> dict[str, Any]:
    if step is None:
        return {
            "key": uuid4(),
            "kind": Step.Kind.MESSAGE,
            "anchor": anchor,
            "amount": 1,
            "side": BEFORE,
            "at": "09:00",
            "repeat_times": 1,
        }
    same = ("key", "kind", "title", "unit", "anchor", "at", "text", "questionnaire", "repeat_times")
    more = ("repeat_days", "result_code", "deadline_days")
    side = BEFORE if step.offset < 0 else AFTER
    values = {name: getattr(step, name) for name in (*same, *more)}
    return values | {"amount": abs(step.offset), "side": side}


def _text(label: str, initial: str, **attributes: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3} | attributes)
    return forms.CharField(label=label, required=False, max_length=2000, initial=initial, widget=widget)


def _free_key(label: str, taken: list[str]) -> str:
    stem = slugify(label)[:16] or "button"
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def as_uuid(text: str) -> UUID | None:
    """An id out of an address, or None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
