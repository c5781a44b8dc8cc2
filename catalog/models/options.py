"""What shoppers choose from: a product's options, their values, and which values each variant has."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

from accounts.tenancy import TenantQuerySet
from catalog.models.offers import Variant
from catalog.models.products import Product
from catalog.models.triggers.options import (
    FOLLOW_ADDED_CHOICES,
    FOLLOW_CHANGED_CHOICES,
    FOLLOW_OPTION,
    FOLLOW_REMOVED_CHOICES,
    FOLLOW_VALUE,
    TAKE_PRODUCT,
)
from catalog.models.triggers.products import TOUCH_PRODUCT_OF_VARIANT

MOST_OPTIONS = 5
MOST_VALUES = 100
LONGEST_VALUE = 60
# As many as Shopify makes of one product's options.
MOST_COMBINATIONS = 100


class ProductOptionQuerySet(TenantQuerySet["ProductOption"]):
    merchant_path = "product__merchant"


class ProductOption(models.Model):
    """One thing that shoppers choose of a product, such as its colour."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="options")
    name = models.CharField(max_length=40, help_text="What is chosen, such as colour or size.")
    position = models.PositiveIntegerField(default=0)

    objects = ProductOptionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "product",
                Lower("name"),
                name="product_option_once_a_name",
                violation_error_message="The product has an option of this name already.",
            ),
            models.CheckConstraint(name="product_option_has_a_name", condition=~models.Q(name="")),
        ]
        triggers = [FOLLOW_OPTION, TOUCH_PRODUCT_OF_VARIANT]

    def __str__(self) -> str:
        return self.name


class OptionValueQuerySet(TenantQuerySet["OptionValue"]):
    merchant_path = "option__product__merchant"


class OptionValue(models.Model):
    """One of the answers to an option, such as oak.

    Once a value of an option names a look of the 3D model, all variants show the look of their value of that
    option, and a value without one shows the model as it opens. It is the same with swatches.
    """

    option = models.ForeignKey(ProductOption, on_delete=models.CASCADE, related_name="values")
    name = models.CharField(max_length=LONGEST_VALUE)
    position = models.PositiveIntegerField(default=0)
    # A name out of the model's KHR_materials_variants.
    material_variant = models.CharField(
        "look of the 3D model", max_length=120, blank=True, default="", db_default=""
    )
    swatch = models.CharField(
        max_length=7,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", "A colour is written like #a1b2c3.")],
        help_text="The colour of its button on the product page.",
    )

    objects = OptionValueQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "option",
                Lower("name"),
                name="option_value_once_a_name",
                violation_error_message="The option has a value of this name already.",
            ),
            models.CheckConstraint(name="option_value_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="option_value_swatch_is_a_colour",
                condition=models.Q(swatch__regex=r"^(#[0-9a-f]{6})?$"),
            ),
        ]
        triggers = [FOLLOW_VALUE]

    def __str__(self) -> str:
        return self.name


class VariantOptionQuerySet(TenantQuerySet["VariantOption"]):
    merchant_path = "product__merchant"


class VariantOption(models.Model):
    """Which value a variant has of an option.

    The database keeps option and variant of one product, and the value one of the option's.
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="chosen_values")
    # Restricted and not protected: all of a product's may go together.
    option = models.ForeignKey(ProductOption, on_delete=models.RESTRICT, related_name="chosen_values")
    value = models.ForeignKey(OptionValue, on_delete=models.RESTRICT, related_name="chosen_values")
    # The variant's product again, so that the database can compare it with the option's; set by trigger.
    product = models.ForeignKey(Product, on_delete=models.CASCADE, editable=False, related_name="+")

    objects = VariantOptionQuerySet.as_manager()

    class Meta:
        ordering = ["option__position", "option_id"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "option"], name="variant_option_once"),
        ]
        triggers = [TAKE_PRODUCT, FOLLOW_ADDED_CHOICES, FOLLOW_CHANGED_CHOICES, FOLLOW_REMOVED_CHOICES]

    def __str__(self) -> str:
        return f"{self.option}: {self.value}"
