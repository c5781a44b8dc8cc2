"""What happened to an order, in words, for whoever reads its story."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from orders.states import BY_BANK, LET_GO, RELEASED, InvoiceKind, OrderEventKind

# The first that is among the particulars of a refund that was done: of these no money comes back from the shop.
_WITHOUT_MONEY: Mapping[str, str] = MappingProxyType(
    {
        LET_GO: "Set free, nothing charged",
        RELEASED: "Taken off what is charged",
        BY_BANK: "Given back by the bank",
    }
)


def what_happened(kind: OrderEventKind, particulars: Mapping[str, Any]) -> str:
    """A line of a story, in a few words."""
    if particulars.get("kind") == InvoiceKind.CREDIT_NOTE:
        return "Credit note written"
    if kind == OrderEventKind.REFUNDED:
        for name, words in _WITHOUT_MONEY.items():
            if name in particulars:
                return words
    return str(kind.label)
