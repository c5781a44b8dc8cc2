"""What the database does by itself when a product's options change: its variants follow.

A variant's `combination` holds the keys of its values, which keeps two variants of one product from being the same; it is
NULL without any. Writing "" into it asks for everything that follows from the values anew: the combination, the
name, and look and swatch where values have them. So orders, search and mirror read the variant's own columns as ever,
and nobody who renames a value or writes to a variant in whatever way parts the two.
"""

import pgtrigger

# ruff: noqa: S608  # the only things put into these statements are constants of ours

LONGEST_NAME = 80

FOLLOW_VALUES = pgtrigger.Trigger(
    name="follow_values",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(new__combination__isnull=False) | pgtrigger.Q(old__combination__isnull=False),
    declare=[("told", "record")],
    func=f"""
        SELECT
            string_agg(value.id::text, ',' ORDER BY value.option_id) AS combination,
            string_agg(value.name, ' / ' ORDER BY option.position, option.id) AS name,
            (array_agg(value.material_variant ORDER BY option.position, option.id) FILTER (WHERE EXISTS (
                SELECT 1 FROM catalog_optionvalue AS other
                WHERE other.option_id = value.option_id AND other.material_variant <> ''
            )))[1] AS look,
            (array_agg(value.swatch ORDER BY option.position, option.id) FILTER (WHERE EXISTS (
                SELECT 1 FROM catalog_optionvalue AS other
                WHERE other.option_id = value.option_id AND other.swatch <> ''
            )))[1] AS swatch
        INTO told
        FROM catalog_variantoption AS chosen
        JOIN catalog_optionvalue AS value ON value.id = chosen.value_id
        JOIN catalog_productoption AS option ON option.id = chosen.option_id
        WHERE chosen.variant_id = NEW.id;
        NEW.combination := told.combination;
        IF told.combination IS NOT NULL THEN
            NEW.name := CASE WHEN length(told.name) > {LONGEST_NAME}
                THEN left(told.name, {LONGEST_NAME - 1}) || '…' ELSE told.name END;
            NEW.material_variant := COALESCE(told.look, NEW.material_variant);
            NEW.swatch := COALESCE(told.swatch, NEW.swatch);
        END IF;
        RETURN NEW;
    """,
)

TAKE_PRODUCT = pgtrigger.Trigger(
    name="take_product",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        SELECT product_id INTO NEW.product_id FROM catalog_variant WHERE id = NEW.variant_id;
        RETURN NEW;
    """,
)


def _ask_anew(variants: str) -> str:
    """Have these variants (keys by SQL) follow their values, and nobody else's of their products meanwhile.

    That two variants are the same is looked at when a transaction ends, where each of two editors could wait for the other:
    one of them for the product that it touches, the other for a combination that it met. So the products come first.
    Variants before them, as with whoever writes to a variant alone.
    """
    return f"""
        PERFORM 1 FROM catalog_variant WHERE id IN ({variants}) ORDER BY id FOR NO KEY UPDATE;
        PERFORM 1 FROM catalog_product
        WHERE id IN (SELECT product_id FROM catalog_variant WHERE id IN ({variants})) ORDER BY id FOR NO KEY UPDATE;
        UPDATE catalog_variant SET combination = '' WHERE id IN ({variants});
        RETURN NULL;
    """


def _follow(name: str, operation: pgtrigger.Operation, **rows: str) -> pgtrigger.Trigger:
    """Once a statement, because generated variants come in hundreds; `rows` are what PostgreSQL calls the changed ones."""
    changed = " UNION ".join(f"SELECT variant_id FROM {table}" for table in rows.values())
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        level=pgtrigger.Statement,
        referencing=pgtrigger.Referencing(**rows),  # type: ignore[no-untyped-call]
        func=_ask_anew(changed),
    )


FOLLOW_ADDED_CHOICES = _follow("follow_added", pgtrigger.Insert, new="new_rows")
FOLLOW_CHANGED_CHOICES = _follow("follow_changed", pgtrigger.Update, old="old_rows", new="new_rows")
FOLLOW_REMOVED_CHOICES = _follow("follow_removed", pgtrigger.Delete, old="old_rows")

# Names of variants are in the order of the options.
FOLLOW_OPTION = pgtrigger.Trigger(
    name="follow_option",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange("position"),
    func=_ask_anew("SELECT variant_id FROM catalog_variantoption WHERE option_id = NEW.id"),
)

# All variants of the option and not those of the value alone: the first value with a look or swatch speaks for the others.
FOLLOW_VALUE = pgtrigger.Trigger(
    name="follow_value",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
        UPDATE catalog_product SET version = 0
        WHERE id IN (SELECT product_id FROM catalog_productoption WHERE id IN (OLD.option_id, NEW.option_id));
        UPDATE catalog_variant SET combination = ''
        WHERE id IN (SELECT variant_id FROM catalog_variantoption WHERE option_id IN (OLD.option_id, NEW.option_id));
        RETURN NULL;
    """,
)
