"""Carts as they stand now: every line with today's price and stock, read from PostgreSQL each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.functional import cached_property

from accounts.models import User
from accounts.prepared import execute
from catalog.money import Money
from orders.models import Cart
from orders.pricing.bill import Totals
from orders.pricing.shipping import Method, OfferedMethod, cheapest, offered
from orders.queries.carts.badge import keep_count
from orders.queries.carts.lines import PricedLine
from orders.queries.carts.priced import LINES, line_of
from orders.queries.charges.shipping import methods_to


@dataclass(frozen=True)
class CartView:
    """An open cart as its owner sees it. `totals` leave out what is sold out or not offered any more.

    saved: what is put aside for later, which no other member of this view takes into account.
    `methods` are the ways of sending within the shop's own country: until somebody says where it goes, shipping is
    what the cheapest of them costs.
    """

    lines: tuple[PricedLine, ...]
    currency: str
    saved: tuple[PricedLine, ...] = ()
    methods: tuple[Method, ...] = ()

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @cached_property
    def totals(self) -> Totals:
        """Without tax, which nobody knows before they know where it goes, and without a voucher."""
        nothing = Money(0, self.currency)
        has_goods = any(line.total is not None and not line.is_sold_out for line in self.lines)
        sending = self._sending if has_goods else None
        return Totals(
            lines=self._goods,
            shipping=sending.cost if sending else nothing,
            tax=nothing,
            discount=nothing,
            shipping_tax=nothing,
            prices_include_tax=settings.PRICES_INCLUDE_TAX,
        )

    @property
    def knows_shipping(self) -> bool:
        """Whether things like these are sent within the shop's own country; if not, `totals` leave shipping out."""
        return self._sending is not None

    @property
    def left_to_free_shipping(self) -> Money | None:
        sending = self._sending
        return sending.method.left_to_free(self._goods, self._weight) if sending else None

    @property
    def can_be_ordered(self) -> bool:
        return bool(self.lines) and all(line.can_be_ordered for line in self.lines)

    @cached_property
    def _sending(self) -> OfferedMethod | None:
        return cheapest(offered(self.methods, self._goods, self._weight))

    @cached_property
    def _goods(self) -> Money:
        totals = (line.total for line in self.lines if line.total is not None and not line.is_sold_out)
        return sum(totals, start=Money(0, self.currency))

    @cached_property
    def _weight(self) -> int:
        """In grams."""
        return sum(line.weight_g * line.quantity for line in self.lines if not line.is_sold_out)


def read_cart(token: UUID | None) -> CartView:
    """The open cart with this token; an empty one when there is none or it was ordered."""
    cart = find_open(token)
    if cart is None:
        return empty_cart()
    return view_of(cart, price_all(cart), methods_to(settings.SHOP_COUNTRY, cart.currency))


def empty_cart() -> CartView:
    return CartView(lines=(), currency=settings.SHOP_CURRENCY)


def find_open(token: UUID | None) -> Cart | None:
    return Cart.objects.open().filter(token=token).first() if token else None


def view_of(cart: Cart, priced: Sequence[PricedLine], methods: tuple[Method, ...]) -> CartView:
    """This cart with all of its lines, as its owner sees it on a page; from then on the badge shows what is in it."""
    view = cart_view(cart.currency, priced, methods)
    keep_count(cart.token, version=cart.version, count=view.count)
    return view


def cart_view(currency: str, priced: Sequence[PricedLine], methods: tuple[Method, ...]) -> CartView:
    """An open cart with all of these lines, as its owner sees it."""
    return CartView(
        lines=tuple(line for line in priced if not line.is_saved),
        currency=currency,
        methods=methods,
        saved=tuple(line for line in priced if line.is_saved),
    )


def price_all(cart: Cart) -> tuple[PricedLine, ...]:
    """What is in this cart, put aside or not, in the order it was added, priced now. One query."""
    (rows,) = execute((LINES, [cart.token]))
    return tuple(line_of(row) for row in rows)


def price_lines(cart: Cart) -> tuple[PricedLine, ...]:
    """What is to be bought of this cart, in the order it was added, priced now. One query whatever its number."""
    return tuple(line for line in price_all(cart) if not line.is_saved)


def left_aside(cart: Cart) -> CartView:
    """An ordered cart as its owner sees it: nothing to buy, and what was put aside in it, priced now."""
    return CartView(
        lines=(), currency=cart.currency, saved=tuple(line for line in price_all(cart) if line.is_saved)
    )


def find_cart_of(user: User) -> UUID | None:
    """The token of the one open cart that this person has."""
    return Cart.objects.open().filter(user=user).values_list("token", flat=True).first()


def is_open(token: UUID | None) -> bool:
    """Whether a cart has this token that can still be filled."""
    return token is not None and Cart.objects.open().filter(token=token).exists()
