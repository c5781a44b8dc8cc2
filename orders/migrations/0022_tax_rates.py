"""Rates of tax by country, kind of product and day. None yet: prices include whatever tax there is."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import django_countries.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0045_wanted_pictures"),
        ("orders", "0021_shipping"),
    ]

    operations = [
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", django_countries.fields.CountryField(max_length=2)),
                (
                    "region",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="As addresses write it, such as CA. Empty: all regions without a rate of their own.",
                        max_length=60,
                    ),
                ),
                ("percent", models.DecimalField(decimal_places=3, max_digits=6)),
                ("valid_from", models.DateField(blank=True, help_text="Empty: since ever.", null=True)),
                (
                    "valid_until",
                    models.DateField(
                        blank=True, help_text="The first day without it. Empty: for good.", null=True
                    ),
                ),
                (
                    "tax_class",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the standard rate, which also holds for classes without a rate of their own.",
                        limit_choices_to=models.Q(("code", "standard"), _negated=True),
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.taxclass",
                    ),
                ),
            ],
            options={
                "ordering": ["country", "region", "tax_class", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 0), ("percent__lte", 100)),
                        name="tax_rate_is_a_share",
                        violation_error_message="A rate lies between 0 and 100 percent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_until", None),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="tax_rate_valid_some_time",
                        violation_error_message="The rate must begin before it ends.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("country", "="),
                            ("region", "="),
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    models.F("tax_class"), models.Value(0)
                                ),
                                "=",
                            ),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_until"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="tax_rate_one_at_a_time",
                        violation_error_message="There is a rate for this already at that time.",
                    ),
                ],
            },
        ),
    ]
