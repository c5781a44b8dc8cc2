"""The SQL of an order and all that comes into being with it: one statement, in two kinds.

Values are, by number: the order, its lines, what they draw from stock, its event, e-mail and payment, each as JSON (1 to 6); the
cart's primary key, and its state, version and time from then on (7 to 10); at once also the state and version in which it
was seen (11, 12), and the rows of stock and how many of each (13, 14).
"""

# ruff: noqa: S608  # names of columns from below

from collections.abc import Sequence


def _columns(names: Sequence[str], table: str = "new") -> str:
    return ", ".join(f"{table}.{name}" for name in names)


# What Django writes; the database sets the rest.
_ORDER = (
    *("public_id", "cart_id", "user_id", "email", "shipping_address", "billing_address", "shipping_method"),
    *("voucher_code", "terms_version", "currency", "lines_minor", "shipping_minor", "tax_minor"),
    *(
        "shipping_tax_minor",
        "shipping_tax_rate",
        "prices_include_tax",
        "discount_minor",
        "total_minor",
        "order_state",
    ),
    *("payment_state", "fulfilment_state", "placed_at", "pay_until", "request_key", "request_sha256"),
)
_LINE = (
    *(
        "position",
        "merchant_id",
        "variant_id",
        "sku",
        "product_name",
        "variant_name",
        "quantity",
        "unit_minor",
    ),
    *("total_minor", "discount_minor", "tax_minor", "tax_rate", "options", "revision_id", "material_variant"),
    "poster_key",
)
_EVENT = ("kind", "merchant_id", "user_id", "data", "happened_at")
_MAIL = ("public_id", "kind", "language", "state", "due_at", "tries", "message_id", "last_error")
_PAYMENT = (
    *("public_id", "gateway", "currency", "amount_minor", "is_captured_later", "state", "created_at"),
    *("reference", "ask_at"),
)
_WITH_IT = f"""
    line AS (
        INSERT INTO orders_orderline (order_id, {", ".join(_LINE)})
        SELECT placed.id, {_columns(_LINE)}
        FROM placed, json_populate_recordset(NULL::orders_orderline, $2::json) AS new
        RETURNING id, position
    ), drawn AS (
        INSERT INTO orders_allocation (line_id, stock_id, quantity)
        SELECT line.id, draw.stock_id, draw.quantity
        FROM json_to_recordset($3::json) AS draw(position int, stock_id bigint, quantity int)
        JOIN line USING (position)
    ), event AS (
        INSERT INTO orders_orderevent (order_id, {", ".join(_EVENT)})
        SELECT placed.id, {_columns(_EVENT)}
        FROM placed, json_populate_record(NULL::orders_orderevent, $4::json) AS new
        RETURNING id
    ), mail AS (
        INSERT INTO orders_outgoingmail (order_id, event_id, {", ".join(_MAIL)})
        SELECT placed.id, event.id, {_columns(_MAIL)}
        FROM placed, event, json_populate_record(NULL::orders_outgoingmail, $5::json) AS new
    ), payment AS (
        INSERT INTO orders_payment (order_id, {", ".join(_PAYMENT)})
        SELECT placed.id, {_columns(_PAYMENT)}
        FROM placed, json_populate_record(NULL::orders_payment, $6::json) AS new
        RETURNING id
    )
    SELECT placed.id, placed.number, event.id, payment.id, (SELECT array_agg(id ORDER BY position) FROM line)
    FROM placed, event, payment
"""
# Whoever waits for a row sees it as the one before left it. All of the stock is looked at before any is taken.
TAKING_STOCK = """
    held AS (
        SELECT id FROM orders_cart WHERE id = $7 AND state = $11 AND version = $12 FOR NO KEY UPDATE
    ), wanted AS (
        SELECT * FROM unnest($13::bigint[], $14::int[]) AS draw(stock_id, quantity)
    ), locked AS (
        SELECT stock.on_hand >= stock.allocated + wanted.quantity AS suffices
        FROM held, wanted JOIN catalog_stock AS stock ON stock.id = wanted.stock_id
        WHERE stock.id = ANY ($13::bigint[]) ORDER BY stock.id FOR NO KEY UPDATE OF stock
    ), taken AS (
        UPDATE catalog_stock AS stock SET allocated = stock.allocated + wanted.quantity
        FROM wanted WHERE stock.id = wanted.stock_id AND stock.id = ANY ($13::bigint[])
            AND (SELECT count(*) FROM locked WHERE suffices) = cardinality($13::bigint[])
        RETURNING stock.id
    ),
"""
TAKEN = "EXISTS (SELECT FROM taken)"


def order_text(before: str = "", condition: str = "true") -> str:
    """`before` are further members of WITH, and without `condition` nothing is written."""
    return f"""
    WITH {before} placed AS (
        INSERT INTO orders_order ({", ".join(_ORDER)})
        SELECT {_columns(_ORDER)} FROM json_populate_record(NULL::orders_order, $1::json) AS new
        WHERE {condition}
        RETURNING id, number
    ), closed AS (
        UPDATE orders_cart SET state = $8, version = $9, changed_at = $10 WHERE id = $7 AND {condition}
    ), {_WITH_IT}
    """
