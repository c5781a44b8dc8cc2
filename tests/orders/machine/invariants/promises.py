"""Carts, vouchers and stories."""

PROMISES = {
    "a cart is ordered once": """
        SELECT cart.id FROM orders_cart AS cart
        WHERE (CASE cart.state WHEN 'ordered' THEN 1 ELSE 0 END) <> (
            SELECT count(*) FROM orders_order AS placed WHERE placed.cart_id = cart.id
        )""",
    "an order is what its cart was to buy, without what was put aside": """
        SELECT placed.id FROM orders_order AS placed CROSS JOIN LATERAL (
            SELECT array_agg((variant_id, quantity) ORDER BY variant_id)
            FROM orders_orderline AS line WHERE line.order_id = placed.id
        ) AS bought(things) CROSS JOIN LATERAL (
            SELECT array_agg((variant_id, quantity) ORDER BY variant_id)
            FROM orders_cartline AS line WHERE line.cart_id = placed.cart_id AND line.saved_at IS NULL
        ) AS wanted(things)
        WHERE bought.things IS DISTINCT FROM wanted.things""",
    "a voucher is used by orders that are not given up": """
        SELECT voucher.id FROM orders_voucher AS voucher WHERE (voucher.used, voucher.used) <> (
            (SELECT count(*) FROM orders_order AS placed
             WHERE upper(placed.voucher_code) = upper(voucher.code) AND placed.order_state <> 'cancelled'),
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
    "nobody has two open carts": """
        SELECT user_id AS id FROM orders_cart WHERE state = 'open' AND user_id IS NOT NULL
        GROUP BY user_id HAVING count(*) > 1""",
    "a cart holds no more of a thing than may be ordered": """
        SELECT id FROM orders_cartline WHERE quantity NOT BETWEEN 1 AND 20""",
    "a story begins once and tells of the money once": """
        SELECT placed.id FROM orders_order AS placed CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE kind = 'placed') AS began, count(*) FILTER (WHERE kind = 'paid') AS paid,
            count(*) FILTER (WHERE kind = 'payment_authorised') AS promised
            FROM orders_orderevent AS event WHERE event.order_id = placed.id
        ) AS told
        WHERE told.began <> 1 OR told.paid > 1 OR (told.paid + told.promised = 0 AND placed.order_state = 'confirmed')
            OR (told.paid = 1 AND placed.order_state = 'placed')""",
}
