"""Carts, orders and what they need, in the fewest words a test can say."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import Merchant
from catalog.models import Category, Price, Product, Stock, Variant
from catalog.states import ProductState
from orders.models import Cart, CartLine, Order, OrderLine, Payment, Voucher
from orders.queries.carts.cart import read_cart
from orders.services.place_order import Address, Delivery, PlacedOrder, place_order
from orders.states import CartState, VoucherKind
from tests.factories.accounts import MerchantFactory

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
DELIVERY = Delivery(
    email="ada@vitrine.test",
    address=Address(name="Ada Byron", line1="Linden 3", line2="", postcode="1010", city="Wien", country="AT"),
)


def sold_variant(
    *, on_hand: int = 5, price: int = 2500, name: str = "Oak", merchant: Merchant | None = None
) -> Variant:
    """A variant that can be bought: published, with a price and `on_hand` in stock."""
    number = Product.objects.count() + 1
    category, _ = Category.objects.get_or_create(slug="things", defaults={"name": "Things"})
    product = Product.objects.create(
        merchant=merchant or MerchantFactory.create(),
        category=category,
        name=f"Stool {number}",
        slug=f"stool-{number}",
        state=ProductState.PUBLISHED,
        published_at=NOW,
    )
    variant = Variant.objects.create(product=product, merchant=product.merchant, sku=f"S-{number}", name=name)
    Price.objects.create(variant=variant, currency="EUR", amount_minor=price)
    Stock.objects.create(variant=variant, on_hand=on_hand)
    return variant


def make_voucher(code: str, **facts: Any) -> Voucher:
    """Over `percent` or `amount_minor`, whichever is named; frees the shipping when neither is."""
    kind = VoucherKind.FREE_SHIPPING
    if "percent" in facts:
        kind = VoucherKind.PERCENT
    elif "amount_minor" in facts:
        kind = VoucherKind.AMOUNT
    return Voucher.objects.create(code=code, kind=kind, **facts)


def filled_cart(*wanted: tuple[Variant, int]) -> UUID:
    """The token of an open cart with these quantities, whose prices its owner has seen."""
    cart = Cart.objects.create(version=1)
    for position, (variant, quantity) in enumerate(wanted):
        CartLine.objects.create(
            cart=cart,
            variant=variant,
            quantity=quantity,
            seen_price_minor=variant.prices.current("EUR").get().amount_minor,
            added_at=NOW + timedelta(seconds=position),
        )
    return cart.token


def place(token: UUID, *, now: datetime = NOW) -> PlacedOrder:
    """Order the cart at the total that it shows."""
    total = read_cart(token).totals.total.minor
    return place_order(cart_token=token, delivery=DELIVERY, expected_total=total, now=now)


def placed_order(*wanted: tuple[Variant, int], now: datetime = NOW) -> Order:
    """An order that waits for its payment."""
    return Order.objects.get(public_id=place(filled_cart(*wanted), now=now).public_id)


def written_order(*variants: Variant) -> Order:
    """An order with a line of one for each variant, written without asking a payment provider."""
    order = Order.objects.create(
        cart=Cart.objects.create(state=CartState.ORDERED),
        email=DELIVERY.email,
        shipping_address=vars(DELIVERY.address),
        shipping_method="Standard delivery",
        currency="EUR",
        lines_minor=1000 * len(variants),
        shipping_minor=490,
        total_minor=1000 * len(variants) + 490,
        placed_at=NOW,
        pay_until=NOW,
    )
    for position, variant in enumerate(variants, 1):
        OrderLine.objects.create(
            order=order,
            position=position,
            merchant=variant.product.merchant,
            variant=variant,
            sku=variant.sku,
            product_name=variant.product.name,
            variant_name=variant.name,
            quantity=1,
            unit_minor=1000,
            total_minor=1000,
        )
    return order


def payment_of(order: Order) -> Payment:
    """The newest attempt to pay this order."""
    return order.payments.latest("pk")


def stock_of(variant: Variant) -> tuple[int, int]:
    """(on hand, allocated)"""
    return Stock.objects.values_list("on_hand", "allocated").get(variant=variant)
