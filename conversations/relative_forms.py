"""What is typed to let a relative read along, by the patient and by the team."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.actions.relatives import Offer
from people.forms import date_field, text_input
from people.mobile import NotAMobileNumber, normalise
from people.models import RelativeRule, Representation

Choices = list[tuple[str, str]]
# Of each organisation, under its name, the conversations that can be chosen.
Grouped = list[tuple[str, Choices]]
WHAT = [("write", _("read and write messages")), ("read", _("only read along"))]
WHICH = [("all", _("all conversations")), ("chosen", _("only the conversations I choose"))]


class ChosenField(forms.MultipleChoiceField):
    """Needed when not all are chosen, and shown then, so the page does not say that it may be left empty."""

    goes_with_a_tick = True
    widget = forms.CheckboxSelectMultiple


class RelativeForm(forms.Form):
    """Who, and what they may. Made so that name, address and number are all that must be filled in.

    A patient of several organisations says at which; nothing is chosen beforehand, and it is asked once.
    """

    patient = forms.MultipleChoiceField(
        label=_("At which organisations?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one organisation.")},
    )
    name = forms.CharField(
        label=_("First and last name"), max_length=160, widget=text_input(autocomplete="off")
    )
    relation = forms.ChoiceField(label=_("Who is this?"), choices=Representation.Relation)
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    mobile = forms.CharField(
        label=_("Mobile number"),
        max_length=20,
        help_text=_("For the code by text message"),
        widget=text_input(autocomplete="off", inputmode="tel"),
    )
    ground = forms.ChoiceField(label=_("On which ground?"), choices=Representation.Ground)
    may = forms.ChoiceField(label=_("What may this person do?"), choices=WHAT, initial="write")
    which = forms.ChoiceField(label=_("Which conversations?"), choices=WHICH, initial="all")
    conversations = ChosenField(label=_("The conversations I choose"), required=False)
    ends_on = date_field(label=_("Until which day?"), required=False, help_text=_("For example 31-12-2027"))

    def __init__(
        self,
        *args: Any,
        patients: Choices,
        grounds: Choices,
        conversations: Choices | Grouped,
        whose: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """`whose`: of which of several patients a conversation is."""
        super().__init__(*args, **kwargs)
        self.whose = whose or {}
        self._choose("patient", patients)
        self._choose("ground", grounds)
        self._choose("conversations", conversations)
        self.initial.setdefault("ground", grounds[0][0])
        if len(patients) == 1:
            self.initial.setdefault("patient", [patients[0][0]])
            self.fields["patient"].widget = forms.MultipleHiddenInput()
        if not conversations:
            for name in ("which", "conversations"):
                del self.fields[name]

    def _choose(self, name: str, choices: Choices | Grouped) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_mobile(self) -> str:
        try:
            return normalise(self.cleaned_data["mobile"])
        except NotAMobileNumber:
            raise forms.ValidationError(
                gettext("This is not a mobile number we can reach. Type it like this: 06 12345678.")
            ) from None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("which") == "chosen" and not values.get("conversations"):
            self.add_error("conversations", gettext("Choose at least one conversation, or all of them."))
        elif values.get("which") == "chosen" and self._without_any(values):
            sentence = gettext("Choose at least one conversation of each organisation, or all of them.")
            self.add_error("conversations", sentence)
        return values

    def _without_any(self, values: dict[str, Any]) -> bool:
        """Whether one of the organisations would give nothing to read."""
        with_some = {self.whose.get(each) for each in values["conversations"]}
        return bool(self.whose) and not set(values.get("patient", [])) <= with_some

    @property
    def offer(self) -> Offer:
        """What was filled in."""
        values = self.cleaned_data
        return Offer(
            name=values["name"],
            email=values["email"],
            mobile=values["mobile"],
            relation=values["relation"],
            ground=values["ground"],
            may_write=values["may"] == "write",
            covers_all=values.get("which", "all") == "all",
            ends_on=values["ends_on"],
        )


class ScopeForm(forms.Form):
    """Another scope or end for somebody who reads along already."""

    may = forms.ChoiceField(label=_("What may this person do?"), choices=WHAT)
    ends_on = date_field(label=_("Until which day?"), required=False)


class DischargeForm(forms.Form):
    discharged_on = date_field(
        label=_("Last day of the stay"), required=False, help_text=_("For example 31-12-2027")
    )


class RuleForm(forms.ModelForm):
    """What a relative may still read when access has ended."""

    class Meta:
        model = RelativeRule
        fields = ("after_end", "after_discharge", "after_death")
        labels = {
            "after_end": _("When the agreed period is over, or the team has ended it"),
            "after_discharge": _("After discharge, for contact persons"),
            "after_death": _("After the death of the patient"),
        }
        widgets = dict.fromkeys(fields, forms.RadioSelect)
