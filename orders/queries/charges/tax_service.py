"""Asking a tax service: `settings.TAX_PROVIDER`, where that is not the table of the shop."""

import logging
from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from orders.errors.taxes import TaxAddressUnknown, TaxAnswerWrong, TaxUnavailable
from orders.gateways.breaker import Breaker
from orders.gateways.outside import require_outside
from orders.pricing.taxing import NoAnswer, TaxAnswer, TaxQuestion, judged
from orders.queries.charges.sale import Sale, Taxes, TaxSource, question_of
from orders.queries.charges.tax_rates import NO_TAX, TableRates

logger = logging.getLogger(__name__)

# After so many questions in a row without an answer nobody asks for a while, but one who tries.
MOST_FAULTS = 3
REST_SECONDS = 15.0
_TABLE = f"{TableRates.__module__}.{TableRates.__qualname__}"
# Of this process.
_breaker = Breaker(MOST_FAULTS, REST_SECONDS)


class TaxProvider(Protocol):
    """A tax service. It is made anew for each question, and may call whom it likes: nothing is locked meanwhile.

    keep_seconds: for how long an answer may be given again for the same question, such as 300; 0 where asking costs nothing.
    """

    keep_seconds: int

    def answer(self, question: TaxQuestion) -> TaxAnswer:
        """The rate of each line, and of shipping if that has one of its own.

        TaxAddressUnknown where there are no taxes for the destination as it is; whatever else it raises is an outage.
        A shopper waits for it, in a process that serves others too: it must give up by itself, after three seconds or so.
        It may be asked the same thing any number of times and must not take a question for a sale.
        """


class ServiceTaxes:
    """The taxes on sales as a service tells them."""

    def __init__(self, answer: Callable[[TaxQuestion], TaxAnswer]) -> None:
        self._answer = answer

    def taxes_on(self, sale: Sale) -> Taxes:
        question = question_of(sale)
        if not question.lines:
            return Taxes([NO_TAX for _ in sale.lines])
        answer = self._answer(question)
        return Taxes([answer.lines.get(line.variant_id, NO_TAX) for line in sale.lines], answer.shipping)


def is_service() -> bool:
    """Whether taxes are told by a service, rather than by the table of the shop."""
    return bool(settings.TAX_PROVIDER != _TABLE)


def tax_source() -> TaxSource:
    """For whoever has read and locked nothing."""
    return ServiceTaxes(ask) if is_service() else TableRates()


def ask(question: TaxQuestion) -> TaxAnswer:
    """What the service answers, or has answered lately. TaxAddressUnknown or TaxUnavailable.

    Call outside of transactions. The log tells of failures without what was asked, which says where somebody lives.
    """
    require_outside()
    provider: TaxProvider = import_string(settings.TAX_PROVIDER)()
    if not provider.keep_seconds:
        return _asked(provider, question)
    key = _key(question)
    answer = _recall(key)
    if answer is None:
        answer = _asked(provider, question)
        _keep(key, answer, provider.keep_seconds)
    return answer


def _asked(provider: TaxProvider, question: TaxQuestion) -> TaxAnswer:
    if not _breaker.lets_through():
        raise TaxUnavailable
    try:
        answer = judged(question, provider.answer(question))
    except TaxAddressUnknown:
        _breaker.answered()
        raise
    except NoAnswer as error:
        _breaker.answered()
        logger.error("tax_answer_wrong", extra={"provider": settings.TAX_PROVIDER, "reason": str(error)})  # noqa: TRY400  # a trace shows the question
        raise TaxAnswerWrong from None
    except Exception as error:  # noqa: BLE001  # a provider is somebody else's, and so is what it raises
        _failed(error)
        # Its words may hold the address, so they go no further.
        raise TaxUnavailable from None
    _breaker.answered()
    return answer


def _failed(error: Exception) -> None:
    is_left_alone = _breaker.failed()
    logger.error(
        "tax_not_told",
        extra={
            "provider": settings.TAX_PROVIDER,
            "error": type(error).__qualname__,
            "rest_seconds": REST_SECONDS if is_left_alone else 0,
        },
    )


def _key(question: TaxQuestion) -> str:
    """Whoever reads Redis cannot try addresses until one fits."""
    said = salted_hmac(settings.TAX_PROVIDER, question.text, algorithm="sha256")
    return f"tax:{said.hexdigest()}"


def _recall(key: str) -> TaxAnswer | None:
    """None also while Redis is away."""
    kept = cache.get(key)
    if kept is None:
        return None
    lines, shipping = kept
    rates = {int(variant_id): Decimal(percent) for variant_id, percent in lines.items()}
    return TaxAnswer(rates, None if shipping is None else Decimal(shipping))


def _keep(key: str, answer: TaxAnswer, seconds: int) -> None:
    lines = {str(variant_id): str(percent) for variant_id, percent in answer.lines.items()}
    cache.set(key, [lines, None if answer.shipping is None else str(answer.shipping)], seconds)
