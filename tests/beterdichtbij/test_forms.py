"""Every form says what a field is, what is wrong with it and what was kept, also to who hears the page."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.utils import translation


class Question(forms.Form):
    subject = forms.CharField(label="Onderwerp", help_text="Een paar woorden")
    text = forms.CharField(label="Vraag", widget=forms.Textarea, required=False)
    waits = forms.ChoiceField(
        label="Kan het wachten?", choices=[("y", "Ja"), ("n", "Nee")], widget=forms.RadioSelect
    )
    read = forms.BooleanField(label="Gelezen")
    sender = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        if self.data:
            raise forms.ValidationError("Het geheel klopt niet")


@pytest.fixture(autouse=True)
def dutch():
    with translation.override("nl"):
        yield


def test_every_field_has_a_label():
    page = str(Question())

    for control in re.findall(r'<(?:input|textarea|select)(?![^>]*type="hidden")[^>]* id="([^"]+)"', page):
        assert f'for="{control}"' in page, control


def test_choices_are_one_group_with_a_name():
    assert re.search(r"<fieldset[^>]*>\s*<legend>Kan het wachten\?", str(Question()))


def test_help_and_errors_are_bound_to_their_field():
    page = str(Question({"subject": ""}))

    described = re.search(r'<input[^>]*name="subject"[^>]*aria-describedby="([^"]+)"', page).group(1)
    assert described == "id_subject_helptext id_subject_error"
    for name in described.split():
        assert f'id="{name}"' in page
    assert 'aria-invalid="true"' in page


def test_what_is_wrong_stands_above_with_a_way_to_it():
    page = str(Question({"subject": ""}))
    summary = page[: page.index("</error-summary>")]

    assert "Wat u typte is bewaard." in summary
    assert "Het geheel klopt niet" in summary
    assert 'href="#id_subject"' in summary
    assert 'href="#id_waits"' in summary
    assert 'id="id_waits"' in page


def test_what_need_not_be_filled_in_says_so():
    assert str(Question()).count("niet verplicht") == 1


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in str(Question())


def test_what_was_typed_is_kept_and_harmless():
    page = str(Question({"subject": '"><script>', "text": "<b>"}))

    assert "<script>" not in page
    assert "&quot;&gt;&lt;script&gt;" in page
