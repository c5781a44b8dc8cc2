"""The form of a product, with a field for each attribute that its type asks for."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from catalog.admin.products.languages import HELP, language_choices
from catalog.models import Attribute, AttributeChoice, Product
from catalog.models.attributes import COLOUR, LONGEST_TEXT, Value
from catalog.services.attributes.set_attribute import set_attribute
from catalog.states import AttributeKind, ProductState

UNSAID = "–"  # noqa: RUF001  # an en dash is what typographers put there
ANSWERS = (("", UNSAID), ("yes", "Yes"), ("no", "No"))


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    """A product and its 3D model belong to the same merchant, also when a person works for several."""

    # By the names of their fields; `with_attributes` puts both in.
    attributes: Mapping[str, Attribute] = {}
    language = forms.ChoiceField(required=False, help_text=HELP, widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A field of choices; people who may only look have none.
        if isinstance(language := self.fields.get("language"), forms.ChoiceField):
            language.choices = language_choices(self.instance.language)

    def clean_language(self) -> str:
        """As it was where nothing is said of it."""
        return str(self.cleaned_data["language"] or self.instance.language)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        asset = cleaned.get("asset")
        owner = cleaned["merchant"].pk if cleaned.get("merchant") else self.instance.merchant_id
        if asset is not None and asset.merchant_id != owner:
            self.add_error("asset", "This 3D model belongs to another merchant.")
        if self.instance.state == ProductState.SCHEDULED and cleaned.get("publish_at") is None:
            self.add_error("publish_at", "It is scheduled: say when, or call the schedule off.")
        return cleaned

    @property
    def typed_fields(self) -> list[str]:
        """The product's own fields that were given another value."""
        return [name for name in self.changed_data if name not in self.attributes]

    def save_attributes(self) -> None:
        """Say what was typed where it differs. Raises AttributeRefused."""
        for name in self.changed_data:
            if name in self.attributes:
                attribute = self.attributes[name]
                value = _value(attribute, self.cleaned_data[name])
                set_attribute(product_id=self.instance.pk, attribute=attribute, value=value)


def attributes_of(product: Product | None) -> Mapping[str, Attribute]:
    """The attributes that a product's page shows, by the names of their fields: those of its type, and all it has.

    What was said under another type stays until somebody empties it. Reads what `get_object` has fetched.
    """
    if product is None:
        return {}
    asked = list(product.product_type.asked_attributes.all()) if product.product_type else []
    said = [value.attribute for value in product.attribute_values.all()]
    shown = {attribute.pk: attribute for attribute in (*asked, *said)}
    in_order = sorted(shown.values(), key=lambda each: (each.position, each.name))
    return {f"attribute_{attribute.pk}": attribute for attribute in in_order}


def with_attributes(form: type[ProductForm], product: Product | None) -> type[ProductForm]:
    """The form with a field for each attribute, filled with what is said now."""
    said = {value.attribute_id: value.value for value in product.attribute_values.all()} if product else {}
    attributes = attributes_of(product)
    fields = {name: _field(attribute, said.get(attribute.pk)) for name, attribute in attributes.items()}
    return type(form.__name__, (form,), {**fields, "attributes": attributes})


def _field(attribute: Attribute, value: Value | None) -> forms.Field:
    shared: dict[str, Any] = {"label": str(attribute), "required": False}
    text = {**shared, "widget": UnfoldAdminTextInputWidget, "initial": value}
    if attribute.kind == AttributeKind.CHOICE:
        return forms.ModelChoiceField(
            queryset=AttributeChoice.objects.filter(attribute=attribute),
            empty_label=UNSAID,
            widget=UnfoldAdminSelectWidget,
            initial=value,
            **shared,
        )
    if attribute.kind == AttributeKind.BOOLEAN:
        said = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else ""
        return forms.ChoiceField(choices=ANSWERS, widget=UnfoldAdminSelectWidget, initial=said, **shared)
    if attribute.kind == AttributeKind.NUMBER:
        plain = f"{value.normalize():f}" if isinstance(value, Decimal) else None
        return forms.DecimalField(max_digits=18, decimal_places=6, **{**text, "initial": plain})
    if attribute.kind == AttributeKind.COLOUR:
        return forms.CharField(
            validators=[RegexValidator(COLOUR, "A colour is written like #a1b2c3.")], **text
        )
    return forms.CharField(max_length=LONGEST_TEXT, **text)


def _value(attribute: Attribute, typed: Any) -> Value | None:  # noqa: ANN401  # of the field's kind
    if attribute.kind == AttributeKind.BOOLEAN:
        return {"yes": True, "no": False}.get(typed)
    value: Value | None = typed
    return value
