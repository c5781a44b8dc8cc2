"""What shoppers fill in to find something, and the question that it means."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.conf import settings
from django.http import QueryDict

from catalog.money import parse_amount
from catalog.search.attributes.asked import Mistake, attribute_parameters, read_asked
from catalog.search.attributes.filters import Filter
from catalog.search.attributes.options import option_parameters, read_options
from catalog.search.question import LONGEST_TEXT, MOST_MINOR, Question, Sort
from catalog.sizes import MILLIMETRES_A_CENTIMETRE

# A side that is left empty may be as long as any; nothing longer is sold.
ENDLESS_MM = 10**8
CENTIMETRES = re.compile(r"[0-9]{1,4}(\.[0-9])?")
SIDES = ("width", "depth", "height")
SORTS = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest",
    Sort.PRICE_UP: "Price, lowest first",
    Sort.PRICE_DOWN: "Price, highest first",
}


class AmountField(forms.CharField):
    """An amount in major units of the shop's currency, with a point or a comma; whole minor units inside."""

    def clean(self, value: str | None) -> int | None:
        text = super().clean(value).strip().replace(",", ".")
        if not text:
            return None
        try:
            minor = parse_amount(text, settings.SHOP_CURRENCY).minor
        except ValueError as error:
            raise forms.ValidationError("Write an amount, such as 50 or 49.90.", code="invalid") from error
        if not 0 <= minor <= MOST_MINOR:
            raise forms.ValidationError("No price is like that.", code="invalid")
        return minor


class SideField(forms.CharField):
    """Centimetres of one side, with a point or a comma; whole millimetres inside."""

    def clean(self, value: str | None) -> int | None:
        text = super().clean(value).strip().replace(",", ".")
        if not text:
            return None
        if not CENTIMETRES.fullmatch(text) or not Decimal(text):
            raise forms.ValidationError("Write centimetres, such as 80 or 82.5.", code="invalid")
        return int(Decimal(text) * MILLIMETRES_A_CENTIMETRE)


class SearchForm(forms.Form):
    """Everything that is asked of all products alike; what cannot be understood is left out of the question."""

    q = forms.CharField(required=False, max_length=LONGEST_TEXT, strip=False)
    price_min = AmountField(required=False)
    price_max = AmountField(required=False)
    width = SideField(required=False)
    depth = SideField(required=False)
    height = SideField(required=False)
    available = forms.BooleanField(required=False)
    sort = forms.CharField(required=False)

    def clean_sort(self) -> Sort | None:
        """As it is by itself when it is none of ours."""
        found: str = self.cleaned_data["sort"]
        return Sort(found) if found in list(Sort) else None

    @property
    def fits_mm(self) -> tuple[int, int, int] | None:
        """None when no side is given."""
        width, depth, height = (self.cleaned_data.get(side) for side in SIDES)
        if not (width or depth or height):
            return None
        return width or ENDLESS_MM, depth or ENDLESS_MM, height or ENDLESS_MM


@dataclass(frozen=True)
class Search:
    """What was asked: as it was typed (`form`), and as far as it was understood (`question`).

    mistakes: what is wrong with other parameters than the form's, by their names.
    """

    form: SearchForm
    mistakes: Mapping[str, Mistake]
    question: Question

    @property
    def is_understood(self) -> bool:
        return self.form.is_valid() and not self.mistakes


def read_search(parameters: QueryDict, filters: Sequence[Filter], most_colours: int) -> Search:
    """What a request asks. Fields that were left empty ask nothing, and neither does what the shop never wrote."""
    form = SearchForm(parameters)
    form.is_valid()
    given = dict(parameters.lists())
    asked = read_asked(_filled(attribute_parameters(given)), filters)
    options = read_options(_filled(option_parameters(given)))
    found = form.cleaned_data
    text = found.get("q", "")
    colours = [colour for colour in parameters.getlist("colour") if colour and "\0" not in colour]
    question = Question(
        text=text,
        category_slug=parameters.get("category") or None,
        price_min=found.get("price_min"),
        price_max=found.get("price_max"),
        fits_mm=form.fits_mm,
        is_available=found.get("available", False),
        colours=tuple(colours[:most_colours]),
        options=options.facets,
        said=asked.said,
        sort=found.get("sort") or by_itself_order(text),
    )
    return Search(form, {**asked.mistakes, **options.mistakes}, question)


def by_itself_order(text: str) -> Sort:
    """The order of results when none is chosen."""
    return Sort.RELEVANCE if text.strip() else Sort.NEWEST


def _filled(parameters: Iterable[tuple[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Without values left empty, and without parameters that have no others."""
    filled = ((name, [value for value in values if value]) for name, values in parameters)
    return {name: values for name, values in filled if values}
