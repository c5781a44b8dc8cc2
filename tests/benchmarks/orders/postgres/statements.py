"""An order as one statement, in pgbench's language: what PostgreSQL alone does with it."""

# The rows of an order of one line as the shop keeps them, with its constraints, indexes and triggers, and nothing read or
# reckoned before. The cart was there before and is changed; here it is written, which costs about the same.
ORDER = r"""
\set stock :first + random(0, :things - 1)
WITH taken AS (
    UPDATE catalog_stock SET allocated = allocated + 1
    WHERE id = :stock AND on_hand >= allocated + 1 RETURNING id, variant_id
), cart AS (
    INSERT INTO orders_cart (token, currency, state, version, created_at, changed_at)
    SELECT gen_random_uuid(), 'EUR', 'ordered', 1, now(), now() FROM taken RETURNING id
), placed AS (
    INSERT INTO orders_order (
        public_id, cart_id, email, shipping_address, shipping_method, terms_version, currency, lines_minor,
        shipping_minor, tax_minor, discount_minor, total_minor, order_state, payment_state, fulfilment_state,
        placed_at, pay_until, request_sha256
    )
    SELECT gen_random_uuid(), id, 'ada@vitrine.test',
        '{"name": "Ada Byron", "line1": "Linden 3", "line2": "", "postcode": "1010", "city": "Wien", "country": "AT"}',
        'Standard delivery', '2026-11', 'EUR', 2500, 490, 0, 0, 2990, 'placed', 'pending', 'unfulfilled', now(),
        now() + interval '30 minutes', repeat('0', 64)
    FROM cart RETURNING id
), line AS (
    INSERT INTO orders_orderline (
        order_id, position, merchant_id, variant_id, sku, product_name, variant_name, quantity, unit_minor, total_minor,
        material_variant, poster_key
    )
    SELECT placed.id, 1, :merchant, variant_id, '9000-000002-1', 'Elela copper chess set', 'Slate', 1, 2500, 2500, '', ''
    FROM placed, taken RETURNING id
), drawn AS (
    INSERT INTO orders_allocation (line_id, stock_id, quantity) SELECT line.id, taken.id, 1 FROM line, taken
), event AS (
    INSERT INTO orders_orderevent (order_id, kind, data, happened_at)
    SELECT id, 'placed', '{}', now() FROM placed RETURNING id
), mail AS (
    INSERT INTO orders_outgoingmail (
        public_id, order_id, event_id, kind, language, state, due_at, tries, message_id, last_error
    )
    SELECT gen_random_uuid(), placed.id, event.id, 'received', 'en', 'waiting', now(), 0, '', '' FROM placed, event
)
INSERT INTO orders_payment (public_id, order_id, gateway, currency, amount_minor, state, created_at)
SELECT gen_random_uuid(), id, 'local', 'EUR', 2990, 'pending', now() FROM placed;
"""
# The least that an order can be, in tables of its own: a piece less in stock, its row, its line and its payment.
LEAST_TABLES = """
    DROP SCHEMA IF EXISTS least CASCADE;
    CREATE SCHEMA least;
    CREATE TABLE least.stock (id int PRIMARY KEY, on_hand int, allocated int CHECK (allocated <= on_hand));
    CREATE TABLE least.placed (
        id bigserial PRIMARY KEY, public_id uuid UNIQUE DEFAULT gen_random_uuid(), total_minor bigint, address jsonb
    );
    CREATE TABLE least.line (
        id bigserial PRIMARY KEY, placed_id bigint REFERENCES least.placed, stock_id int REFERENCES least.stock,
        quantity int, unit_minor bigint
    );
    CREATE TABLE least.payment (id bigserial PRIMARY KEY, placed_id bigint UNIQUE REFERENCES least.placed, state text);
    INSERT INTO least.stock SELECT number, 100000000, 0 FROM generate_series(1, 1000) AS number;
"""
LEAST = r"""
\set thing random(1, 1000)
WITH taken AS (
    UPDATE least.stock SET allocated = allocated + 1 WHERE id = :thing AND on_hand > allocated RETURNING id
), placed AS (
    INSERT INTO least.placed (total_minor, address) SELECT 2990, '{"name": "Ada Byron", "city": "Wien"}' FROM taken
    RETURNING id
), line AS (
    INSERT INTO least.line (placed_id, stock_id, quantity, unit_minor)
    SELECT placed.id, taken.id, 1, 2500 FROM placed, taken
)
INSERT INTO least.payment (placed_id, state) SELECT id, 'pending' FROM placed;
"""
