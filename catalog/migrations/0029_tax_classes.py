"""Tax classes of products. One without a class is in the standard one, which is made here."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


def make_standard(apps, schema_editor):
    classes = apps.get_model("catalog", "TaxClass").objects.using(schema_editor.connection.alias)
    classes.get_or_create(code="standard", defaults={"name": "Standard"})


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0028_seo"),
    ]

    operations = [
        migrations.CreateModel(
            name="TaxClass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        help_text="What programs call it; it stays as it is once given.",
                        max_length=20,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
            ],
            options={
                "verbose_name_plural": "tax classes",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[-a-zA-Z0-9_]+$")),
                        name="tax_class_code_is_a_code",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxclass",
            trigger=pgtrigger.compiler.Trigger(
                name="code_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="34530a7b273fcf6f66e3b07e7a2f6e2791bb4c13",
                    operation="UPDATE",
                    pgid="pgtrigger_code_stays_db1d7",
                    table="catalog_taxclass",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(make_standard, migrations.RunPython.noop),
        migrations.AddField(
            model_name="product",
            name="tax_class",
            field=models.ForeignKey(
                blank=True,
                help_text="The standard one unless another is chosen.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="products",
                to="catalog.taxclass",
            ),
        ),
    ]
