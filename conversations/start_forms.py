"""What the team types to write to a patient first."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.sending import MAX_LENGTH
from tenants.models import Department


class StartForm(forms.Form):
    """A first message of the team; both ids come from the page, so that pressing twice is sending once."""

    conversation_id = forms.UUIDField(widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    department: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("On behalf of"), queryset=None, empty_label=None
    )
    subject = forms.CharField(
        label=_("What is it about?"),
        max_length=80,
        help_text=_("The patient reads this above the conversation."),
    )
    text = forms.CharField(
        label=_("Message to the patient"),
        max_length=MAX_LENGTH,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: object, departments: list[Department], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial.setdefault("conversation_id", uuid4())
        self.initial.setdefault("client_id", uuid4())
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Department.objects.filter(id__in=[each.id for each in departments])
        if len(departments) == 1:
            self.initial.setdefault("department", departments[0].id)
            field.widget = forms.HiddenInput()
