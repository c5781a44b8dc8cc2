"""The shop that is walked through: two merchants, three articles, and its state told in the model's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Merchant, User
from catalog.models import Price, Stock, StockLocation, Variant
from orders.models import Cart, Order, Payment, Refund, Voucher
from orders.states import CartState, RefundState
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.orders import make_voucher, sold_variant
from tests.orders.machine.model import Article, Coupon, Model
from tests.orders.machine.steps.wanting import COUPONS


@dataclass(frozen=True)
class Shop:
    """Rows by the numbers that the model gives them.

    `people[house]` belongs to that merchant, `owner` runs the shop, `buyers` have an account.
    """

    variants: list[Variant]
    people: list[User]
    owner: User
    buyers: list[User]


def open_shop() -> Shop:
    """So little of each that it runs out. The second lies at two places."""
    houses = [MerchantFactory.create() for _ in range(2)]
    variants = [
        sold_variant(on_hand=4, price=2_500, merchant=houses[0]),
        sold_variant(on_hand=3, price=4_000, merchant=houses[0]),
        sold_variant(on_hand=9, price=1_999, merchant=houses[1]),
    ]
    annexe = StockLocation.objects.create(merchant=houses[0], name="Annexe")
    Stock.objects.create(variant=variants[1], location=annexe, on_hand=2)
    people = [MembershipFactory.create(merchant=house).user for house in houses]
    for coupon in COUPONS:
        _write_voucher(coupon, houses)
    buyers = [UserFactory.create(is_staff=False) for _ in range(2)]
    return Shop(variants, people, UserFactory.create(is_superuser=True), buyers)


def _write_voucher(coupon: Coupon, houses: Sequence[Merchant]) -> None:
    value = {"percent": coupon.percent, "amount_minor": coupon.amount}
    make_voucher(
        coupon.code,
        **{name: number for name, number in value.items() if number},
        max_uses=coupon.most,
        max_uses_per_customer=coupon.most_each,
        merchant=None if coupon.house is None else houses[coupon.house],
    )


def model_of(shop: Shop) -> Model:
    """The shop as it opens."""
    houses = sorted({variant.merchant_id for variant in shop.variants})
    return Model(
        [
            Article(
                on_hand=sum(variant.stock.values_list("on_hand", flat=True)),
                price=Price.objects.current("EUR").get(variant=variant).amount_minor,
                house=houses.index(variant.merchant_id),
            )
            for variant in shop.variants
        ]
    )


def told_by_rows(shop: Shop) -> dict[str, object]:
    """What is on hand and promised, what became of each order and its money, and what lies in open carts: six queries."""
    numbers = {variant.pk: number for number, variant in enumerate(shop.variants)}
    stock = dict.fromkeys(numbers.values(), (0, 0))
    for variant_id, on_hand, allocated in Stock.objects.values_list("variant", "on_hand", "allocated"):
        known = stock[numbers[variant_id]]
        stock[numbers[variant_id]] = (known[0] + on_hand, known[1] + allocated)
    orders = Order.objects.values_list("public_id", "order_state", "total_minor", "refunded_minor")
    # A row for each line, and one for a cart without any.
    carts = list(
        Cart.objects.filter(state=CartState.OPEN).values_list(
            "token", "lines__variant", "lines__quantity", "lines__saved_at"
        )
    )
    return {
        "stock": stock,
        "orders": {public_id: tuple(facts) for public_id, *facts in orders},
        "money": _money_back(),
        "vouchers": dict(Voucher.objects.values_list("code", "used")),
        "carts": {token for token, *_ in carts},
        "lines": {
            (token, numbers[variant_id], saved_at is not None): quantity
            for token, variant_id, quantity, saved_at in carts
            if variant_id is not None
        },
    }


def _money_back() -> dict[tuple[UUID, int], list[tuple[int, bool]]]:
    """What was to go back, and whether that failed, by order and the number of its payment, in the order of asking."""
    refunds = Refund.objects.order_by("pk").values_list(
        "order__public_id", "payment_id", "amount_minor", "state"
    )
    payments: dict[UUID, list[int]] = {}
    for order_id, payment_id in Payment.objects.order_by("pk").values_list("order__public_id", "pk"):
        payments.setdefault(order_id, []).append(payment_id)
    back: dict[tuple[UUID, int], list[tuple[int, bool]]] = {}
    for order_id, payment_id, amount, state in refunds:
        number = payments[order_id].index(payment_id)
        back.setdefault((order_id, number), []).append((amount, state == RefundState.FAILED))
    return back
