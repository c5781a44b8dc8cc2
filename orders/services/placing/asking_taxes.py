"""Ask a tax service before an order is placed, so that nobody is asked while anything is locked."""

from collections.abc import Callable
from typing import TypeVar

from orders.errors.taxes import CartChanged
from orders.pricing.taxing import TaxAnswer, TaxQuestion
from orders.queries.charges.sale import TaxSource
from orders.queries.charges.tax_service import ServiceTaxes, ask, is_service

Placed = TypeVar("Placed")

# For one order: the first, and as many as there are changes of its cart meanwhile that one waits for.
MOST_QUESTIONS = 3


class _NotAsked(Exception):  # no error: it says what to ask first
    """The service has not answered this question yet."""

    def __init__(self, question: TaxQuestion) -> None:
        super().__init__("The tax service is to be asked first.")
        self.question = question


class _Answers:
    """What the service has answered for one order, each to its own question alone."""

    def __init__(self) -> None:
        self._answers: dict[TaxQuestion, TaxAnswer] = {}

    def add(self, question: TaxQuestion) -> None:
        self._answers[question] = ask(question)

    def __call__(self, question: TaxQuestion) -> TaxAnswer:
        answer = self._answers.get(question)
        if answer is None:
            raise _NotAsked(question)
        return answer


def once_asked(place: Callable[[TaxSource | None], Placed]) -> Placed:
    """What `place` returns, which prices a cart by the taxes that it is handed, None for the table of the shop, and is
    undone where it raises.

    Whatever it is then about to sell is asked about, outside of its transaction, and it begins anew: under its locks it
    goes by an answer to exactly what it sells, or not at all. TaxAddressUnknown, TaxUnavailable, or CartChanged when
    that is something else each time.
    """
    if not is_service():
        return place(None)
    answers = _Answers()
    for _ in range(MOST_QUESTIONS):
        try:
            return place(ServiceTaxes(answers))
        except _NotAsked as needed:
            question = needed.question
        answers.add(question)
    try:
        return place(ServiceTaxes(answers))
    except _NotAsked:
        raise CartChanged from None
