"""Pictures and videos of products."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# A variant's picture is one of its product's, whoever writes.
KEEP_TOGETHER = """
ALTER TABLE catalog_productmedia
    ADD CONSTRAINT product_media_is_of_its_variants_product
    FOREIGN KEY (variant_id, product_id) REFERENCES catalog_variant (id, product_id);
"""

PART = "ALTER TABLE catalog_productmedia DROP CONSTRAINT product_media_is_of_its_variants_product"


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0037_import_plans"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProductMedia",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("image", "Picture"), ("video", "Video")], editable=False, max_length=5
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Being prepared"), ("ready", "Shown"), ("refused", "Refused")],
                        default="waiting",
                        editable=False,
                        max_length=7,
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "alt",
                    models.CharField(
                        help_text="For people who cannot see it, and for search engines.",
                        max_length=200,
                        verbose_name="what it shows",
                    ),
                ),
                (
                    "video_url",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                '^https://((www\\.)?youtube\\.com/watch\\?v=|youtu\\.be/|(www\\.)?vimeo\\.com/|[-a-zA-Z0-9.]+/[^\\s?#]+\\.mp4$)[^\\s\\"<>]*$',
                                "Link to YouTube, Vimeo, or an .mp4 file, beginning with https://.",
                            )
                        ],
                        verbose_name="address of a video",
                    ),
                ),
                ("sent_key", models.CharField(blank=True, editable=False, max_length=200)),
                ("small_key", models.CharField(blank=True, editable=False, max_length=200)),
                ("medium_key", models.CharField(blank=True, editable=False, max_length=200)),
                ("large_key", models.CharField(blank=True, editable=False, max_length=200)),
                ("width", models.PositiveIntegerField(editable=False, null=True)),
                ("height", models.PositiveIntegerField(editable=False, null=True)),
                ("refusal", models.CharField(blank=True, editable=False, max_length=300)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("look_again_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="media",
                        to="catalog.product",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="media",
                        to="catalog.variant",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "media",
                "ordering": ["position", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["look_again_at"],
                        name="product_media_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("alt", ""), _negated=True),
                        name="product_media_says_what_it_shows",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "video"),
                                ("state", "ready"),
                                (
                                    "video_url__regex",
                                    '^https://((www\\.)?youtube\\.com/watch\\?v=|youtu\\.be/|(www\\.)?vimeo\\.com/|[-a-zA-Z0-9.]+/[^\\s?#]+\\.mp4$)[^\\s\\"<>]*$',
                                ),
                                ("height__isnull", True),
                                ("large_key", ""),
                                ("medium_key", ""),
                                ("small_key", ""),
                                ("width__isnull", True),
                            ),
                            models.Q(
                                ("kind", "image"),
                                ("state__in", ["waiting", "refused"]),
                                ("video_url", ""),
                                ("height__isnull", True),
                                ("large_key", ""),
                                ("medium_key", ""),
                                ("small_key", ""),
                                ("width__isnull", True),
                            ),
                            models.Q(
                                ("height__gt", 0),
                                ("kind", "image"),
                                ("state", "ready"),
                                ("video_url", ""),
                                ("width__gt", 0),
                                ("height__isnull", False),
                                ("width__isnull", False),
                                models.Q(("small_key", ""), _negated=True),
                                models.Q(("medium_key", ""), _negated=True),
                                models.Q(("large_key", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="product_media_is_of_its_kind",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="productmedia",
            trigger=pgtrigger.compiler.Trigger(
                name="touch_product",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE'\n            AND (NEW.product_id, NEW.variant_id, NEW.state, NEW.position, NEW.alt, NEW.video_url, NEW.large_key)\n            IS NOT DISTINCT FROM\n            (OLD.product_id, OLD.variant_id, OLD.state, OLD.position, OLD.alt, OLD.video_url, OLD.large_key)\n        THEN\n            RETURN NULL;\n        END IF;\n        UPDATE catalog_product SET version = 0 WHERE id IN (OLD.product_id, NEW.product_id);\n        RETURN NULL;\n    ",
                    hash="ff255087c260cd1101802c055463f328a233591e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_touch_product_4f495",
                    table="catalog_productmedia",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(KEEP_TOGETHER, reverse_sql=PART),
    ]
