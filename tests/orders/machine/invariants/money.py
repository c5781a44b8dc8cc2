"""What is owed, came and goes back."""

# ruff: noqa: S608  # the only things put into these statements are constants of ours

_MONEY_CAME = """
    SELECT event.amount_minor FROM orders_paymentevent AS event
    WHERE event.payment_id = payment.id AND event.kind = 'succeeded'
"""
_GOES_BACK = """
    SELECT coalesce(sum(amount_minor), 0) FROM orders_refund AS refund
    WHERE refund.payment_id = payment.id AND refund.state <> 'failed'
"""
# What was refunded before anything was captured is only not captured.
_GIVEN_BACK = f"{_GOES_BACK} AND NOT refund.is_released"
_RELEASED = f"{_GOES_BACK} AND refund.is_released"
_AUTHORISED = """
    SELECT 1 FROM orders_paymentevent AS event WHERE event.payment_id = payment.id AND event.kind = 'authorised'
"""
_RIGHT_MONEY_CAME = f"{_MONEY_CAME} AND (event.amount_minor + ({_RELEASED}), event.currency) = (payment.amount_minor, payment.currency)"

MONEY = {
    "a total is its lines, shipping and tax without the discount": """
        SELECT placed.id FROM orders_order AS placed
        WHERE total_minor <> shipping_minor - discount_minor
            + CASE WHEN prices_include_tax THEN 0 ELSE tax_minor END + (
            SELECT sum(line.unit_minor * line.quantity) FROM orders_orderline AS line WHERE line.order_id = placed.id
        )""",
    "an order is confirmed by one payment of its total": f"""
        SELECT placed.id FROM orders_order AS placed
        WHERE (CASE placed.order_state WHEN 'confirmed' THEN 1 ELSE 0 END) <> (
            SELECT count(*) FROM orders_payment AS payment
            WHERE payment.order_id = placed.id AND payment.state = 'captured' AND EXISTS ({_RIGHT_MONEY_CAME})
            AND (payment.amount_minor, payment.currency) = (placed.total_minor, placed.currency)
        ) AND NOT EXISTS (
            SELECT 1 FROM orders_payment AS payment WHERE payment.order_id = placed.id AND EXISTS ({_AUTHORISED})
        )""",
    "what is set aside is so for an order that stands and is to be paid": """
        SELECT payment.id FROM orders_payment AS payment JOIN orders_order AS placed ON placed.id = payment.order_id
        WHERE payment.state = 'authorised' AND (
            placed.order_state <> 'confirmed' OR placed.payment_state <> 'authorised'
            OR payment.refunded_minor >= payment.amount_minor
        )""",
    "what was set aside and is not wanted is let go": f"""
        SELECT payment.id FROM orders_payment AS payment
        WHERE payment.state IN ('cancelled', 'pending', 'failed') AND EXISTS ({_AUTHORISED})""",
    "what has left is paid for": """
        SELECT id FROM orders_order WHERE fulfilment_state <> 'unfulfilled'
        AND payment_state <> 'captured' AND refunded_minor < total_minor""",
    "nothing else is captured": f"""
        SELECT payment.id FROM orders_payment AS payment
        WHERE payment.state = 'captured' AND NOT EXISTS ({_RIGHT_MONEY_CAME})""",
    "money is captured, held or goes back, never forgotten": f"""
        SELECT payment.id FROM orders_payment AS payment
        WHERE payment.state NOT IN ('captured', 'held', 'returned') AND EXISTS ({_MONEY_CAME})""",
    "only money of another amount, or that could not go back, waits for a person": f"""
        SELECT payment.id FROM orders_payment AS payment
        WHERE payment.state = 'held' AND EXISTS ({_RIGHT_MONEY_CAME}) AND NOT EXISTS (
            SELECT 1 FROM orders_refund AS refund WHERE refund.payment_id = payment.id AND refund.state = 'failed'
        )""",
    "what goes back is reserved": f"""
        SELECT payment.id FROM orders_payment AS payment WHERE payment.refunded_minor <> ({_GOES_BACK})""",
    "no more goes back than came": f"""
        SELECT payment.id FROM orders_payment AS payment
        WHERE ({_GIVEN_BACK}) > (SELECT coalesce(max(amount_minor), 0) FROM ({_MONEY_CAME}) AS came)""",
    "all of what is given back goes back": f"""
        SELECT payment.id FROM orders_payment AS payment WHERE payment.state = 'returned'
        AND ({_GIVEN_BACK}) <> (SELECT coalesce(max(amount_minor), 0) FROM ({_MONEY_CAME}) AS came)""",
    "an order gives back at most what it came to": """
        SELECT id FROM orders_order WHERE refunded_minor < 0 OR refunded_minor > total_minor""",
    "what waits for a person says so": """
        SELECT placed.id FROM orders_order AS placed
        WHERE placed.order_state <> 'confirmed' AND (placed.payment_state = 'held') <> EXISTS (
            SELECT 1 FROM orders_payment AS payment WHERE payment.order_id = placed.id AND payment.state = 'held'
        )""",
    "no more of a line is paid back than was bought": """
        SELECT line.id FROM orders_orderline AS line WHERE line.quantity < (
            SELECT coalesce(sum(part.quantity), 0) FROM orders_refundline AS part
            JOIN orders_refund AS refund ON refund.id = part.refund_id
            WHERE part.line_id = line.id AND refund.state <> 'failed'
        )""",
    "what came back is paid for once, and nothing else is": """
        SELECT returned.id FROM orders_return AS returned WHERE (
            SELECT count(*) FROM orders_refund AS refund
            WHERE refund.returned_id = returned.id AND refund.state <> 'failed'
        ) > (CASE returned.state WHEN 'received' THEN 1 ELSE 0 END)""",
}
