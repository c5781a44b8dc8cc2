"""Endpoints that merchants want told of events, what they are told, and scopes of keys for orders."""

import accounts.models.webhooks
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_answered_requests"),
    ]

    operations = [
        migrations.AlterField(
            model_name="apikey",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("catalog:read", "Read the merchant's products in every state"),
                        ("catalog:write", "Change products, prices and stock"),
                        ("orders:read", "Read the merchant's part of orders, with buyers' addresses"),
                        ("orders:write", "Ship, refund and cancel the merchant's part of orders"),
                    ],
                    max_length=40,
                ),
                size=None,
                verbose_name="what it may do",
            ),
        ),
        migrations.CreateModel(
            name="WebhookEndpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.URLField(max_length=500, verbose_name="address")),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("order.placed", "Order placed, not paid yet"),
                                ("order.paid", "Order paid"),
                                ("order.cancelled", "Order cancelled"),
                                ("order.expired", "Order not paid in time"),
                                ("order.fulfilled", "Lines of the order shipped"),
                                ("order.refund_requested", "Refund asked for"),
                                ("order.refunded", "Refund done"),
                                ("order.refund_failed", "Refund failed"),
                                ("order.return_requested", "Return announced"),
                                ("order.return_received", "Return received"),
                                ("order.return_refused", "Return refused"),
                            ],
                            max_length=40,
                        ),
                        size=None,
                        verbose_name="told of",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="told")),
                (
                    "seed",
                    models.CharField(
                        default=accounts.models.webhooks.new_seed, editable=False, max_length=32
                    ),
                ),
                (
                    "secret_number",
                    models.PositiveIntegerField(
                        default=1, editable=False, validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                ("former_secret_until", models.DateTimeField(editable=False, null=True)),
                ("failing_since", models.DateTimeField(editable=False, null=True)),
                ("disabled_at", models.DateTimeField(editable=False, null=True, verbose_name="given up")),
                (
                    "disabled_reason",
                    models.CharField(
                        blank=True,
                        choices=[("gone", "It answered 410 Gone"), ("failing", "Nothing arrived for a day")],
                        editable=False,
                        max_length=8,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="webhook_endpoints",
                        to="accounts.merchant",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(max_length=40)),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("order.placed", "Order placed, not paid yet"),
                            ("order.paid", "Order paid"),
                            ("order.cancelled", "Order cancelled"),
                            ("order.expired", "Order not paid in time"),
                            ("order.fulfilled", "Lines of the order shipped"),
                            ("order.refund_requested", "Refund asked for"),
                            ("order.refunded", "Refund done"),
                            ("order.refund_failed", "Refund failed"),
                            ("order.return_requested", "Return announced"),
                            ("order.return_received", "Return received"),
                            ("order.return_refused", "Return refused"),
                        ],
                        max_length=40,
                    ),
                ),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Arrived"),
                            ("failed", "Given up"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="accounts.webhookendpoint",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "webhook deliveries",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("url__startswith", "https://")), name="webhook_url_is_https"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("events__len__gt", 0)), name="webhook_told_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("secret_number__gte", 1)), name="webhook_secrets_count_from_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disabled_at__isnull", True), ("disabled_reason", "")),
                    models.Q(
                        ("disabled_at__isnull", False), models.Q(("disabled_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="webhook_disabled_for_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["next_at"], name="webhook_due"
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["lease_until"], name="webhook_lease"
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(fields=["created_at"], name="webhook_age"),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.UniqueConstraint(
                fields=("endpoint", "message_id"), name="webhook_message_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lease_until__isnull", False), ("state", "sending")),
                    models.Q(models.Q(("state", "sending"), _negated=True), ("lease_until__isnull", True)),
                    _connector="OR",
                ),
                name="webhook_sending_with_lease",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", False), ("state__in", ["sent", "failed"])),
                    models.Q(("finished_at__isnull", True), ("state__in", ["waiting", "sending"])),
                    _connector="OR",
                ),
                name="webhook_finished_at_its_end",
            ),
        ),
    ]
