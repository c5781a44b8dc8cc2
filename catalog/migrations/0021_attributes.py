"""What is said of products under the attributes of their types, and collections of them."""

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# A value is of its attribute's kind, which therefore cannot change while anything is said, and its choice is one
# of its attribute's.
KEEP_KINDS = """
ALTER TABLE catalog_attribute ADD CONSTRAINT attribute_with_kind UNIQUE (id, kind);
ALTER TABLE catalog_attributechoice ADD CONSTRAINT attribute_choice_with_attribute UNIQUE (id, attribute_id);
ALTER TABLE catalog_attributevalue
    ADD CONSTRAINT attribute_value_has_its_kind
    FOREIGN KEY (attribute_id, kind) REFERENCES catalog_attribute (id, kind),
    ADD CONSTRAINT attribute_value_has_its_choice
    FOREIGN KEY (choice_id, attribute_id) REFERENCES catalog_attributechoice (id, attribute_id);
"""

LOSE_KINDS = """
ALTER TABLE catalog_attributevalue
    DROP CONSTRAINT attribute_value_has_its_kind, DROP CONSTRAINT attribute_value_has_its_choice;
ALTER TABLE catalog_attribute DROP CONSTRAINT attribute_with_kind;
ALTER TABLE catalog_attributechoice DROP CONSTRAINT attribute_choice_with_attribute;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("catalog", "0020_prices_over_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttributeChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("position", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AttributeValue",
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
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("choice", "One of several"),
                            ("boolean", "Yes or no"),
                            ("colour", "Colour"),
                        ],
                        db_default="",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500)),
                ("number", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("boolean", models.BooleanField(blank=True, null=True)),
                (
                    "colour",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9a-f]{6}$", "A colour is written like #a1b2c3."
                            )
                        ],
                    ),
                ),
            ],
            options={
                "ordering": ["attribute__position", "attribute__name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Collection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="address")),
                ("description", models.CharField(blank=True, max_length=300)),
                ("is_shown", models.BooleanField(default=True, verbose_name="is shown")),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CollectionItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProductType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Attribute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("slug", models.SlugField(help_text="What programs call it.", max_length=60, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("choice", "One of several"),
                            ("boolean", "Yes or no"),
                            ("colour", "Colour"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "unit",
                    models.CharField(blank=True, help_text="Of numbers, such as cm or W.", max_length=20),
                ),
                ("position", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("unit", ""), ("kind", "number"), _connector="OR"),
                        name="attribute_unit_is_of_numbers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["text", "number", "choice", "boolean", "colour"])),
                        name="attribute_kind_is_known",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attribute",
            trigger=pgtrigger.compiler.Trigger(
                name="touch_products",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func="\n        PERFORM 1 FROM catalog_product WHERE id IN (SELECT product_id FROM catalog_attributevalue WHERE attribute_id = NEW.id) ORDER BY id FOR NO KEY UPDATE;\n        UPDATE catalog_product SET version = 0 WHERE id IN (SELECT product_id FROM catalog_attributevalue WHERE attribute_id = NEW.id);\n        RETURN NULL;\n    ",
                    hash="33133d4054b9ba70dbcb72b454c2a671f9f37b54",
                    operation="UPDATE",
                    pgid="pgtrigger_touch_products_8e39b",
                    table="catalog_attribute",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="attributechoice",
            name="attribute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="choices", to="catalog.attribute"
            ),
        ),
        migrations.AddField(
            model_name="attributevalue",
            name="attribute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="values", to="catalog.attribute"
            ),
        ),
        migrations.AddField(
            model_name="attributevalue",
            name="choice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="values",
                to="catalog.attributechoice",
            ),
        ),
        migrations.AddField(
            model_name="attributevalue",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attribute_values",
                to="catalog.product",
            ),
        ),
        migrations.AddField(
            model_name="collection",
            name="merchant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="collections",
                to="accounts.merchant",
            ),
        ),
        migrations.AddField(
            model_name="collectionitem",
            name="collection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="catalog.collection"
            ),
        ),
        migrations.AddField(
            model_name="collectionitem",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="collection_items",
                to="catalog.product",
            ),
        ),
        migrations.AddField(
            model_name="collection",
            name="products",
            field=models.ManyToManyField(
                related_name="collections", through="catalog.CollectionItem", to="catalog.product"
            ),
        ),
        migrations.AddField(
            model_name="producttype",
            name="asked_attributes",
            field=models.ManyToManyField(blank=True, related_name="types", to="catalog.attribute"),
        ),
        migrations.AddField(
            model_name="product",
            name="product_type",
            field=models.ForeignKey(
                blank=True,
                help_text="Says which attributes there are below, once it is saved.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="products",
                to="catalog.producttype",
                verbose_name="type",
            ),
        ),
        migrations.AddConstraint(
            model_name="attributechoice",
            constraint=models.UniqueConstraint(fields=("attribute", "name"), name="attribute_choice_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attributechoice",
            trigger=pgtrigger.compiler.Trigger(
                name="touch_products",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func="\n        PERFORM 1 FROM catalog_product WHERE id IN (SELECT product_id FROM catalog_attributevalue WHERE choice_id = NEW.id) ORDER BY id FOR NO KEY UPDATE;\n        UPDATE catalog_product SET version = 0 WHERE id IN (SELECT product_id FROM catalog_attributevalue WHERE choice_id = NEW.id);\n        RETURN NULL;\n    ",
                    hash="494b9803de998fa36c06847f730a4f0f9a123be6",
                    operation="UPDATE",
                    pgid="pgtrigger_touch_products_982c2",
                    table="catalog_attributechoice",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="attributevalue",
            constraint=models.UniqueConstraint(
                fields=("product", "attribute"), name="attribute_value_once_a_product"
            ),
        ),
        migrations.AddConstraint(
            model_name="attributevalue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "text"),
                        models.Q(("text", ""), _negated=True),
                        ("number__isnull", True),
                        ("choice__isnull", True),
                        ("boolean__isnull", True),
                        ("colour", ""),
                    ),
                    models.Q(
                        ("kind", "number"),
                        ("number__isnull", False),
                        ("text", ""),
                        ("choice__isnull", True),
                        ("boolean__isnull", True),
                        ("colour", ""),
                    ),
                    models.Q(
                        ("kind", "choice"),
                        ("choice__isnull", False),
                        ("text", ""),
                        ("number__isnull", True),
                        ("boolean__isnull", True),
                        ("colour", ""),
                    ),
                    models.Q(
                        ("kind", "boolean"),
                        ("boolean__isnull", False),
                        ("text", ""),
                        ("number__isnull", True),
                        ("choice__isnull", True),
                        ("colour", ""),
                    ),
                    models.Q(
                        ("kind", "colour"),
                        ("colour__regex", "^#[0-9a-f]{6}$"),
                        ("text", ""),
                        ("number__isnull", True),
                        ("choice__isnull", True),
                        ("boolean__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="attribute_value_is_of_its_kind",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attributevalue",
            trigger=pgtrigger.compiler.Trigger(
                name="take_kind",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        SELECT kind INTO NEW.kind FROM catalog_attribute WHERE id = NEW.attribute_id;\n        RETURN NEW;\n    ",
                    hash="076e946a1c9a5056eaef335764a4764030e6e8ff",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_take_kind_ddfcc",
                    table="catalog_attributevalue",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attributevalue",
            trigger=pgtrigger.compiler.Trigger(
                name="touch_product",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN\n            RETURN NULL;\n        END IF;\n        UPDATE catalog_product SET version = 0 WHERE id IN (OLD.product_id, NEW.product_id);\n        RETURN NULL;\n    ",
                    hash="e2a09f5827aa9f8a3da60e83c2924288a7548569",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_touch_product_ae327",
                    table="catalog_attributevalue",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionitem",
            constraint=models.UniqueConstraint(fields=("collection", "product"), name="collection_item_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="collectionitem",
            trigger=pgtrigger.compiler.Trigger(
                name="touch_product",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN\n            RETURN NULL;\n        END IF;\n        UPDATE catalog_product SET version = 0 WHERE id IN (OLD.product_id, NEW.product_id);\n        RETURN NULL;\n    ",
                    hash="17024c9bb7992e2a7971a82b8a31628bba270d53",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_touch_product_eaf26",
                    table="catalog_collectionitem",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__regex", "^[-a-zA-Z0-9_]+$")), name="collection_slug_is_an_address"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="collection",
            trigger=pgtrigger.compiler.Trigger(
                name="touch_products",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func="\n        PERFORM 1 FROM catalog_product\n        WHERE id IN (SELECT product_id FROM catalog_collectionitem WHERE collection_id = NEW.id)\n        ORDER BY id FOR NO KEY UPDATE;\n        UPDATE catalog_product SET version = 0\n        WHERE id IN (SELECT product_id FROM catalog_collectionitem WHERE collection_id = NEW.id);\n        RETURN NULL;\n    ",
                    hash="7ff66e2444983cf17a65ea4dc3f81d817801ca4d",
                    operation="UPDATE",
                    pgid="pgtrigger_touch_products_62227",
                    table="catalog_collection",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(KEEP_KINDS, reverse_sql=LOSE_KINDS),
    ]
