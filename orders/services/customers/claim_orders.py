"""Take orders into an account that were placed without one."""

from accounts.models import User
from orders.queries.buying.customer_orders import claimable_by


def claim_orders(*, user: User) -> int:
    """Give this person what guests ordered with e-mail addresses that are shown to be theirs; how many that were.

    One conditional UPDATE: an order that somebody else claims at the same moment goes to one of the two.
    """
    return claimable_by(user).update(user=user)
