"""Searching: its tables, how texts become words, and the queue that a trigger fills."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models


# English with accents taken away; and words as they are written, for mending what people mistype.
CONFIGURATIONS = """
CREATE TEXT SEARCH CONFIGURATION vitrine_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION vitrine_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION vitrine_plain (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION vitrine_plain ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""
NO_CONFIGURATIONS = """
DROP TEXT SEARCH CONFIGURATION vitrine_english;
DROP TEXT SEARCH CONFIGURATION vitrine_plain;
"""
# Products that are there already wait for their entries like those that change.
QUEUE_ALL = "INSERT INTO catalog_searchchange (product_id) SELECT id FROM catalog_product"


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0024_stock_ledger"),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(CONFIGURATIONS, reverse_sql=NO_CONFIGURATIONS),
        migrations.CreateModel(
            name="FacetCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category_id", models.BigIntegerField()),
                ("facet", models.CharField(max_length=100)),
                ("products", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("product_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("product_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("category_id", models.BigIntegerField()),
                ("published_at", models.DateTimeField()),
                ("lowest_minor", models.BigIntegerField()),
                ("is_available", models.BooleanField()),
                ("short_mm", models.IntegerField(null=True)),
                ("middle_mm", models.IntegerField(null=True)),
                ("long_mm", models.IntegerField(null=True)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "facets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        help_text="With commas between: sofa, couch, settee. In use half a minute after it is saved.",
                        max_length=200,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[^,]*\\w[^,]*(,[^,]*\\w[^,]*)+$", "Write at least two, with commas between."
                            )
                        ],
                    ),
                ),
            ],
            options={
                "ordering": ["words"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="queue_search",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN\n            RETURN NULL;\n        END IF;\n        INSERT INTO catalog_searchchange (product_id) VALUES (COALESCE(NEW.id, OLD.id));\n        RETURN NULL;\n    ",
                    hash="b114e3e6b46765de26620f8d55cbf6017cab2781",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_queue_search_e4b1c",
                    table="catalog_product",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="facetcount",
            constraint=models.UniqueConstraint(fields=("category_id", "facet"), name="facet_count_once"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("product_id"), descending=True),
                name="search_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["lowest_minor", "product_id"], name="search_price"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                models.F("category_id"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("product_id"), descending=True),
                name="search_category_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                fields=["category_id", "lowest_minor", "product_id"], name="search_category_price"
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                condition=models.Q(("long_mm__isnull", False)), fields=["long_mm"], name="search_long_side"
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["words"], name="search_words"
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["facets"], name="search_facets"
            ),
        ),
        migrations.AddIndex(
            model_name="searchword",
            index=django.contrib.postgres.indexes.GistIndex(
                fields=["word"], name="search_word_likeness", opclasses=["gist_trgm_ops"]
            ),
        ),
        migrations.RunSQL(QUEUE_ALL, reverse_sql=migrations.RunSQL.noop),
    ]
