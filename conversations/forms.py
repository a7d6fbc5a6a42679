"""What people type on the pages of conversations."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.sending import MAX_LENGTH
from files import wording
from rowsecurity.errors import Refused

FIELD = {
    "rows": 1,
    "maxlength": MAX_LENGTH,
    "class": "composer__field",
    "placeholder": _("Write a message"),
}


def chosen_files(values: object) -> tuple[UUID, ...]:
    """The files that a page sends along, by id; what is none is left out and so is not there."""
    found = values if isinstance(values, list) else []
    try:
        return tuple(UUID(str(value)) for value in found)
    except ValueError as error:
        raise Refused(wording.gone()) from error


class MessageForm(forms.Form):
    """A message under an id that the page chose, so that pressing twice is sending once.

    Its text may be empty where files go with it; the action asks for one or the other.
    """

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your message"),
        strip=False,
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 1,
                "maxlength": MAX_LENGTH,
                "class": "composer__field",
                "placeholder": _("Write a message"),
            }
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial.setdefault("client_id", uuid4())


class ReplyForm(MessageForm):
    """The team's answer, with the last number its composer showed."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)
    must_read = forms.BooleanField(required=False, label=_("Must be read"))


class QuestionForm(forms.Form):
    """A new question, after the question whether it can wait."""

    conversation_id = forms.UUIDField(widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    patient = forms.ChoiceField(label=_("Who is it about?"))
    subject = forms.CharField(
        label=_("What is it about?"),
        max_length=80,
        help_text=_("A few words, for example: new prescription."),
    )
    text = forms.CharField(
        label=_("Your question"),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    is_private = forms.BooleanField(
        label=_("Only my team and I may read this"),
        required=False,
        help_text=_("Who reads along with you does not see this conversation."),
    )

    def __init__(
        self, *args: object, patients: list[tuple[str, str]], has_readers: bool = False, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial.setdefault("conversation_id", uuid4())
        self.initial.setdefault("client_id", uuid4())
        field = self.fields["patient"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = patients
        self.initial.setdefault("patient", patients[0][0])
        if len(patients) == 1:
            field.widget = forms.HiddenInput()
        if not has_readers:
            del self.fields["is_private"]


class SentenceForm(forms.Form):
    """One text to the team or to the patient: a note, a closing sentence, a question with a forward."""

    text = forms.CharField(max_length=MAX_LENGTH, strip=False, widget=forms.Textarea(attrs={"rows": 3}))
