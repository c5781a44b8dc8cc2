"""What is on the shelves, promised, sent and back."""

GOODS = {
    "the ledger sums up to what is on hand": """
        SELECT stock.id FROM catalog_stock AS stock WHERE stock.on_hand <> (
            SELECT coalesce(sum(delta), 0) FROM catalog_stockentry AS entry WHERE entry.stock_id = stock.id
        )""",
    "no more is promised than there is": """
        SELECT id FROM catalog_stock WHERE allocated > on_hand OR allocated < 0 OR on_hand < 0""",
    "allocated is what open orders were promised": """
        SELECT stock.id FROM catalog_stock AS stock WHERE stock.allocated <> (
            SELECT coalesce(sum(allocation.quantity - allocation.dispatched), 0) FROM orders_allocation AS allocation
            JOIN orders_orderline AS line ON line.id = allocation.line_id
            JOIN orders_order AS placed ON placed.id = line.order_id
            WHERE allocation.stock_id = stock.id AND placed.order_state <> 'cancelled'
        )""",
    "an open line is promised as many as were bought": """
        SELECT line.id FROM orders_orderline AS line JOIN orders_order AS placed ON placed.id = line.order_id
        WHERE placed.order_state <> 'cancelled' AND line.quantity <> (
            SELECT coalesce(sum(quantity), 0) FROM orders_allocation WHERE line_id = line.id
        )""",
    "a line is promised stock of its own variant": """
        SELECT line.id FROM orders_orderline AS line
        JOIN orders_allocation AS allocation ON allocation.line_id = line.id
        JOIN catalog_stock AS stock ON stock.id = allocation.stock_id
        WHERE stock.variant_id <> line.variant_id""",
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
}
