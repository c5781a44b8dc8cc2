"""Write an order, and all that comes into being with it, in one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from orders.models import Cart, Order, OrderEvent, OrderLine, OutgoingMail, Payment
from orders.queries.prepared import Prepared, execute
from orders.services.stock import Draw


@dataclass(frozen=True)
class NewOrder:
    """Rows that are not written yet. `draws` are of each line, by their places; `cart` is as it is from then on."""

    cart: Cart
    order: Order
    lines: Sequence[OrderLine]
    draws: Sequence[Sequence[Draw]]
    event: OrderEvent
    mail: OutgoingMail
    payment: Payment


def insert_order(new: NewOrder) -> None:
    """Write it; order, event and payment learn their primary keys, and the order its number.

    Raises IntegrityError when the cart was ordered before or something does not add up.
    """
    drawn = [
        {"position": line.position, "stock_id": draw.stock_id, "quantity": draw.quantity}
        for line, draws in zip(new.lines, new.draws, strict=True)
        for draw in draws
    ]
    values = (
        _json(_row(new.order, _ORDER)),
        _json([_row(line, _LINE) for line in new.lines]),
        _json(drawn),
        *(_json(_row(new.event, _EVENT)), _json(_row(new.mail, _MAIL)), _json(_row(new.payment, _PAYMENT))),
        *(new.cart.pk, new.cart.state, new.cart.version, new.cart.changed_at),
    )
    (((new.order.pk, new.order.number, new.event.pk, new.payment.pk),),) = execute((_INSERT, values))
    new.event.order = new.payment.order = new.order
    for written in (new.order, new.event, new.payment):
        written._state.adding = False


def _row(model: Model, columns: Sequence[str]) -> dict[str, Any]:
    return {column: model.__dict__[column] for column in columns}


def _json(facts: object) -> str:
    return json.dumps(facts, cls=DjangoJSONEncoder)


def _text() -> str:
    # ruff: noqa: S608  # names of columns from below
    def columns(names: Sequence[str], table: str) -> str:
        return ", ".join(f"{table}.{name}" for name in names)

    return f"""
    WITH placed AS (
        INSERT INTO orders_order ({", ".join(_ORDER)})
        SELECT {columns(_ORDER, "new")} FROM json_populate_record(NULL::orders_order, $1::json) AS new
        RETURNING id, number
    ), closed AS (
        UPDATE orders_cart SET state = $8, version = $9, changed_at = $10 WHERE id = $7
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
    SELECT placed.id, placed.number, event.id, payment.id FROM placed, event, payment
    """


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
)
_INSERT = Prepared("orders_insert_order", _text)
