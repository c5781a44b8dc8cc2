"""The list of countries reads as Django's own does."""

from html.parser import HTMLParser

from django import forms
from django_countries import countries

from accounts.postal.country_select import UNCHOSEN, CountrySelect
from accounts.postal.form import AddressForm

Tag = tuple[str, frozenset[tuple[str, str | None]]]


class Tags(HTMLParser):
    """Every tag with its attributes in no order, and every text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Tag | str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, frozenset(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


def written(form: AddressForm, widget: forms.Select) -> list[Tag | str]:
    """What the form's list of countries looks like with this widget."""
    before = form.fields["country"].widget
    assert isinstance(before, forms.Select)
    widget.attrs, widget.is_required = before.attrs, True
    widget.choices = [("", UNCHOSEN), *countries]
    return Tags(str(form["country"].as_widget(widget))).found


def test_it_reads_as_djangos_own() -> None:
    for form in (AddressForm(country="AT"), AddressForm(), AddressForm({"country": "DE", "name": "<b>"})):
        assert written(form, CountrySelect()) == written(form, forms.Select())


def test_what_is_no_country_is_not_repeated() -> None:
    form = AddressForm({"country": '"><script>'})

    tags = written(form, CountrySelect())

    assert ("option", frozenset({("value", ""), ("selected", None)})) in tags
    assert not any("script" in str(tag) for tag in tags)
