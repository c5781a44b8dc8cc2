"""What is written without Django's templates reads as what they write."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from accounts.postal.renderer import WrittenForms

HOSTILE = "\"><script>alert('x')</script>&amp;"


class Everything(forms.Form):
    """A field for each kind of input, with attributes that are there, are not there, or have to be escaped."""

    name = forms.CharField(label="Name & <b>", widget=forms.TextInput(attrs={"autocomplete": 'na"me'}))
    email = forms.EmailField(help_text="Where to.", label="", required=False)
    phone = forms.CharField(
        widget=forms.TelInput(attrs={"data-open": True, "data-closed": False, "data-level": 0})
    )
    count = forms.IntegerField(min_value=1, widget=forms.NumberInput)
    key = forms.CharField(widget=forms.HiddenInput)
    terms = forms.BooleanField()
    colour = forms.ChoiceField(choices=[("r", "Red <i>"), ("b", "Blue")])
    note = forms.CharField(widget=forms.Textarea, label_suffix=":")


ANSWERS: tuple[dict[str, Any], ...] = (
    {},
    {"initial": {"name": HOSTILE, "email": None, "terms": True, "count": 0, "colour": "b"}},
    {"data": {"name": HOSTILE, "email": HOSTILE, "count": HOSTILE, "terms": "on", "key": HOSTILE}},
    {"data": {}, "auto_id": False},
    {"data": {"phone": "0"}, "prefix": "billing", "label_suffix": " ?"},
)


def shown(form: forms.Form) -> list[str]:
    return [str(part) for field in form for part in (field.label_tag(), field, field.errors)]


@pytest.mark.parametrize("said", ANSWERS)
def test_a_form_reads_as_djangos_own(said: dict[str, Any]) -> None:
    written = shown(Everything(**said, renderer=WrittenForms()))

    assert written == shown(Everything(**said, renderer=DjangoTemplates()))
    assert not any("<script>" in part for part in written)


def test_errors_of_the_whole_form_and_labels_without_a_field_read_alike() -> None:
    forms_of_both = [Everything({}, renderer=renderer) for renderer in (WrittenForms(), DjangoTemplates())]
    for form in forms_of_both:
        form.add_error(None, HOSTILE)

    written, djangos = (
        (
            str(form.non_field_errors()),
            str(form["name"].label_tag(attrs={"class": "soft"})),
            str(form["name"].legend_tag()),
        )
        for form in forms_of_both
    )

    assert written == djangos
