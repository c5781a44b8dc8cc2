"""What somebody asks for who orders."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from tests.orders.machine.model import Coupon, Customer

# Two of the addresses are the same customer's.
CUSTOMERS = (
    Customer("ada@vitrine.test", "Ada"),
    Customer("Ada+again@Vitrine.test", "Ada"),
    Customer("grace@vitrine.test", "Grace"),
)
# So few uses of each that they end, and one that takes off more than most goods cost.
COUPONS = (
    Coupon("TENTH", percent=10, most=2),
    Coupon("THIRTY", amount=3_000, most_each=1),
    Coupon("FREIGHT", frees_shipping=True, most=1),
    Coupon("HOUSE", percent=35, house=1, most_each=1),
)


@dataclass(frozen=True)
class Wanting:
    """Who wants it, and with which coupon."""

    customer: Customer
    coupon: Coupon | None = None

    @property
    def without_coupon(self) -> "Wanting":
        return replace(self, coupon=None)


PLAINLY = Wanting(CUSTOMERS[0])
WANTINGS = st.builds(
    Wanting, customer=st.sampled_from(CUSTOMERS), coupon=st.sampled_from([None, None, None, *COUPONS])
)
