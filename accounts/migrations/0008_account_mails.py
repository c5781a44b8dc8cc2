"""Keep e-mails about accounts, sealed, until a worker has sent them."""

import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_webhooks_of_tracking"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("sealed", models.TextField(blank=True)),
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
                ("due_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, max_length=40)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "e-mail about an account",
                "verbose_name_plural": "e-mails about accounts",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["due_at"], name="account_mail_due"
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")),
                        fields=["claimed_at"],
                        name="account_mail_claimed",
                    ),
                    models.Index(fields=["written_at"], name="account_mail_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["waiting", "sending"]), models.Q(("sealed", ""), _negated=True)
                            ),
                            models.Q(("sealed", ""), ("state__in", ["sent", "failed"])),
                            _connector="OR",
                        ),
                        name="account_mail_wiped_at_its_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sending"), _negated=True),
                            ("claimed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="account_mail_claimed_by_somebody",
                    ),
                ],
            },
        ),
    ]
