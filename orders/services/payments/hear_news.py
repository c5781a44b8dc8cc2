"""Go after what a payment provider has told by itself."""

from datetime import datetime

from orders.gateways.contract import News, PaymentNews
from orders.models import Payment, Refund
from orders.services.payments.ask_provider import ask_provider
from orders.services.refunds.apply_refund_answer import apply_refund_answer


def hear_news(news: News, *, now: datetime) -> bool:
    """Look up what was told of and apply it; False when it is of nothing that this shop knows.

    What a message says of amounts and states is not believed, only what the provider answers. GatewayFault when it
    does not: whoever told this should tell it again. Call outside of transactions.
    """
    if isinstance(news, PaymentNews):
        return _hear_of_payment(news, now)
    if not Refund.objects.filter(public_id=news.refund_id).exists():
        return False
    apply_refund_answer(news.refund_id, news.answer, now=now)
    return True


def _hear_of_payment(news: PaymentNews, now: datetime) -> bool:
    payments = Payment.objects.filter(public_id=news.payment_id)
    # A process that died between the provider's answer and its commit has not written down what it is called there.
    payments.filter(reference=None).update(reference=news.reference)
    payment = payments.first()
    if payment is None or payment.reference != news.reference:
        return False
    ask_provider(payment, now=now, is_disputed=news.is_disputed)
    return True
