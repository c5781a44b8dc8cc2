"""Write lines of a cart and that the cart was changed, in one statement."""

from collections.abc import Sequence

from accounts.prepared import Prepared, execute
from orders.models import Cart
from orders.queries.carts.offers import Offer


def write_line(cart: Cart, offer: Offer, quantity: int) -> None:
    """Make so many of it what this cart holds, at the price of the offer. The cart's row is locked, or not written yet."""
    if cart._state.adding:
        write_cart(cart, [(offer, quantity)])
        return
    said = (cart.version, cart.changed_at, offer.variant_id, quantity, offer.price.minor)
    execute((_CHANGE, [cart.pk, *said]))


def write_cart(cart: Cart, lines: Sequence[tuple[Offer, int]]) -> None:
    """Write a new cart with so many of each of these, at the prices of the offers."""
    begun = (
        cart.token,
        cart.user_id,
        cart.currency,
        cart.state,
        cart.created_at,
        cart.version,
        cart.changed_at,
    )
    held = (
        [offer.variant_id for offer, _ in lines],
        [quantity for _, quantity in lines],
        [offer.price.minor for offer, _ in lines],
    )
    (((cart.pk,), *_),) = execute((_BEGIN, [*begun, *held]))
    cart._state.adding = False


_BEGIN = Prepared(
    "orders_begin_cart",
    lambda: (
        """
    WITH cart AS (
        INSERT INTO orders_cart (token, user_id, currency, state, created_at, version, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
    )
    INSERT INTO orders_cartline (cart_id, variant_id, quantity, seen_price_minor, added_at)
    SELECT cart.id, line.variant_id, line.quantity, line.price_minor, $7
    FROM cart, unnest($8::bigint[], $9::smallint[], $10::bigint[]) AS line(variant_id, quantity, price_minor)
    RETURNING cart_id
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
