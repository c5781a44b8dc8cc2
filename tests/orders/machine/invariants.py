"""What must be true of the rows after whatever has happened, in SQL that shares nothing with the shop's code."""

from django.db import connection

# ruff: noqa: S608  # the only things put into these statements are constants of ours

_OPEN = "placed.order_state <> 'cancelled'"
_MONEY_CAME = """
    SELECT event.amount_minor FROM orders_paymentevent AS event
    WHERE event.payment_id = payment.id AND event.kind = 'succeeded'
"""
_GOES_BACK = """
    SELECT coalesce(sum(amount_minor), 0) FROM orders_refund AS refund
    WHERE refund.payment_id = payment.id AND refund.state <> 'failed'
"""
_RIGHT_MONEY_CAME = (
    f"{_MONEY_CAME} AND (event.amount_minor, event.currency) = (payment.amount_minor, payment.currency)"
)

# Each asks for the rows that break it.
INVARIANTS = {
    "the ledger sums up to what is on hand": """
        SELECT stock.id FROM catalog_stock AS stock WHERE stock.on_hand <> (
            SELECT coalesce(sum(delta), 0) FROM catalog_stockentry AS entry WHERE entry.stock_id = stock.id
        )""",
    "no more is promised than there is": """
        SELECT id FROM catalog_stock WHERE allocated > on_hand OR allocated < 0 OR on_hand < 0""",
    "allocated is what open orders were promised": f"""
        SELECT stock.id FROM catalog_stock AS stock WHERE stock.allocated <> (
            SELECT coalesce(sum(allocation.quantity - allocation.dispatched), 0) FROM orders_allocation AS allocation
            JOIN orders_orderline AS line ON line.id = allocation.line_id
            JOIN orders_order AS placed ON placed.id = line.order_id
            WHERE allocation.stock_id = stock.id AND {_OPEN}
        )""",
    "an open line is promised as many as were bought": f"""
        SELECT line.id FROM orders_orderline AS line JOIN orders_order AS placed ON placed.id = line.order_id
        WHERE {_OPEN} AND line.quantity <> (
            SELECT coalesce(sum(quantity), 0) FROM orders_allocation WHERE line_id = line.id
        )""",
    "a line is promised stock of its own variant": """
        SELECT line.id FROM orders_orderline AS line
        JOIN orders_allocation AS allocation ON allocation.line_id = line.id
        JOIN catalog_stock AS stock ON stock.id = allocation.stock_id
        WHERE stock.variant_id <> line.variant_id""",
    "a total is its lines, shipping and tax without the discount": """
        SELECT placed.id FROM orders_order AS placed
        WHERE total_minor <> shipping_minor - discount_minor
            + CASE WHEN prices_include_tax THEN 0 ELSE tax_minor END + (
            SELECT sum(line.unit_minor * line.quantity) FROM orders_orderline AS line WHERE line.order_id = placed.id
        )""",
    "a cart is ordered once": """
        SELECT cart.id FROM orders_cart AS cart
        WHERE (CASE cart.state WHEN 'ordered' THEN 1 ELSE 0 END) <> (
            SELECT count(*) FROM orders_order AS placed WHERE placed.cart_id = cart.id
        )""",
    "an order is confirmed by one payment of its total": f"""
        SELECT placed.id FROM orders_order AS placed
        WHERE (CASE placed.order_state WHEN 'confirmed' THEN 1 ELSE 0 END) <> (
            SELECT count(*) FROM orders_payment AS payment
            WHERE payment.order_id = placed.id AND payment.state = 'captured' AND EXISTS ({_RIGHT_MONEY_CAME})
            AND (payment.amount_minor, payment.currency) = (placed.total_minor, placed.currency)
        )""",
    "nothing else is captured": f"""
        SELECT payment.id FROM orders_payment AS payment
        WHERE payment.state = 'captured' AND NOT EXISTS ({_RIGHT_MONEY_CAME})""",
    "money is captured, held or goes back, never forgotten": f"""
        SELECT payment.id FROM orders_payment AS payment
        WHERE payment.state NOT IN ('captured', 'held', 'returned') AND EXISTS ({_MONEY_CAME})""",
    "only money of another amount waits for a person": f"""
        SELECT payment.id FROM orders_payment AS payment
        WHERE payment.state = 'held' AND EXISTS ({_RIGHT_MONEY_CAME})""",
    "what goes back is reserved": f"""
        SELECT payment.id FROM orders_payment AS payment WHERE payment.refunded_minor <> ({_GOES_BACK})""",
    "no more goes back than came": f"""
        SELECT payment.id FROM orders_payment AS payment
        WHERE ({_GOES_BACK}) > (SELECT coalesce(max(amount_minor), 0) FROM ({_MONEY_CAME}) AS came)""",
    "all of what is given back goes back": f"""
        SELECT payment.id FROM orders_payment AS payment WHERE payment.state = 'returned'
        AND ({_GOES_BACK}) <> (SELECT coalesce(max(amount_minor), 0) FROM ({_MONEY_CAME}) AS came)""",
    "an order gives back at most what it came to": """
        SELECT id FROM orders_order WHERE refunded_minor < 0 OR refunded_minor > total_minor""",
    "what waits for a person says so": """
        SELECT placed.id FROM orders_order AS placed
        WHERE placed.order_state <> 'confirmed' AND (placed.payment_state = 'held') <> EXISTS (
            SELECT 1 FROM orders_payment AS payment WHERE payment.order_id = placed.id AND payment.state = 'held'
        )""",
    "only confirmed orders are shipped": """
        SELECT line.id FROM orders_orderline AS line JOIN orders_order AS placed ON placed.id = line.order_id
        WHERE line.fulfilled_quantity > 0 AND placed.order_state <> 'confirmed'""",
    "an order is shipped as far as its lines are": """
        SELECT placed.id FROM orders_order AS placed WHERE placed.fulfilment_state <> (
            SELECT CASE
                WHEN sum(line.fulfilled_quantity) = 0 THEN 'unfulfilled'
                WHEN sum(line.fulfilled_quantity + line.withdrawn_quantity) = sum(line.quantity) THEN 'fulfilled'
                ELSE 'partly' END
            FROM orders_orderline AS line WHERE line.order_id = placed.id
        )""",
    "what left the house is in a shipment and off the stock, and what is refunded before is promised no more": """
        SELECT line.id FROM orders_orderline AS line
        WHERE (line.fulfilled_quantity, line.fulfilled_quantity + line.withdrawn_quantity) <> (
            (SELECT coalesce(sum(quantity), 0) FROM orders_fulfilmentline WHERE line_id = line.id),
            (SELECT coalesce(sum(dispatched), 0) FROM orders_allocation WHERE line_id = line.id)
        )""",
    "a line is shipped when all of it has left": """
        SELECT id FROM orders_orderline WHERE (shipped_at IS NULL) = (fulfilled_quantity = quantity)""",
    "a voucher is used by orders that are not given up": f"""
        SELECT voucher.id FROM orders_voucher AS voucher WHERE (voucher.used, voucher.used) <> (
            (SELECT count(*) FROM orders_order AS placed
             WHERE upper(placed.voucher_code) = upper(voucher.code) AND {_OPEN}),
            (SELECT count(*) FROM orders_voucheruse WHERE voucher_id = voucher.id AND given_back_at IS NULL)
        )""",
    "no customer uses a voucher too often": """
        SELECT voucher.id FROM orders_voucher AS voucher
        JOIN orders_voucheruse AS taken ON taken.voucher_id = voucher.id AND taken.given_back_at IS NULL
        GROUP BY voucher.id, lower(regexp_replace(taken.email, '\\+[^@]*', ''))
        HAVING count(*) > voucher.max_uses_per_customer""",
    "what a voucher takes off is on the lines that it is for": """
        SELECT placed.id FROM orders_order AS placed WHERE placed.discount_minor <> (
            SELECT sum(line.discount_minor) FROM orders_orderline AS line WHERE line.order_id = placed.id
        ) OR EXISTS (
            SELECT 1 FROM orders_orderline AS line LEFT JOIN orders_voucher AS voucher
            ON upper(voucher.code) = upper(placed.voucher_code)
            AND (voucher.merchant_id IS NULL OR voucher.merchant_id = line.merchant_id)
            WHERE line.order_id = placed.id AND line.discount_minor > 0 AND voucher.id IS NULL
        )""",
    "no more comes back than was shipped": """
        SELECT line.id FROM orders_orderline AS line
        WHERE line.returned_quantity > line.fulfilled_quantity OR line.returned_quantity <> (
            SELECT coalesce(sum(back.quantity), 0) FROM orders_returnline AS back
            JOIN orders_return AS returned ON returned.id = back.of_return_id
            WHERE back.line_id = line.id AND returned.state <> 'refused'
        )""",
    "what came back is booked once": """
        SELECT variant.id FROM catalog_variant AS variant WHERE (
            SELECT coalesce(sum(entry.delta), 0) FROM catalog_stockentry AS entry
            JOIN catalog_stock AS stock ON stock.id = entry.stock_id
            WHERE stock.variant_id = variant.id AND entry.reason = 'returned'
        ) <> (
            SELECT coalesce(sum(back.restocked), 0) FROM orders_returnline AS back
            JOIN orders_orderline AS line ON line.id = back.line_id WHERE line.variant_id = variant.id
        )""",
    "nobody has two open carts": """
        SELECT user_id AS id FROM orders_cart WHERE state = 'open' AND user_id IS NOT NULL
        GROUP BY user_id HAVING count(*) > 1""",
    "a cart holds no more of a thing than may be ordered": """
        SELECT id FROM orders_cartline WHERE quantity NOT BETWEEN 1 AND 20""",
    "a story begins once and tells of the money once": """
        SELECT placed.id FROM orders_order AS placed CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE kind = 'placed') AS began, count(*) FILTER (WHERE kind = 'paid') AS paid
            FROM orders_orderevent AS event WHERE event.order_id = placed.id
        ) AS told
        WHERE told.began <> 1 OR told.paid > 1 OR (told.paid = 0 AND placed.order_state = 'confirmed')
            OR (told.paid = 1 AND placed.order_state = 'placed')""",
}

_STATEMENT = " UNION ALL ".join(
    f"SELECT '{name}' AS invariant, broken.id FROM ({rows}) AS broken" for name, rows in INVARIANTS.items()
)


def broken_invariants() -> list[tuple[str, int]]:
    """(invariant, primary key) of every row that breaks one, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT)
        return list(cursor.fetchall())
