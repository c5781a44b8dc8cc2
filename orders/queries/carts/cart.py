"""Carts as they stand now: every line with today's price and stock, read from PostgreSQL each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from catalog.models import Price, Stock
from catalog.money import Money
from catalog.scarcity import PLENTY
from catalog.states import ProductState
from orders.models import MAX_QUANTITY, Cart, CartLine
from orders.pricing.bill import Charges, Goods, Totals, make_bill
from orders.pricing.shipping import Method, OfferedMethod, cheapest, offered
from orders.queries.carts.badge import keep_count
from orders.queries.charges.shipping import methods_to
from orders.queries.posters import poster_keys, poster_url


@dataclass(frozen=True)
class PricedLine:
    """A line at today's price. `price` is None and `available` 0 when the variant is not offered any more."""

    variant_id: int
    product_id: int
    # Of the product, when price and stock were read.
    product_version: int
    merchant_id: int
    tax_class_id: int | None
    # Of one of them; 0 when nobody said.
    weight_g: int
    # Where it lies, by primary key.
    stock_ids: tuple[int, ...]
    # Those of them that sell in a rush and hold as many as the line asks for.
    bucket_ids: tuple[int, ...]
    revision_id: int | None
    product_slug: str
    product_name: str
    variant_name: str
    sku: str
    material_variant: str
    poster_key: str
    quantity: int
    available: int
    price: Money | None
    seen_price: Money
    # Put aside for later: neither counted nor ordered.
    is_saved: bool = False

    @property
    def name(self) -> str:
        return f"{self.product_name} ({self.variant_name})"

    @property
    def total(self) -> Money | None:
        return None if self.price is None else self.price * self.quantity

    @property
    def is_offered(self) -> bool:
        return self.price is not None

    @property
    def is_sold_out(self) -> bool:
        return self.is_offered and self.available == 0

    @property
    def is_short(self) -> bool:
        """Some are left, but fewer than the line asks for."""
        return 0 < self.available < self.quantity

    @property
    def is_scarce(self) -> bool:
        return 0 < self.available < PLENTY

    @property
    def can_be_ordered(self) -> bool:
        return self.is_offered and self.available >= self.quantity

    @property
    def has_new_price(self) -> bool:
        return self.price is not None and self.price != self.seen_price

    @property
    def quantities(self) -> range:
        """What its owner can choose."""
        return range(1, min(self.available, MAX_QUANTITY) + 1)

    @property
    def poster_url(self) -> str:
        return poster_url(self.poster_key)


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

    @property
    def totals(self) -> Totals:
        goods = [Goods(line.total) for line in self.lines if line.total is not None and not line.is_sold_out]
        sending = self._sending if goods else None
        shipping = sending.cost if sending else Money(0, self.currency)
        charges = Charges(shipping=shipping, prices_include_tax=settings.PRICES_INCLUDE_TAX)
        return make_bill(goods, self.currency, charges).totals

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

    @property
    def _sending(self) -> OfferedMethod | None:
        return cheapest(offered(self.methods, self._goods, self._weight))

    @property
    def _goods(self) -> Money:
        totals = (line.total for line in self.lines if line.total is not None and not line.is_sold_out)
        return sum(totals, start=Money(0, self.currency))

    @property
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
    """This cart with all of its lines, as its owner sees it; from then on the badge shows what is in it."""
    view = CartView(
        lines=tuple(line for line in priced if not line.is_saved),
        currency=cart.currency,
        methods=methods,
        saved=tuple(line for line in priced if line.is_saved),
    )
    keep_count(cart.token, version=cart.version, count=view.count)
    return view


def price_all(cart: Cart) -> tuple[PricedLine, ...]:
    """What is in this cart, put aside or not, in the order it was added, priced now. Two queries."""
    return _price(cart, cart.lines.all())


def price_lines(cart: Cart) -> tuple[PricedLine, ...]:
    """What is to be bought of this cart, in the order it was added, priced now. Two queries whatever its number."""
    return _price(cart, cart.lines.to_buy())


def left_aside(cart: Cart) -> CartView:
    """An ordered cart as its owner sees it: nothing to buy, and what was put aside in it, priced now."""
    return CartView(lines=(), currency=cart.currency, saved=_price(cart, cart.lines.put_aside()))


def find_cart_of(user: User) -> UUID | None:
    """The token of the one open cart that this person has."""
    return Cart.objects.open().filter(user=user).values_list("token", flat=True).first()


def is_open(token: UUID | None) -> bool:
    """Whether a cart has this token that can still be filled."""
    return token is not None and Cart.objects.open().filter(token=token).exists()


def _price(cart: Cart, lines: QuerySet[CartLine]) -> tuple[PricedLine, ...]:
    rows = list(_rows(lines, cart.currency))
    keys = poster_keys(
        (row.variant.product.asset.published_revision.conversion_id, row.variant.material_variant)
        for row in rows
        if row.variant.product.asset and row.variant.product.asset.published_revision
    )
    return tuple(_priced(row, cart.currency, keys) for row in rows)


def _rows(lines: QuerySet[CartLine], currency: str) -> QuerySet[CartLine]:
    price = Price.objects.current(currency).filter(variant=OuterRef("variant"))
    stock = Stock.objects.filter(variant=OuterRef("variant")).order_by("pk")
    return lines.select_related("variant__product__asset__published_revision").annotate(
        price_minor=Subquery(price.values("amount_minor")),
        stock=ArraySubquery(
            stock.values_list(JSONObject(id="pk", left=F("on_hand") - F("allocated"), bucket="bucket"))
        ),
    )


def _priced(row: CartLine, currency: str, keys: dict[tuple[int, str], str]) -> PricedLine:
    variant, product = row.variant, row.variant.product
    revision = product.asset.published_revision if product.asset else None
    stock: list[dict[str, int]] = row.stock  # type: ignore[attr-defined]  # annotated by _rows
    price_minor: int | None = row.price_minor  # type: ignore[attr-defined]  # annotated by _rows
    is_offered = product.state == ProductState.PUBLISHED and variant.is_active and price_minor is not None
    return PricedLine(
        variant_id=variant.pk,
        product_id=product.pk,
        product_version=product.version,
        merchant_id=product.merchant_id,
        tax_class_id=product.tax_class_id,
        weight_g=variant.weight_g or 0,
        stock_ids=tuple(place["id"] for place in stock),
        bucket_ids=tuple(place["id"] for place in stock if place["bucket"] and place["left"] >= row.quantity),
        revision_id=revision.pk if revision else None,
        product_slug=product.slug,
        product_name=product.name,
        variant_name=variant.name,
        sku=variant.sku,
        material_variant=variant.material_variant,
        poster_key=keys.get((revision.conversion_id, variant.material_variant), "") if revision else "",
        quantity=row.quantity,
        available=sum(place["left"] for place in stock) if is_offered else 0,
        price=Money(price_minor, currency) if is_offered and price_minor is not None else None,
        seen_price=Money(row.seen_price_minor, currency),
        is_saved=row.saved_at is not None,
    )
