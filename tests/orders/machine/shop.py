"""The shop that is walked through: two merchants, three articles, and its state told in the model's words."""

from dataclasses import dataclass

from accounts.models import User
from catalog.models import Price, Stock, StockLocation, Variant
from orders.models import Cart, Order
from orders.states import CartState
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.orders import sold_variant
from tests.orders.machine.model import Article, Model


@dataclass(frozen=True)
class Shop:
    """Rows by the numbers that the model gives them. `people[house]` belongs to that merchant, `owner` runs the shop."""

    variants: list[Variant]
    people: list[User]
    owner: User


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
    return Shop(variants, people, UserFactory.create(is_superuser=True))


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
    """What is on hand and promised, what became of each order, and what lies in open carts: three queries."""
    numbers = {variant.pk: number for number, variant in enumerate(shop.variants)}
    stock = dict.fromkeys(numbers.values(), (0, 0))
    for variant_id, on_hand, allocated in Stock.objects.values_list("variant", "on_hand", "allocated"):
        known = stock[numbers[variant_id]]
        stock[numbers[variant_id]] = (known[0] + on_hand, known[1] + allocated)
    orders = Order.objects.values_list("public_id", "order_state", "total_minor", "refunded_minor")
    lines = Cart.objects.filter(state=CartState.OPEN, lines__isnull=False)
    return {
        "stock": stock,
        "orders": {public_id: tuple(facts) for public_id, *facts in orders},
        "carts": {
            (token, numbers[variant_id]): quantity
            for token, variant_id, quantity in lines.values_list("token", "lines__variant", "lines__quantity")
        },
    }
