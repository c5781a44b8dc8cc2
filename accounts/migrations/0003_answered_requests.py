import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_api_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnsweredRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=255)),
                ("request_digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Being carried out"), ("done", "Answered")],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("attempt", models.PositiveIntegerField(default=1)),
                ("lease_until", models.DateTimeField()),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="answered_request_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "key"), name="answered_request_once"),
                    models.CheckConstraint(
                        condition=models.Q(("scope__regex", "^[0-9a-f]{64}$")), name="answered_request_scope"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("request_digest__regex", "^[0-9a-f]{64}$")),
                        name="answered_request_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), ("status__isnull", True)),
                            models.Q(("state", "done"), ("status__isnull", False)),
                            _connector="OR",
                        ),
                        name="answered_request_done_with_answer",
                    ),
                ],
            },
        ),
    ]
