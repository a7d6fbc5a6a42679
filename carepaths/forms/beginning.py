"""What a path is called, what starts it, and the moments that its steps count from."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

from django import forms
from django.forms import formset_factory
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepaths.content import AnchorDraft, PathContent, TriggerDraft
from carepaths.models import CarePathVersion, PathAnchor, PathTrigger, Step
from carepaths.problems import Problem
from conversations.models import Task
from questionnaires import queries as lists
from questionnaires.fixed import fixed_answers
from tenants.models import Department

Choice = tuple[str, str]
# Of an answer that starts a path; a text to choose may be longer.
LONGEST = 80


class TitleForm(forms.Form):
    """The name of a path."""

    title = forms.CharField(label=gettext_lazy("Name of the path"), max_length=80)


class NewPathForm(TitleForm):
    """A path from nothing."""

    afdeling = forms.ChoiceField(label=gettext_lazy("Of which department?"))

    def __init__(self, *args: Any, departments: list[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments = {str(each.id): each for each in departments}
        chosen = [(key, each.name) for key, each in self.departments.items()]
        self.fields["afdeling"].choices = chosen  # type: ignore[attr-defined]

    @property
    def department(self) -> Department:
        return self.departments[self.cleaned_data["afdeling"]]


class ImportForm(forms.Form):
    """A file with a path, for a department."""

    afdeling_van_bestand = forms.ChoiceField(label=gettext_lazy("Of which department?"))
    bestand = forms.FileField(
        label=gettext_lazy("File with a care path"),
        help_text=gettext_lazy("A FHIR PlanDefinition as JSON, as this page downloads it elsewhere."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json,application/fhir+json"}),
    )

    def __init__(self, *args: Any, departments: list[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments = {str(each.id): each for each in departments}
        chosen = [(key, each.name) for key, each in self.departments.items()]
        self.fields["afdeling_van_bestand"].choices = chosen  # type: ignore[attr-defined]

    @property
    def department(self) -> Department:
        return self.departments[self.cleaned_data["afdeling_van_bestand"]]


class TriggerForm(forms.Form):
    """One thing that starts the path."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What starts it"),
        choices=[("", gettext_lazy("nothing")), *PathTrigger.Kind.choices],
        required=False,
    )
    code = forms.CharField(
        label=gettext_lazy("Code of the kind"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Of the appointment or the result, as the hospital's system names it."),
        widget=forms.TextInput(attrs={"list": "known-kinds"}),
    )
    code_name = forms.CharField(label=gettext_lazy("How people call it"), max_length=80, required=False)
    department = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    days_ahead = forms.IntegerField(
        label=gettext_lazy("At least so many days ahead"),
        min_value=0,
        max_value=365,
        required=False,
        initial=1,
    )
    answer = forms.ChoiceField(label=gettext_lazy("Which answer"), required=False)

    def __init__(self, *args: Any, departments: list[Choice], answers: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = (self.initial or {}).get("answer", "")
        extra = [(known, unquote(known).replace("|", " "))] if known and known not in dict(answers) else []
        self.fields["department"].choices = departments  # type: ignore[attr-defined]
        self.fields["answer"].choices = [("", _("no answer")), *answers, *extra]  # type: ignore[attr-defined]

    def draft(self) -> TriggerDraft:
        values = self.cleaned_data
        kind, ahead = values["kind"], values["days_ahead"]
        is_answer = kind == PathTrigger.Kind.ANSWER
        return TriggerDraft(
            kind,
            code_name=self._name_of_answer() if is_answer else values["code_name"],
            department=values["department"],
            days_ahead=1 if ahead is None else ahead,
            **(_answer(values["answer"]) if is_answer else {"code": values["code"]}),
        )

    def _name_of_answer(self) -> str:
        """What was typed; else the words of the answer, those of another one when another is chosen."""
        typed, chosen = self.cleaned_data["code_name"], self.cleaned_data["answer"]
        is_of_another = "answer" in self.changed_data and "code_name" not in self.changed_data
        if (typed and not is_of_another) or not chosen:
            return str(typed)
        words = dict(self.fields["answer"].choices)  # type: ignore[attr-defined]
        return str(words[chosen])[:LONGEST]


class AnchorForm(forms.Form):
    """One moment that steps count from."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=30)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("For example: start of the cycle."),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Where it comes from"), choices=PathAnchor.Source.choices, initial="team"
    )
    has_time = forms.BooleanField(label=gettext_lazy("With an hour"), required=False, initial=True)
    is_required = forms.BooleanField(
        label=gettext_lazy("Asked for at the start"), required=False, initial=True
    )

    def draft(self) -> AnchorDraft:
        values = self.cleaned_data
        key = values["key"] or _key(values["name"], values["source"])
        return AnchorDraft(key, values["name"], values["source"], values["has_time"], values["is_required"])


class Beginning:
    """The three forms of the page together."""

    def __init__(self, data: Any, content: PathContent) -> None:
        departments = [("", _("the department of the path"))]
        departments += list(Department.objects.order_by("name").values_list("code", "name"))
        given = {"departments": departments, "answers": answers()}
        self.title = TitleForm(data, initial={"title": content.title})
        self.triggers = _formset(TriggerForm)(
            data, prefix="start", initial=[_trigger(each) for each in content.triggers], form_kwargs=given
        )
        self.anchors = _formset(AnchorForm)(
            data, prefix="moment", initial=[_anchor(each) for each in content.anchors]
        )
        self.problems: list[str] = []

    def is_valid(self) -> bool:
        return all([self.title.is_valid(), self.triggers.is_valid(), self.anchors.is_valid()])

    def drafts(self) -> tuple[tuple[AnchorDraft, ...], tuple[TriggerDraft, ...]]:
        """What was typed, without the empty rows."""
        anchors = [form.draft() for form in _kept(self.anchors) if form.cleaned_data.get("name")]
        triggers = [form.draft() for form in _kept(self.triggers) if form.cleaned_data.get("kind")]
        return tuple(anchors), tuple(triggers)

    def tell(self, problem: Problem) -> None:
        """Say what is wrong at its field, or above the page."""
        place, formset, keep = (
            (problem.anchor, self.anchors, "name")
            if problem.anchor
            else (problem.trigger, self.triggers, "kind")
        )
        rows = [form for form in _kept(formset) if form.cleaned_data.get(keep)]
        if place and place <= len(rows):
            form = rows[place - 1]
            aliases = {"key": "name", "of_step": "answer"}
            form.add_error(aliases.get(problem.field, problem.field), problem.sentence)
        self.problems.append(problem.said)


def answers() -> list[Choice]:
    """What a path can start on, each as a choice: buttons of paths that are on, fixed answers to lists."""
    return [*_buttons(), *_of_lists()]


def _of_lists() -> list[Choice]:
    """Of lists that a department works with, whatever their version: a start looks at the address only."""
    newest = {each.url: each for each in lists.editions_in_use()}
    return [
        (
            _named(each.url, fixed.item, fixed.code),
            _("List %(title)s: %(answer)s") % {"title": each.title, "answer": fixed.words},
        )
        for each in newest.values()
        for fixed in fixed_answers(each)
        if len(fixed.code) <= LONGEST
    ]


def _buttons() -> list[Choice]:
    steps = Step.objects.filter(version__state=CarePathVersion.State.ACTIVE, kind=Step.Kind.TASK)
    return [
        (
            f"{step.key}|{button['key']}",
            _("%(path)s, %(step)s: %(answer)s")
            % {"path": step.version.path.title, "step": step.title, "answer": button["label"]},
        )
        for step in steps.select_related("version__path").order_by("version__path__title", "number")
        for button in step.buttons
        if button.get("effect") != Task.Effect.EXPLAIN
    ]


def _formset(form: type[forms.Form]) -> Any:
    return formset_factory(form, extra=1, can_delete=True, max_num=20)


def _kept(formset: Any) -> list[Any]:
    return [form for form in formset.forms if not form.cleaned_data.get("DELETE")]


def _trigger(draft: TriggerDraft) -> dict[str, Any]:
    if draft.of_step:
        answer = f"{draft.of_step}|{draft.code}"
    else:
        named = _named(draft.questionnaire.partition("|")[0], draft.item, draft.code)
        answer = named if draft.questionnaire else ""
    same = ("kind", "code", "code_name", "department", "days_ahead")
    return {name: getattr(draft, name) for name in same} | {"answer": answer}


def _anchor(draft: AnchorDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in ("key", "name", "source", "has_time", "is_required")}


def _answer(chosen: str) -> dict[str, Any]:
    """The fields of a trigger on an answer; a canonical address may hold a bar itself."""
    if chosen.count("|") == 1:
        step, code = chosen.split("|")
        return {"of_step": UUID(step), "code": code}
    if not chosen:
        return {}
    questionnaire, item, code = chosen.rsplit("|", 2)
    return {"questionnaire": questionnaire, "item": unquote(item), "code": unquote(code)}


def _named(url: str, item: str, code: str) -> str:
    """An answer to a question of a list, in one choice."""
    return "|".join([url, quote(item, safe=""), quote(code, safe="")])


def _key(name: str, source: str) -> str:
    """A short name in small letters; the appointment keeps the one it has in every path."""
    if source == PathAnchor.Source.APPOINTMENT:
        return "appointment"
    return slugify(name).replace("-", "_")[:30]
