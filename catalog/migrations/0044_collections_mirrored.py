"""Documents of collections, and the note that those which are there have none yet."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0043_tell_of_products"),
    ]

    operations = [
        migrations.CreateModel(
            name="CollectionChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(max_length=60)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="collection",
            trigger=pgtrigger.compiler.Trigger(
                name="queue_collection",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN\n            RETURN NULL;\n        END IF;\n        INSERT INTO catalog_collectionchange (slug)\n        SELECT DISTINCT slug FROM unnest(ARRAY[OLD.slug, NEW.slug]) AS slug WHERE slug IS NOT NULL;\n        RETURN NULL;\n    ",
                    hash="392f7f8b3f43f8e2c8f96fe5a0ae9c083c3eb10a",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_queue_collection_549aa",
                    table="catalog_collection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="collectionitem",
            trigger=pgtrigger.compiler.Trigger(
                name="queue_collection",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN\n            RETURN NULL;\n        END IF;\n        INSERT INTO catalog_collectionchange (slug)\n        SELECT slug FROM catalog_collection WHERE id IN (OLD.collection_id, NEW.collection_id);\n        RETURN NULL;\n    ",
                    hash="a7c83f43373b5b290b620a3ef5e8997f887a89b5",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_queue_collection_508f6",
                    table="catalog_collectionitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="queue_collections",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."slug" IS DISTINCT FROM (OLD."slug"))',
                    func="\n        INSERT INTO catalog_collectionchange (slug)\n        SELECT collection.slug\n        FROM catalog_collectionitem AS item JOIN catalog_collection AS collection ON collection.id = item.collection_id\n        WHERE item.product_id = NEW.id;\n        RETURN NULL;\n    ",
                    hash="d3539c3f734f9666f866de37a2e7eafddd71c3a6",
                    operation="UPDATE",
                    pgid="pgtrigger_queue_collections_7118a",
                    table="catalog_product",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(
            "INSERT INTO catalog_collectionchange (slug) SELECT slug FROM catalog_collection",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
