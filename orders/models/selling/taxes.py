"""What share of a price is tax, by country, kind of product and day."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Expression, F, Func, Q, Value
from django.db.models.functions import Coalesce
from django_countries.fields import CountryField

from catalog.models import TaxClass
from catalog.taxes import STANDARD


class TaxRateQuerySet(models.QuerySet["TaxRate"]):
    def on(self, day: date | Expression) -> "TaxRateQuerySet":
        """Those in force on this day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gt=day)
        )


class TaxRate(models.Model):
    """The rate of a country, or of one region of it, for a class of products; without a class the standard one."""

    country = CountryField()
    region = models.CharField(
        max_length=60,
        blank=True,
        default="",
        help_text="As addresses write it, such as CA. Empty: all regions without a rate of their own.",
    )
    tax_class = models.ForeignKey(
        TaxClass,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to=~Q(code=STANDARD),
        help_text="Empty: the standard rate, which also holds for classes without a rate of their own.",
    )
    percent = models.DecimalField(max_digits=6, decimal_places=3)
    valid_from = models.DateField(null=True, blank=True, help_text="Empty: since ever.")
    valid_until = models.DateField(
        null=True, blank=True, help_text="The first day without it. Empty: for good."
    )

    objects = TaxRateQuerySet.as_manager()

    class Meta:
        ordering = ["country", "region", "tax_class", "valid_from"]
        constraints = [
            models.CheckConstraint(
                name="tax_rate_is_a_share",
                condition=Q(percent__gte=0, percent__lte=100),
                violation_error_message="A rate lies between 0 and 100 percent.",
            ),
            models.CheckConstraint(
                name="tax_rate_valid_some_time",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                violation_error_message="The rate must begin before it ends.",
            ),
            ExclusionConstraint(
                name="tax_rate_one_at_a_time",
                expressions=[
                    ("country", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    (Coalesce(F("tax_class"), Value(0)), RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="There is a rate for this already at that time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.percent.normalize():f} %"
