"""The fields with which a variant says what it is of each option of its product."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, Protocol, TypeVar

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from catalog.errors import OptionsRefused
from catalog.models import Product, ProductOption, Variant
from catalog.services.options.choose_values import choose_values

UNSAID = "–"  # noqa: RUF001  # an en dash is what typographers put there
# What variants take from their values, once one of the option's has it.
FOLLOWING = ("material_variant", "swatch")


class ChoosingForm(Protocol):
    """A variant's form with a field for each option, by the names of the fields."""

    options: Mapping[str, ProductOption]
    instance: Variant
    fields: dict[str, forms.Field]
    initial: MutableMapping[str, Any]
    cleaned_data: dict[str, Any]


Form = TypeVar("Form", bound="forms.ModelForm[Variant]")


def choice_fields(product: Product | None) -> Mapping[str, ProductOption]:
    """The product's options by the names of the fields for them. Reads what `get_object` has fetched."""
    options = product.options.all() if product is not None and product.pk else ()
    return {f"option_{option.pk}": option for option in options}


def with_choices(form: type[Form], product: Product | None) -> type[Form]:
    """The form with a field for each of the product's options."""
    options = choice_fields(product)
    fields = {name: _field(option) for name, option in options.items()}
    return type(form.__name__, (form,), {**fields, "options": options})


def show_choices(form: ChoosingForm) -> None:
    """Fill the fields with what the variant has, and leave alone what follows from it."""
    rows = form.instance.chosen_values.all() if form.instance.pk else ()
    chosen = {row.option_id: row.value_id for row in rows}
    form.initial.update({name: chosen.get(option.pk) for name, option in form.options.items()})
    if not form.options:
        return
    form.fields["name"].required = False
    form.fields["name"].help_text = "Made of its values."
    form.fields["name"].disabled = bool(chosen)
    for fact in FOLLOWING:
        decides = next(
            (
                option
                for option in form.options.values()
                if option.pk in chosen and any(getattr(value, fact) for value in option.values.all())
            ),
            None,
        )
        if decides is not None:
            form.fields[fact].disabled = True
            form.fields[fact].help_text = f"As its value of “{decides.name}” has it."


def chosen_in(form: ChoosingForm) -> dict[int, int | None]:
    """The values' keys by those of their options, as they were typed."""
    return {option.pk: form.cleaned_data.get(name) for name, option in form.options.items()}


def named_by(form: ChoosingForm) -> str:
    """What the variant will be called; "" when no value is chosen."""
    values = {value.pk: value.name for option in form.options.values() for value in option.values.all()}
    return " / ".join(values[key] for key in chosen_in(form).values() if key is not None)


def refuse_twins(forms_of_variants: Iterable[Any]) -> None:
    """Put an error beside each variant that has the same values as one before it."""
    seen = set()
    for form in forms_of_variants:
        values = tuple(chosen_in(form).items()) if getattr(form, "cleaned_data", None) else ()
        if not any(key is not None for _, key in values):
            continue
        if values in seen:
            form.add_error(next(iter(form.options)), "Another variant has the same values.")
        seen.add(values)


def save_choices(product_id: int, forms_of_variants: Iterable[ChoosingForm]) -> list[str]:
    """Say of the saved variants what they are; return a sentence when that is refused."""
    chosen = {form.instance.pk: chosen_in(form) for form in forms_of_variants if form.instance.pk}
    if not any(chosen.values()):
        return []
    try:
        choose_values(product_id=product_id, chosen=chosen)
    except OptionsRefused as error:
        return [str(error)]
    return []


def _field(option: ProductOption) -> forms.Field:
    return forms.TypedChoiceField(
        label=option.name,
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", UNSAID), *((value.pk, value.name) for value in option.values.all())],
        widget=UnfoldAdminSelectWidget,
    )
