"""Kinds of products and what is said of each: attributes, their choices, and the values of one product."""

from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from accounts.tenancy import TenantQuerySet
from catalog.models.products import Product
from catalog.models.triggers.attributes import (
    QUEUE_FILTER,
    TAKE_KIND,
    TOUCH_PRODUCTS_OF_ATTRIBUTE,
    TOUCH_PRODUCTS_OF_CHOICE,
)
from catalog.models.triggers.products import TOUCH_PRODUCT_OF_VARIANT
from catalog.states import AttributeKind

COLOUR = r"^#[0-9a-f]{6}$"
LONGEST_TEXT = 500


class Attribute(models.Model):
    """Something that can be said of products, such as a material or a seat's height. Its kind never changes."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True, help_text="What programs call it.")
    kind = models.CharField(max_length=10, choices=AttributeKind)
    unit = models.CharField(max_length=20, blank=True, help_text="Of numbers, such as cm or W.")
    position = models.PositiveIntegerField(default=0)
    is_filter = models.BooleanField(
        "is a filter",
        default=False,
        db_default=False,
        help_text="Whether shoppers find products by it. The search follows by itself, many products within minutes.",
    )

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attribute_unit_is_of_numbers", condition=Q(unit="") | Q(kind=AttributeKind.NUMBER)
            ),
            models.CheckConstraint(
                name="attribute_text_is_no_filter",
                condition=Q(is_filter=False) | ~Q(kind=AttributeKind.TEXT),
                violation_error_message="Every text is another one; what shoppers find by has to be a choice.",
            ),
            models.CheckConstraint(
                name="attribute_kind_is_known", condition=Q(kind__in=AttributeKind.values)
            ),
        ]
        triggers = [TOUCH_PRODUCTS_OF_ATTRIBUTE, QUEUE_FILTER]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name


class AttributeChoice(models.Model):
    """One of the answers that an attribute of the kind "choice" has."""

    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="choices")
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["attribute", "name"], name="attribute_choice_once"),
        ]
        triggers = [TOUCH_PRODUCTS_OF_CHOICE]

    def __str__(self) -> str:
        return self.name


# What a value may be, as Python has it: text and colours as str, numbers as Decimal.
Value = str | Decimal | bool | AttributeChoice


def _only(kind: AttributeKind) -> Q:
    """The condition that a row says what this kind says, and nothing else."""
    filled = {
        AttributeKind.TEXT: ~Q(text=""),
        AttributeKind.NUMBER: Q(number__isnull=False),
        AttributeKind.CHOICE: Q(choice__isnull=False),
        AttributeKind.BOOLEAN: Q(boolean__isnull=False),
        AttributeKind.COLOUR: Q(colour__regex=COLOUR),
    }
    empty = {
        AttributeKind.TEXT: Q(text=""),
        AttributeKind.NUMBER: Q(number__isnull=True),
        AttributeKind.CHOICE: Q(choice__isnull=True),
        AttributeKind.BOOLEAN: Q(boolean__isnull=True),
        AttributeKind.COLOUR: Q(colour=""),
    }
    condition = Q(kind=kind) & filled[kind]
    for other in AttributeKind:
        if other != kind:
            condition &= empty[other]
    return condition


class AttributeValueQuerySet(TenantQuerySet["AttributeValue"]):
    merchant_path = "product__merchant"


class AttributeValue(models.Model):
    """What is said of one product under one attribute, in the column of the attribute's kind.

    The database keeps `kind` equal to the attribute's, and `choice` among the attribute's choices.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="attribute_values")
    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="values")
    # The attribute's kind again, so that the database can say which column is filled; set by trigger.
    kind = models.CharField(max_length=10, choices=AttributeKind, editable=False, db_default="")
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    number = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    choice = models.ForeignKey(
        AttributeChoice, on_delete=models.PROTECT, null=True, blank=True, related_name="values"
    )
    boolean = models.BooleanField(null=True, blank=True)
    colour = models.CharField(
        max_length=7,
        blank=True,
        validators=[RegexValidator(COLOUR, "A colour is written like #a1b2c3.")],
    )

    objects = AttributeValueQuerySet.as_manager()

    class Meta:
        ordering = ["attribute__position", "attribute__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "attribute"], name="attribute_value_once_a_product"),
            models.CheckConstraint(
                name="attribute_value_is_of_its_kind",
                condition=_only(AttributeKind.TEXT)
                | _only(AttributeKind.NUMBER)
                | _only(AttributeKind.CHOICE)
                | _only(AttributeKind.BOOLEAN)
                | _only(AttributeKind.COLOUR),
            ),
        ]
        indexes = [
            models.Index(
                fields=["attribute", "number", "product"],
                name="attribute_value_number",
                condition=Q(number__isnull=False),
            ),
        ]
        triggers = [TAKE_KIND, TOUCH_PRODUCT_OF_VARIANT]

    def __str__(self) -> str:
        return f"{self.attribute}: {self.value}"

    @property
    def value(self) -> Value | None:
        """What is said; None while nothing is."""
        of_kind: dict[str, Value | None] = {
            AttributeKind.NUMBER: self.number,
            AttributeKind.BOOLEAN: self.boolean,
            AttributeKind.CHOICE: self.choice if self.choice_id else None,
        }
        return of_kind.get(self.kind, self.text or self.colour or None)
