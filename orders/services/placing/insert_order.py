"""Write an order, and all that comes into being with it, in one statement.

Nearly every order is made of a cart that nobody touches meanwhile and of stock of which there is enough. For those the
statement also makes sure of both, so that no transaction is needed around it: no row is locked while Python reckons.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from accounts.prepared import Prepared, execute
from orders.models import Cart
from orders.services.placing.rows import Columns
from orders.services.stock import Draw, summed
from orders.states import CartState


@dataclass(frozen=True)
class NewOrder:
    """Rows that are not written yet. `draws` are of each line, by their places; `cart` is as it is from then on."""

    cart: Cart
    order: Columns
    lines: Sequence[Columns]
    draws: Sequence[Sequence[Draw]]
    event: Columns
    mail: Columns
    payment: Columns


class Numbers(NamedTuple):
    """What the database has called them: primary keys, those of lines by position, and the number that the buyer is told."""

    order_id: int
    order_number: int
    event_id: int
    payment_id: int
    line_ids: Sequence[int]


def insert_order(new: NewOrder) -> Numbers:
    """Write it in the transaction that has locked the cart and promised the stock.

    Raises IntegrityError when the cart was ordered before or something does not add up.
    """
    numbers = _write(_INSERT, new, ())
    if numbers is None:
        raise LookupError("An order was written and is not there.")
    return numbers


def insert_at_once(new: NewOrder, *, seen_version: int) -> Numbers | None:
    """Write it and promise its stock by itself, if the cart is open, as it was at this version, and there is enough of
    everything; otherwise nothing has changed.

    Rows are locked in the order in which transactions lock them: the cart, then stock by primary key.
    """
    wanted = dict(summed(new.draws))
    more = [CartState.OPEN, seen_version, list(wanted), list(wanted.values())]
    return _write(_INSERT_AT_ONCE, new, more)


def _write(statement: Prepared, new: NewOrder, more: Sequence[object]) -> Numbers | None:
    drawn = [
        {"position": position, "stock_id": draw.stock_id, "quantity": draw.quantity}
        for position, draws in enumerate(new.draws, 1)
        for draw in draws
    ]
    parts = (new.order, new.lines, drawn, new.event, new.mail, new.payment)
    cart = (new.cart.pk, new.cart.state, new.cart.version, new.cart.changed_at)
    (rows,) = execute((statement, [*map(_ENCODER.encode, parts), *cart, *more]))
    return Numbers(*rows[0]) if rows else None


# Numbers of tax rates, times and ids are read by PostgreSQL as Python writes them.
_ENCODER = json.JSONEncoder(default=str)


def _text(before: str = "", condition: str = "true") -> str:
    """`before` are further members of WITH, and without `condition` nothing is written."""

    # ruff: noqa: S608  # names of columns from below
    def columns(names: Sequence[str], table: str) -> str:
        return ", ".join(f"{table}.{name}" for name in names)

    return f"""
    WITH {before} placed AS (
        INSERT INTO orders_order ({", ".join(_ORDER)})
        SELECT {columns(_ORDER, "new")} FROM json_populate_record(NULL::orders_order, $1::json) AS new
        WHERE {condition}
        RETURNING id, number
    ), closed AS (
        UPDATE orders_cart SET state = $8, version = $9, changed_at = $10 WHERE id = $7 AND {condition}
    ), line AS (
        INSERT INTO orders_orderline (order_id, {", ".join(_LINE)})
        SELECT placed.id, {columns(_LINE, "new")}
        FROM placed, json_populate_recordset(NULL::orders_orderline, $2::json) AS new
        RETURNING id, position
    ), drawn AS (
        INSERT INTO orders_allocation (line_id, stock_id, quantity)
        SELECT line.id, draw.stock_id, draw.quantity
        FROM json_to_recordset($3::json) AS draw(position int, stock_id bigint, quantity int)
        JOIN line USING (position)
    ), event AS (
        INSERT INTO orders_orderevent (order_id, {", ".join(_EVENT)})
        SELECT placed.id, {columns(_EVENT, "new")}
        FROM placed, json_populate_record(NULL::orders_orderevent, $4::json) AS new
        RETURNING id
    ), mail AS (
        INSERT INTO orders_outgoingmail (order_id, event_id, {", ".join(_MAIL)})
        SELECT placed.id, event.id, {columns(_MAIL, "new")}
        FROM placed, event, json_populate_record(NULL::orders_outgoingmail, $5::json) AS new
    ), payment AS (
        INSERT INTO orders_payment (order_id, {", ".join(_PAYMENT)})
        SELECT placed.id, {columns(_PAYMENT, "new")}
        FROM placed, json_populate_record(NULL::orders_payment, $6::json) AS new
        RETURNING id
    )
    SELECT placed.id, placed.number, event.id, payment.id, (SELECT array_agg(id ORDER BY position) FROM line)
    FROM placed, event, payment
    """


# Whoever waits for a row sees it as the one before left it. All of the stock is looked at before any is taken.
_BEFORE = """
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
_TAKEN = "EXISTS (SELECT FROM taken)"
# What Django writes; the database sets the rest.
_ORDER = (
    *("public_id", "cart_id", "user_id", "email", "shipping_address", "billing_address", "shipping_method"),
    *("voucher_code", "terms_version", "currency", "lines_minor", "shipping_minor", "tax_minor"),
    *("shipping_tax_minor", "prices_include_tax", "discount_minor", "total_minor", "order_state"),
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
_INSERT = Prepared("orders_insert_order", _text)
_INSERT_AT_ONCE = Prepared("orders_order_at_once", lambda: _text(_BEFORE, _TAKEN))
