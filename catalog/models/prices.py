"""What variants cost, from when to when."""

from datetime import timedelta

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Expression, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Least, Now

from catalog.models.offers import Variant
from catalog.models.triggers.offers import (
    ANNOUNCE_BOUNDS,
    GUARD_HISTORY,
    KEEP_HISTORY,
    TOUCH_PRODUCT_OF_PRICE,
)

# Directive 98/6/EC, article 6a: whoever announces a reduction names the lowest price of at least the thirty days
# before it.
LOOKING_BACK = timedelta(days=30)


def span(starts_at: object, ends_at: object) -> Func:
    """From the first instant, included, to the second, excluded; None is without end."""
    return Func(starts_at, ends_at, function="tstzrange", output_field=DateTimeRangeField())


def start_of(valid: object) -> Func:
    return Func(valid, function="lower", output_field=models.DateTimeField())


class PriceQuerySet(models.QuerySet["Price"]):
    def current(self, currency: str | OuterRef | Expression) -> "PriceQuerySet":
        """Those in force now, by the database's clock; at most one a variant."""
        return self.filter(currency=currency, valid__contains=Now())

    def from_now_on(self) -> "PriceQuerySet":
        """Those in force now and those to come, by the database's clock."""
        return self.exclude(valid__upper_inf=False, valid__endswith__lte=Now())

    def reduced(self) -> "PriceQuerySet":
        """Of those from now on the ones that are compared with another price."""
        return self.from_now_on().filter(compare_at_minor__isnull=False)

    def with_prior_lowest(self) -> "PriceQuerySet":
        """With `prior_lowest_minor`: of a reduced price, the lowest of the thirty days before it; else None."""
        start = start_of(OuterRef("valid"))
        before = {
            "variant_id": OuterRef("variant_id"),
            "currency": OuterRef("currency"),
            "valid__overlap": span(start - Value(LOOKING_BACK), start),
        }
        lowest = Least(
            Subquery(Price.objects.filter(**before).order_by("amount_minor").values("amount_minor")[:1]),
            Subquery(
                PriceRecord.objects.filter(**before).order_by("amount_minor").values("amount_minor")[:1]
            ),
        )
        is_reduced = Q(compare_at_minor__isnull=False, valid__lower_inf=False)
        return self.annotate(prior_lowest_minor=Case(When(is_reduced, then=lowest), default=None))


class Price(models.Model):
    """What a variant costs in one currency, in its minor units, while `valid`.

    A change of the amount begins a new range; what was charged until then becomes a `PriceRecord`. A price whose time
    is over is not changed any more. The database does both.
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="prices")
    currency = models.CharField(max_length=3, default="EUR")
    amount_minor = models.BigIntegerField("amount (cents)", validators=[MinValueValidator(0)])
    # What it costs otherwise, shown struck through.
    compare_at_minor = models.BigIntegerField("instead of (cents)", null=True, blank=True)
    # The end is excluded, so that one price may begin where another ends.
    valid = DateTimeRangeField(db_default=span(Value(None), Value(None)))

    objects = PriceQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="price_one_at_a_time",
                expressions=[
                    ("variant", RangeOperators.EQUAL),
                    ("currency", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="price_not_negative", condition=Q(amount_minor__gte=0)),
            models.CheckConstraint(
                name="price_below_what_it_is_compared_with",
                condition=Q(compare_at_minor__gt=F("amount_minor")),
            ),
            models.CheckConstraint(name="price_valid_some_time", condition=Q(valid__isempty=False)),
            models.CheckConstraint(
                name="price_currency_is_a_code", condition=Q(currency__regex=r"^[A-Z]{3}$")
            ),
        ]
        triggers = [GUARD_HISTORY, KEEP_HISTORY, TOUCH_PRODUCT_OF_PRICE, ANNOUNCE_BOUNDS]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


class PriceRecord(models.Model):
    """What a variant did cost while `valid`. Written by trigger alone and never changed.

    No foreign key: what was charged outlives the variant.
    """

    variant_id = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    compare_at_minor = models.BigIntegerField(null=True)
    valid = DateTimeRangeField()

    class Meta:
        indexes = [models.Index(fields=["variant_id", "currency"], name="price_record_of_variant")]
        triggers = [
            pgtrigger.Protect(name="stay_as_written", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"
