"""What stands about merchants on their invoices."""

import django.core.validators
import django.db.models.deletion
import django_countries.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_webhooks"),
    ]

    operations = [
        migrations.CreateModel(
            name="MerchantDetails",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "legal_name",
                    models.CharField(help_text="As registered, with the legal form.", max_length=120),
                ),
                ("line1", models.CharField(max_length=120, verbose_name="street and number")),
                ("line2", models.CharField(blank=True, max_length=120, verbose_name="more of the address")),
                ("postcode", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(max_length=80)),
                ("country", django_countries.fields.CountryField(max_length=2)),
                (
                    "vat_id",
                    models.CharField(
                        blank=True,
                        max_length=15,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2}[0-9A-Z+*]{2,13}$",
                                "Two letters for the country, then digits and letters, without spaces.",
                            )
                        ],
                        verbose_name="VAT number",
                    ),
                ),
                (
                    "registration",
                    models.CharField(
                        blank=True,
                        help_text="Register and number, such as FN 123456 a, Handelsgericht Wien.",
                        max_length=120,
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        help_text="Where buyers may ask about an invoice.",
                        max_length=254,
                        verbose_name="e-mail address",
                    ),
                ),
                (
                    "invoice_prefix",
                    models.CharField(
                        help_text="What invoice numbers begin with: KANT makes KANT-2026-00001. A change holds from the next year on.",
                        max_length=10,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9]{1,10}$", "Up to ten capital letters and digits."
                            )
                        ],
                    ),
                ),
                (
                    "merchant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="details",
                        to="accounts.merchant",
                    ),
                ),
            ],
            options={
                "verbose_name": "details for invoices",
                "verbose_name_plural": "details for invoices",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("invoice_prefix__regex", "^[A-Z0-9]{1,10}$")),
                        name="merchant_details_prefix_is_plain",
                    )
                ],
            },
        ),
    ]
