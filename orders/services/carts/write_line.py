"""Write a line of a cart and that the cart was changed, in one statement."""

from orders.models import Cart
from orders.queries.carts.offers import Offer
from orders.queries.prepared import Prepared, execute


def write_line(cart: Cart, offer: Offer, quantity: int) -> None:
    """Make so many of it what this cart holds, at the price of the offer. The cart's row is locked, or not written yet."""
    said = (cart.version, cart.changed_at, offer.variant_id, quantity, offer.price.minor)
    if cart._state.adding:
        begun = (cart.token, cart.user_id, cart.currency, cart.state, cart.created_at)
        (((cart.pk,),),) = execute((_BEGIN, [*begun, *said]))
        cart._state.adding = False
    else:
        execute((_CHANGE, [cart.pk, *said]))


_BEGIN = Prepared(
    "orders_begin_cart",
    lambda: (
        """
    WITH cart AS (
        INSERT INTO orders_cart (token, user_id, currency, state, created_at, version, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
    )
    INSERT INTO orders_cartline (cart_id, variant_id, quantity, seen_price_minor, added_at)
    SELECT id, $8::bigint, $9::smallint, $10::bigint, $7 FROM cart RETURNING cart_id
    """
    ),
)
_CHANGE = Prepared(
    "orders_change_cart",
    lambda: (
        """
    WITH changed AS (UPDATE orders_cart SET version = $2, changed_at = $3 WHERE id = $1)
    INSERT INTO orders_cartline (cart_id, variant_id, quantity, seen_price_minor, added_at)
    VALUES ($1, $4, $5, $6, $3)
    ON CONFLICT (cart_id, variant_id) DO UPDATE
    SET quantity = EXCLUDED.quantity, seen_price_minor = EXCLUDED.seen_price_minor, saved_at = NULL
    RETURNING cart_id
    """
    ),
)
