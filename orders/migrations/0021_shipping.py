"""Where the shop delivers, how and for how much."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django_countries.fields
import orders.models.selling.shipping
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0020_invoices"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShippingZone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="Shoppers do not see it.", max_length=60, unique=True)),
                (
                    "is_elsewhere",
                    models.BooleanField(
                        default=False,
                        help_text="Every country that is in no other zone.",
                        verbose_name="all other countries",
                    ),
                ),
            ],
            options={
                "ordering": ["is_elsewhere", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_elsewhere", True)),
                        fields=("is_elsewhere",),
                        name="shipping_zone_one_elsewhere",
                        violation_error_message="Another zone holds all other countries already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShippingMethod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="What shoppers choose, such as Standard delivery.", max_length=60
                    ),
                ),
                (
                    "days_from",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="working days, from",
                    ),
                ),
                ("days_to", models.PositiveSmallIntegerField(default=5, verbose_name="to")),
                (
                    "currency",
                    models.CharField(default=orders.models.selling.shipping.default_currency, max_length=3),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first."),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="is offered")),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="methods",
                        to="orders.shippingzone",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ShippingCountry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", django_countries.fields.CountryField(max_length=2, unique=True)),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="countries",
                        to="orders.shippingzone",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "countries",
                "ordering": ["country"],
            },
        ),
        migrations.CreateModel(
            name="ShippingRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("total_from", models.PositiveBigIntegerField(default=0, verbose_name="goods from (cents)")),
                (
                    "total_to",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="below (cents)"),
                ),
                ("weight_from", models.PositiveBigIntegerField(default=0, verbose_name="weight from (g)")),
                (
                    "weight_to",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="below (g)"),
                ),
                ("amount_minor", models.PositiveBigIntegerField(verbose_name="costs (cents)")),
                (
                    "method",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rates",
                        to="orders.shippingmethod",
                    ),
                ),
            ],
            options={
                "ordering": ["total_from", "weight_from", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("total_to", None), ("total_to__gt", models.F("total_from")), _connector="OR"
                            ),
                            models.Q(
                                ("weight_to", None),
                                ("weight_to__gt", models.F("weight_from")),
                                _connector="OR",
                            ),
                        ),
                        name="shipping_rate_holds_something",
                        violation_error_message="What a rate begins with must lie below its end.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("method", "="),
                            (
                                models.Func(
                                    models.F("total_from"),
                                    models.F("total_to"),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("weight_from"),
                                    models.F("weight_to"),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        deferrable=models.Deferrable["DEFERRED"],
                        name="shipping_rate_one_for_all",
                        violation_error_message="Two rates of this method hold for the same goods and weight.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="shippingmethod",
            constraint=models.UniqueConstraint(
                fields=("zone", "currency", "name"), name="shipping_method_once_a_zone"
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingmethod",
            constraint=models.CheckConstraint(
                condition=models.Q(("days_from__gte", 1), ("days_to__gte", models.F("days_from"))),
                name="shipping_method_days_in_order",
                violation_error_message="The days run from at least 1 to the same or more.",
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingmethod",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                name="shipping_method_currency_is_a_code",
            ),
        ),
    ]
