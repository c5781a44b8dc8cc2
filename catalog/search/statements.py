"""The statements that make entries out of products.

Parameters: `ids` of products, the shop's `currency`, and the limits of price `bands` in its minor units.
"""

# ruff: noqa: S608  # the only things put into these statements are constants of ours

from catalog.search.attributes.bands import CELL
from catalog.search.attributes.filters import ATTRIBUTE
from catalog.search.attributes.options import DRAWN, OFFERED

# Names weigh most, then article numbers and what a product is; its description weighs least.
FRESH = f"""
WITH wanted AS MATERIALIZED (SELECT unnest(%(ids)s::bigint[]) AS product_id),
offer AS (
    SELECT
        variant.product_id,
        min(price.amount_minor) AS lowest_minor,
        coalesce(bool_or(stock.on_hand > stock.allocated), false) AS is_available,
        min(least(variant.width_mm, variant.depth_mm, variant.height_mm)) FILTER (WHERE sized) AS short_mm,
        min(
            variant.width_mm + variant.depth_mm + variant.height_mm
            - least(variant.width_mm, variant.depth_mm, variant.height_mm)
            - greatest(variant.width_mm, variant.depth_mm, variant.height_mm)
        ) FILTER (WHERE sized) AS middle_mm,
        min(greatest(variant.width_mm, variant.depth_mm, variant.height_mm)) FILTER (WHERE sized) AS long_mm,
        array_agg(DISTINCT lower(variant.sku)) AS skus,
        string_agg(DISTINCT variant.name, ' ') AS names,
        array_agg(DISTINCT 'colour:' || coalesce(drawn.name, variant.name)) FILTER (WHERE variant.swatch <> '') AS colours
    FROM wanted
    JOIN catalog_variant AS variant ON variant.product_id = wanted.product_id AND variant.is_active
    JOIN catalog_price AS price
        ON price.variant_id = variant.id AND price.currency = %(currency)s AND price.valid @> statement_timestamp()
    LEFT JOIN catalog_stock AS stock ON stock.variant_id = variant.id
    CROSS JOIN LATERAL (
        SELECT num_nulls(variant.width_mm, variant.depth_mm, variant.height_mm) = 0
    ) AS known (sized)
    LEFT JOIN LATERAL ({DRAWN}) AS drawn ON variant.combination IS NOT NULL
    GROUP BY variant.product_id
),
said AS (
    SELECT
        value.product_id,
        array_agg(
            '{ATTRIBUTE}' || value.attribute_id || ':' || CASE value.kind
                WHEN 'choice' THEN value.choice_id::text
                WHEN 'boolean' THEN value.boolean::text
                WHEN 'colour' THEN substr(value.colour, 2)
                WHEN 'number' THEN {CELL}
            END ORDER BY value.attribute_id
        ) AS facets
    FROM wanted
    JOIN catalog_attributevalue AS value ON value.product_id = wanted.product_id
    JOIN catalog_attribute AS attribute ON attribute.id = value.attribute_id AND attribute.is_filter
    GROUP BY value.product_id
),
offered AS ({OFFERED}),
fresh AS MATERIALIZED (
    SELECT
        product.id AS product_id,
        product.category_id,
        product.published_at,
        offer.lowest_minor,
        offer.is_available,
        offer.short_mm,
        offer.middle_mm,
        offer.long_mm,
        setweight(to_tsvector('vitrine_english', product.name), 'A')
            || setweight(array_to_tsvector(offer.skus), 'A')
            || setweight(to_tsvector('vitrine_english', product.tagline || ' ' || category.name), 'B')
            || setweight(to_tsvector('vitrine_english', offer.names), 'C')
            || setweight(to_tsvector('vitrine_english', left(product.description, 2000)), 'D') AS words,
        (
            coalesce(offer.colours, '{{}}')
            || ('price:' || width_bucket(offer.lowest_minor, %(bands)s::bigint[]))
            || CASE WHEN offer.is_available THEN ARRAY['available:yes'] ELSE '{{}}'::text[] END
            || coalesce(said.facets, '{{}}')
            || coalesce(offered.facets, '{{}}')
        )::varchar(100)[] AS facets,
        product.name || ' ' || product.tagline || ' ' || category.name || ' ' || offer.names AS spoken
    FROM offer
    JOIN catalog_product AS product ON product.id = offer.product_id
    JOIN catalog_category AS category ON category.id = product.category_id
    LEFT JOIN said ON said.product_id = product.id
    LEFT JOIN offered ON offered.product_id = product.id
    WHERE product.state = 'published'
)
"""

COLUMNS = "product_id, category_id, published_at, lowest_minor, is_available, short_mm, middle_mm, long_mm, words, facets"

REFRESH = f"""
{FRESH},
before AS (
    SELECT category_id, facets FROM catalog_searchentry WHERE product_id = ANY(%(ids)s::bigint[])
),
gone AS (
    DELETE FROM catalog_searchentry
    WHERE product_id = ANY(%(ids)s::bigint[]) AND product_id NOT IN (SELECT product_id FROM fresh)
),
written AS (
    INSERT INTO catalog_searchentry AS entry ({COLUMNS}) SELECT {COLUMNS} FROM fresh
    ON CONFLICT (product_id) DO UPDATE SET (
        category_id, published_at, lowest_minor, is_available, short_mm, middle_mm, long_mm, words, facets
    ) = ROW (
        excluded.category_id, excluded.published_at, excluded.lowest_minor, excluded.is_available,
        excluded.short_mm, excluded.middle_mm, excluded.long_mm, excluded.words, excluded.facets
    )
    WHERE (entry.*) IS DISTINCT FROM (excluded.*)
),
spoken AS (
    INSERT INTO catalog_searchword (word)
    SELECT DISTINCT word FROM fresh, unnest(tsvector_to_array(to_tsvector('vitrine_plain', spoken))) AS word
    WHERE length(word) BETWEEN 3 AND 60
    ON CONFLICT DO NOTHING
)
INSERT INTO catalog_facetcount AS kept (category_id, facet, products)
SELECT category_id, facet, sum(step)
FROM (
    SELECT category_id, unnest(facets) AS facet, 1 AS step FROM fresh
    UNION ALL SELECT category_id, unnest(facets), -1 FROM before
) AS steps
GROUP BY category_id, facet HAVING sum(step) <> 0
ON CONFLICT (category_id, facet) DO UPDATE SET products = kept.products + excluded.products
"""

DIFFERING = f"""
{FRESH}
SELECT coalesce(fresh.product_id, entry.product_id)
FROM (SELECT {COLUMNS} FROM fresh) AS fresh
FULL JOIN (
    SELECT {COLUMNS} FROM catalog_searchentry WHERE product_id = ANY(%(ids)s::bigint[])
) AS entry USING (product_id)
WHERE fresh.* IS DISTINCT FROM entry.*
"""

TAKE = """
DELETE FROM catalog_searchchange
WHERE id IN (SELECT id FROM catalog_searchchange ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING product_id
"""
