"""Where the shop delivers, how, and what that costs."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Expression, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django_countries.fields import CountryField


def default_currency() -> str:
    return settings.SHOP_CURRENCY


def span(first: str, end: str) -> Func:
    """From one column, included, to another, excluded; NULL is without end."""
    return Func(F(first), F(end), function="int8range", output_field=BigIntegerRangeField())


class ShippingZone(models.Model):
    """Countries to which the same ways of sending lead. A country is in one zone at most."""

    name = models.CharField(max_length=60, unique=True, help_text="Shoppers do not see it.")
    is_elsewhere = models.BooleanField(
        "all other countries", default=False, help_text="Every country that is in no other zone."
    )

    class Meta:
        ordering = ["is_elsewhere", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_elsewhere"],
                name="shipping_zone_one_elsewhere",
                condition=Q(is_elsewhere=True),
                violation_error_message="Another zone holds all other countries already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ShippingCountry(models.Model):
    """That a country lies in a zone."""

    zone = models.ForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="countries")
    country = CountryField(unique=True)

    class Meta:
        ordering = ["country"]
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return str(self.country.name)


class ShippingMethodQuerySet(models.QuerySet["ShippingMethod"]):
    def to(
        self, country: str | Expression, currency: str | Expression | Subquery
    ) -> "ShippingMethodQuerySet":
        """Those that lead to this country and are counted in this currency, with `bands`: their rates as JSON."""
        zones = ShippingZone.objects.filter(Q(countries__country=country) | Q(is_elsewhere=True))
        rates = ShippingRate.objects.filter(method=OuterRef("pk")).order_by("pk")
        band = JSONObject(
            amount="amount_minor",
            total_from="total_from",
            total_to="total_to",
            weight_from="weight_from",
            weight_to="weight_to",
        )
        zone = Subquery(zones.order_by("is_elsewhere").values("pk")[:1])
        return self.filter(zone=zone, currency=currency, is_active=True).annotate(
            bands=ArraySubquery(rates.values_list(band))
        )


class ShippingMethod(models.Model):
    """A way of sending things to a zone."""

    zone = models.ForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="methods", db_index=False)
    name = models.CharField(max_length=60, help_text="What shoppers choose, such as Standard delivery.")
    days_from = models.PositiveSmallIntegerField(
        "working days, from", default=2, validators=[MinValueValidator(1)]
    )
    days_to = models.PositiveSmallIntegerField("to", default=5)
    currency = models.CharField(max_length=3, default=default_currency)
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")
    is_active = models.BooleanField("is offered", default=True)

    objects = ShippingMethodQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "currency", "name"], name="shipping_method_once_a_zone"),
            models.CheckConstraint(
                name="shipping_method_days_in_order",
                condition=Q(days_from__gte=1, days_to__gte=F("days_from")),
                violation_error_message="The days run from at least 1 to the same or more.",
            ),
            models.CheckConstraint(
                name="shipping_method_currency_is_a_code", condition=Q(currency__regex=r"^[A-Z]{3}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.zone})"


class ShippingRate(models.Model):
    """What a method costs for goods and a weight from a number, included, to another, excluded."""

    method = models.ForeignKey(ShippingMethod, on_delete=models.CASCADE, related_name="rates")
    total_from = models.PositiveBigIntegerField("goods from (cents)", default=0)
    total_to = models.PositiveBigIntegerField("below (cents)", null=True, blank=True)
    weight_from = models.PositiveBigIntegerField("weight from (g)", default=0)
    weight_to = models.PositiveBigIntegerField("below (g)", null=True, blank=True)
    amount_minor = models.PositiveBigIntegerField("costs (cents)")

    class Meta:
        ordering = ["total_from", "weight_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="shipping_rate_holds_something",
                condition=(Q(total_to=None) | Q(total_to__gt=F("total_from")))
                & (Q(weight_to=None) | Q(weight_to__gt=F("weight_from"))),
                violation_error_message="What a rate begins with must lie below its end.",
            ),
            ExclusionConstraint(
                name="shipping_rate_one_for_all",
                expressions=[
                    ("method", RangeOperators.EQUAL),
                    (span("total_from", "total_to"), RangeOperators.OVERLAPS),
                    (span("weight_from", "weight_to"), RangeOperators.OVERLAPS),
                ],
                # So that the end of one and the beginning of the next can move together.
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Two rates of this method hold for the same goods and weight.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.method.currency}"
