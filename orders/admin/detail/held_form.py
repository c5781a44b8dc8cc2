"""What becomes of money that an order cannot use as it is, which whoever runs the shop says."""

from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from orders.admin.detail.page_form import PageForm
from orders.queries.selling.detail import SoldOrder
from orders.queries.selling.money.held import HeldPayment
from orders.services.held.accept_authorised import accept_authorised
from orders.services.held.accept_held import accept_held
from orders.services.held.give_back_held import give_back_held
from orders.services.held.let_go_held import let_go_held

ACCEPT = "accept"


class HeldForm(PageForm):
    """Two buttons of one payment: be content with what came or is set aside, or give it back or let it go."""

    def __init__(self, request: HttpRequest, sold: SoldOrder, held: HeldPayment) -> None:
        super().__init__(request, sold, f"held-{held.payment_id}")
        self.held = held

    @property
    def is_allowed(self) -> bool:
        """It is of the whole order, with the lines of several merchants."""
        return bool(self.request.user.is_superuser)

    @property
    def is_possible(self) -> bool:
        return bool(self.held.left.minor or self.held.missing.minor or self.held.can_be_let_go)

    def save(self) -> str:
        payment_id, actor, now = self.held.payment_id, cast(User, self.request.user), timezone.now()
        is_accepted = self.request.POST[self.button] == ACCEPT
        if self.held.set_aside is not None:
            return self._decide_authorised(actor, is_accepted=is_accepted)
        if is_accepted:
            let_off = accept_held(payment_id=payment_id, actor=actor, now=now)
            return f"Order {self.sold.number} is paid, without {let_off.amount.format()}."
        refund = give_back_held(payment_id=payment_id, actor=actor, now=now)
        return f"{refund.amount.format()} goes back to the buyer."

    def _decide_authorised(self, actor: User, *, is_accepted: bool) -> str:
        payment_id, now = self.held.payment_id, timezone.now()
        if is_accepted:
            payment = accept_authorised(payment_id=payment_id, actor=actor, now=now)
            return f"Order {self.sold.number} is confirmed, and {payment.amount.format()} is captured later."
        refund = let_go_held(payment_id=payment_id, actor=actor, now=now)
        return f"{refund.amount.format()} is let go, and the buyer is told once {self.provider} has done so."

    @property
    def what(self) -> str:
        """Why this money is held."""
        held = self.held
        if held.is_letting_go:
            return f"Another amount than was due is set aside. {self.provider} is asked to let it go."
        if held.set_aside is not None:
            return "Another amount than was due is set aside, and nothing of it was captured."
        if held.failure:
            return f"This money was to go back, and that failed ({held.failure})."
        if held.foreign:
            return f"{held.foreign.format()} came, in another currency than was due."
        if held.is_whole:
            return "This money pays for nothing."
        return f"Another amount {'was captured than was to be' if held.is_captured else 'came than was due'}."

    @property
    def meanwhile(self) -> str:
        """What it means to the order until somebody decides."""
        if self.sold.is_cancelled:
            return "The order stays cancelled."
        if not self.sold.is_in_doubt:
            return "Another payment pays the order." if self.sold.is_funded else ""
        until = "Until this is decided, the order" if self.is_possible else "Meanwhile the order"
        if self.sold.is_confirmed:
            return f"{until} is neither shipped, cancelled nor invoiced."
        return f"{until} waits and keeps its stock."

    @property
    def if_accepted(self) -> str:
        missing = self.held.missing.format()
        return (
            f"The buyer is let off {missing}. The order is paid and can be shipped; its invoice comes with a credit note of "
            f"{missing}."
        )

    @property
    def if_authorised(self) -> str:
        due = self.held.due.format()
        return f"The order is confirmed and can be shipped. {due} is captured then, and the rest is never charged."

    @property
    def if_let_go(self) -> str:
        return f"Nothing is charged, and the buyer is told. {self._afterwards}"

    @property
    def if_given_back(self) -> str:
        whole = (
            "All of it"
            if self.held.left == (self.held.foreign or self.held.came)
            else "All that is left of it"
        )
        return f"{whole} goes to the buyer. {self._afterwards}"

    @property
    def provider(self) -> str:
        return self.held.gateway.capitalize()

    @property
    def _afterwards(self) -> str:
        sold = self.sold
        if sold.is_cancelled or not sold.is_in_doubt:
            return "Nothing else about the order changes."
        if not sold.is_confirmed:
            return "The order can be paid anew, and is given up if it is not."
        unpaid = "The order then stands unpaid and must not be shipped"
        if self.held.before.minor or self.held.since.minor:
            way_out = "; cancel it then" if sold.is_unshipped else ""
            return f"{unpaid}, nor can it be paid anew, as some was refunded before{way_out}."
        way_out = ", or you cancel it" if sold.is_unshipped else ""
        return f"{unpaid}: its buyer can pay it anew{way_out}."
