"""Options of products, their values, and which of them each variant has."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# What a variant has is a value of its option, and both are of one product, whoever writes.
KEEP_TOGETHER = """
ALTER TABLE catalog_productoption ADD CONSTRAINT product_option_of_product UNIQUE (id, product_id);
ALTER TABLE catalog_optionvalue ADD CONSTRAINT option_value_of_option UNIQUE (id, option_id);
ALTER TABLE catalog_variantoption
    ADD CONSTRAINT variant_option_is_of_its_variants_product
    FOREIGN KEY (variant_id, product_id) REFERENCES catalog_variant (id, product_id),
    ADD CONSTRAINT variant_option_is_of_its_options_product
    FOREIGN KEY (option_id, product_id) REFERENCES catalog_productoption (id, product_id),
    ADD CONSTRAINT variant_option_has_its_options_value
    FOREIGN KEY (value_id, option_id) REFERENCES catalog_optionvalue (id, option_id);
"""

PART = """
ALTER TABLE catalog_variantoption
    DROP CONSTRAINT variant_option_is_of_its_variants_product,
    DROP CONSTRAINT variant_option_is_of_its_options_product,
    DROP CONSTRAINT variant_option_has_its_options_value;
ALTER TABLE catalog_optionvalue DROP CONSTRAINT option_value_of_option;
ALTER TABLE catalog_productoption DROP CONSTRAINT product_option_of_product;
"""

# Deferred, so that two variants can change places within a transaction.
TELL_VARIANTS_APART = """
ALTER TABLE catalog_variant
    ADD CONSTRAINT variant_combination_once
    UNIQUE USING INDEX variant_combination_once DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT variant_of_product UNIQUE USING INDEX variant_of_product;
"""

CONFUSE_VARIANTS = """
ALTER TABLE catalog_variant DROP CONSTRAINT variant_combination_once, DROP CONSTRAINT variant_of_product;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0031_index_combinations"),
    ]

    operations = [
        migrations.RunSQL(
            TELL_VARIANTS_APART,
            reverse_sql=CONFUSE_VARIANTS,
            state_operations=[
                migrations.AddConstraint(
                    model_name="variant",
                    constraint=models.UniqueConstraint(
                        deferrable=models.Deferrable.DEFERRED,
                        fields=("product", "combination"),
                        name="variant_combination_once",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OptionValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "material_variant",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=120,
                        verbose_name="look of the 3D model",
                    ),
                ),
                (
                    "swatch",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="The colour of its button on the product page.",
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
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProductOption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="What is chosen, such as colour or size.", max_length=40),
                ),
                ("position", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="VariantOption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "ordering": ["option__position", "option_id"],
            },
        ),
        migrations.AddField(
            model_name="productoption",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="options", to="catalog.product"
            ),
        ),
        migrations.AddField(
            model_name="optionvalue",
            name="option",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="values", to="catalog.productoption"
            ),
        ),
        migrations.AddField(
            model_name="variantoption",
            name="option",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="chosen_values",
                to="catalog.productoption",
            ),
        ),
        migrations.AddField(
            model_name="variantoption",
            name="product",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="catalog.product",
            ),
        ),
        migrations.AddField(
            model_name="variantoption",
            name="value",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="chosen_values",
                to="catalog.optionvalue",
            ),
        ),
        migrations.AddField(
            model_name="variantoption",
            name="variant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="chosen_values",
                to="catalog.variant",
            ),
        ),
        migrations.AddConstraint(
            model_name="productoption",
            constraint=models.UniqueConstraint(
                models.F("product"),
                django.db.models.functions.text.Lower("name"),
                name="product_option_once_a_name",
                violation_error_message="The product has an option of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="productoption",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="product_option_has_a_name"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="productoption",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_option",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."position" IS DISTINCT FROM (NEW."position"))',
                    func="\n        UPDATE catalog_variant SET combination = ''\n        WHERE id IN (SELECT variant_id FROM catalog_variantoption WHERE option_id = NEW.id);\n        RETURN NULL;\n    ",
                    hash="27621895ce1cf178475296b31173eff1f5253070",
                    operation="UPDATE",
                    pgid="pgtrigger_follow_option_66c59",
                    table="catalog_productoption",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="productoption",
            trigger=pgtrigger.compiler.Trigger(
                name="touch_product",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN\n            RETURN NULL;\n        END IF;\n        UPDATE catalog_product SET version = 0 WHERE id IN (OLD.product_id, NEW.product_id);\n        RETURN NULL;\n    ",
                    hash="3f9ccac4c2e53492e758886c1899443bccf05b98",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_touch_product_4b123",
                    table="catalog_productoption",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="optionvalue",
            constraint=models.UniqueConstraint(
                models.F("option"),
                django.db.models.functions.text.Lower("name"),
                name="option_value_once_a_name",
                violation_error_message="The option has a value of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="optionvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="option_value_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="optionvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("swatch__regex", "^(#[0-9a-f]{6})?$")),
                name="option_value_swatch_is_a_colour",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="optionvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_value",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN\n            RETURN NULL;\n        END IF;\n        UPDATE catalog_product SET version = 0\n        WHERE id IN (SELECT product_id FROM catalog_productoption WHERE id IN (OLD.option_id, NEW.option_id));\n        UPDATE catalog_variant SET combination = ''\n        WHERE id IN (SELECT variant_id FROM catalog_variantoption WHERE option_id IN (OLD.option_id, NEW.option_id));\n        RETURN NULL;\n    ",
                    hash="5cc4c26e7bfba92c954be4cd7d13289bd5afe72e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_follow_value_362a8",
                    table="catalog_optionvalue",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="variantoption",
            constraint=models.UniqueConstraint(fields=("variant", "option"), name="variant_option_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="variantoption",
            trigger=pgtrigger.compiler.Trigger(
                name="take_product",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        SELECT product_id INTO NEW.product_id FROM catalog_variant WHERE id = NEW.variant_id;\n        RETURN NEW;\n    ",
                    hash="69a7a064bae00327a23aa2b99d6ddf8e2a8edc5a",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_take_product_9827e",
                    table="catalog_variantoption",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="variantoption",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_added",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            UPDATE catalog_variant SET combination = '' WHERE id IN (SELECT variant_id FROM new_rows);\n            RETURN NULL;\n        ",
                    hash="45026a3f72c98897487efa1eeeaa542a44ccc6f8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_follow_added_ff3ac",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="catalog_variantoption",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="variantoption",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            UPDATE catalog_variant SET combination = '' WHERE id IN (SELECT variant_id FROM old_rows UNION SELECT variant_id FROM new_rows);\n            RETURN NULL;\n        ",
                    hash="351bc88dfa4f0f9826f202565027113c0e47a80f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_follow_changed_1a207",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="catalog_variantoption",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="variantoption",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_removed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            UPDATE catalog_variant SET combination = '' WHERE id IN (SELECT variant_id FROM old_rows);\n            RETURN NULL;\n        ",
                    hash="cbfa6ed9de41afcd0ecb9b738e7f91af3ac38661",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_follow_removed_a619b",
                    referencing="REFERENCING OLD TABLE AS old_rows ",
                    table="catalog_variantoption",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="variant",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_values",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."combination" IS NOT NULL OR OLD."combination" IS NOT NULL)',
                    declare="DECLARE told record;",
                    func="\n        SELECT\n            string_agg(value.id::text, ',' ORDER BY value.option_id) AS combination,\n            string_agg(value.name, ' / ' ORDER BY option.position, option.id) AS name,\n            (array_agg(value.material_variant ORDER BY option.position, option.id) FILTER (WHERE EXISTS (\n                SELECT 1 FROM catalog_optionvalue AS other\n                WHERE other.option_id = value.option_id AND other.material_variant <> ''\n            )))[1] AS look,\n            (array_agg(value.swatch ORDER BY option.position, option.id) FILTER (WHERE EXISTS (\n                SELECT 1 FROM catalog_optionvalue AS other\n                WHERE other.option_id = value.option_id AND other.swatch <> ''\n            )))[1] AS swatch\n        INTO told\n        FROM catalog_variantoption AS chosen\n        JOIN catalog_optionvalue AS value ON value.id = chosen.value_id\n        JOIN catalog_productoption AS option ON option.id = chosen.option_id\n        WHERE chosen.variant_id = NEW.id;\n        NEW.combination := told.combination;\n        IF told.combination IS NOT NULL THEN\n            NEW.name := CASE WHEN length(told.name) > 80\n                THEN left(told.name, 79) || '…' ELSE told.name END;\n            NEW.material_variant := COALESCE(told.look, NEW.material_variant);\n            NEW.swatch := COALESCE(told.swatch, NEW.swatch);\n        END IF;\n        RETURN NEW;\n    ",
                    hash="b352ebdef2542bfc73a03530a12191ca5e58551e",
                    operation="UPDATE",
                    pgid="pgtrigger_follow_values_91db0",
                    table="catalog_variant",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(KEEP_TOGETHER, reverse_sql=PART),
    ]
