"""What the database notes when the mirror shows what has changed, for those who follow the changes."""

import pgtrigger

CHANGE_SEQUENCE = "catalog_productchange_position"
# Whoever notes changes holds the lock of this name until they can be seen.
CHANGES = "catalog_productchange"

# An entry that is done has been written to the mirror, so whoever reads of the change finds it there.
#
# Numbers are drawn and instants taken under one lock that is held until the transaction ends: a change that can be seen
# has none before it that is still to come, and who has read up to one misses nothing. Only what was published once
# gets a row, so that no draft is told of by its end.
NOTE_CHANGES = pgtrigger.Trigger(
    name="note_changes",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    level=pgtrigger.Statement,
    referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),  # type: ignore[no-untyped-call]
    declare=[("slugs", "text[]"), ("instant", "timestamptz")],
    func=f"""
        SELECT array_agg(DISTINCT done.slug) INTO slugs
        FROM new_rows AS done JOIN old_rows AS was ON was.id = done.id
        WHERE done.done_at IS NOT NULL AND was.done_at IS NULL AND done.version IS NOT NULL;
        IF slugs IS NULL THEN
            RETURN NULL;
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended('{CHANGES}', 0));
        SELECT GREATEST(clock_timestamp(), max(changed_at)) INTO instant FROM catalog_productchange;
        INSERT INTO catalog_productchange (slug, version, changed_at, position)
        SELECT done.slug, max(done.version), instant, nextval('{CHANGE_SEQUENCE}')
        FROM new_rows AS done
        WHERE done.slug = ANY (slugs) AND done.version IS NOT NULL AND (
            EXISTS (SELECT 1 FROM catalog_product WHERE slug = done.slug AND published_at IS NOT NULL)
            OR EXISTS (SELECT 1 FROM catalog_productchange WHERE slug = done.slug)
        )
        GROUP BY done.slug ORDER BY max(done.version)
        ON CONFLICT (slug) DO UPDATE SET
            version = GREATEST(EXCLUDED.version, catalog_productchange.version),
            changed_at = EXCLUDED.changed_at,
            position = EXCLUDED.position;
        RETURN NULL;
    """,  # noqa: S608  # names of ours
)
