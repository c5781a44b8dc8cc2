"""Payments by Stripe's Checkout: https://docs.stripe.com/payments/checkout."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import stripe
from stripe.checkout import Session

from catalog.money import Money
from orders.errors import CheckoutClosed, GatewayFault
from orders.gateways.contract import (
    CaptureAnswer,
    CaptureRequest,
    KnownPayment,
    News,
    PaymentNews,
    PaymentReport,
    PaymentRequest,
    RefundAnswer,
    RefundNews,
    RefundRequest,
    StartedPayment,
)
from orders.gateways.stripe.amounts import can_be_charged, to_stripe
from orders.gateways.stripe.captures import is_to_be_captured, take, void
from orders.gateways.stripe.client import asking_stripe, stripe_client
from orders.gateways.stripe.disputes import disputes_of
from orders.gateways.stripe.refunds import answer_of, give_back, made_elsewhere
from orders.gateways.stripe.reports import report_of
from orders.gateways.stripe.webhooks import (
    ABOUT_DISPUTES,
    ABOUT_REFUNDS,
    ABOUT_SESSIONS,
    intent_of,
    is_about_authorisation,
    our_id,
    read_event,
)
from orders.states import PaymentEventKind

# Sessions live for half an hour at least. They are begun until `pay_until`, and closed by us after it.
SESSIONS_OUTLIVE_ORDERS = timedelta(minutes=31)
EXPANDED = ["payment_intent.latest_charge"]


class StripeGateway:
    name = "stripe"

    def require_open(self) -> None:
        try:
            stripe_client()
        except GatewayFault as error:
            raise CheckoutClosed(
                "This shop takes no orders at the moment. Your cart is kept for you."
            ) from error

    def can_take(self, total: Money) -> bool:
        return can_be_charged(total)

    def begun(self, payment_id: UUID) -> None:
        """Nobody knows before it is begun."""

    def start(self, request: PaymentRequest) -> StartedPayment:
        """Under the payment's id as idempotency key; all that is sent is the same whenever it is sent."""
        with asking_stripe() as client:
            session = client.v1.checkout.sessions.create(
                _session_params(request), {"idempotency_key": f"payment-{request.payment_id}"}
            )
        if session.url is None:
            raise GatewayFault(f"Stripe has no page for payment {request.payment_id}.")
        return StartedPayment(reference=session.id, redirect_url=session.url)

    def look_up(self, payment: KnownPayment) -> PaymentReport:
        if not payment.reference:
            return PaymentReport()
        with asking_stripe() as client:
            session = _retrieve(client, payment)
            refunds = made_elsewhere(client, session, payment)
            disputes = disputes_of(client, session, payment)
        report = report_of(session, payment)
        return replace(report, notices=report.notices + disputes, refunds=refunds)

    def close(self, payment: KnownPayment) -> PaymentReport:
        if not payment.reference:
            return PaymentReport()
        with asking_stripe() as client:
            session = _retrieve(client, payment)
            if session.status == "open":
                # Refused when it was paid or expired between the two questions; what it is now counts.
                with suppress(stripe.InvalidRequestError):
                    client.v1.checkout.sessions.expire(payment.reference)
                session = _retrieve(client, payment)
            if payment.is_authorised and void(client, session):
                session = _retrieve(client, payment)
            refunds = made_elsewhere(client, session, payment)
            disputes = disputes_of(client, session, payment)
        if session.status == "open" or (payment.is_authorised and is_to_be_captured(session)):
            raise GatewayFault(f"Stripe would not close payment {payment.payment_id}.")
        report = report_of(session, payment)
        # That it was closed before it was paid is our doing, no decline.
        notices = tuple(notice for notice in report.notices if notice.kind != PaymentEventKind.DECLINED)
        return PaymentReport(notices + disputes, refunds=refunds)

    def read_webhook(self, body: bytes, signature: str) -> News | None:
        told = read_event(body, signature)
        if told.kind in ABOUT_SESSIONS:
            payment_id = our_id(told.thing, "payment")
            return PaymentNews(payment_id, told.thing["id"]) if payment_id else None
        if told.kind in ABOUT_REFUNDS:
            refund_id = our_id(told.thing, "refund")
            if refund_id:
                return RefundNews(refund_id, _look_up_refund(told.thing["id"]))
            # Made by somebody at Stripe, or of no payment of ours.
            return _news_of_intent(intent_of(told))
        if told.kind in ABOUT_DISPUTES:
            news = _news_of_intent(intent_of(told))
            return replace(news, is_disputed=True) if news else None
        return _news_of_intent(intent_of(told)) if is_about_authorisation(told) else None

    def capture(self, request: CaptureRequest) -> CaptureAnswer:
        """Once a payment: Stripe releases what is left. An intent that was captured or cancelled before tells so."""
        with asking_stripe() as client:
            failure = take(client, _retrieve(client, request.payment), request)
            report = report_of(_retrieve(client, request.payment), request.payment)
        return CaptureAnswer(report.notices, failure)

    def refund(self, request: RefundRequest) -> RefundAnswer:
        with asking_stripe() as client:
            return give_back(client, request)


def _session_params(request: PaymentRequest) -> "stripe.params.checkout.SessionCreateParams":
    payment_id = str(request.payment_id)
    title = f"Order {request.order_number}"
    return {
        "mode": "payment",
        # Others report days later, when the order was given up long ago.
        "allowed_payment_method_types": ["card"],
        "client_reference_id": payment_id,
        "customer_email": request.email,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.amount.currency.lower(),
                    "unit_amount": to_stripe(request.amount),
                    "product_data": {"name": title},
                },
            }
        ],
        # The amount is charged in the currency in which it was shown.
        "adaptive_pricing": {"enabled": False},
        "metadata": {"payment": payment_id},
        "payment_intent_data": _intent_params(title, request),
        "expires_at": int((request.pay_until + SESSIONS_OUTLIVE_ORDERS).timestamp()),
        "success_url": f"{request.return_url}?returned=1",
        "cancel_url": request.return_url,
    }


def _intent_params(
    title: str, request: PaymentRequest
) -> "stripe.params.checkout.SessionCreateParamsPaymentIntentData":
    params: stripe.params.checkout.SessionCreateParamsPaymentIntentData = {
        "description": title,
        "metadata": {"payment": str(request.payment_id)},
    }
    if request.is_captured_later:
        params["capture_method"] = "manual"
    return params


def _retrieve(client: stripe.StripeClient, payment: KnownPayment) -> Session:
    session = client.v1.checkout.sessions.retrieve(payment.reference, {"expand": EXPANDED})
    if our_id(session.to_dict(), "payment") != payment.payment_id:
        raise GatewayFault(f"Stripe calls another payment {payment.reference}.")
    return session


def _look_up_refund(reference: str) -> RefundAnswer:
    with asking_stripe() as client:
        return answer_of(client.v1.refunds.retrieve(reference))


def _news_of_intent(intent_id: str | None) -> PaymentNews | None:
    """What happened to a payment intent or its charge; the session is found by that. Whatever has none is not ours."""
    if intent_id is None:
        return None
    with asking_stripe() as client:
        sessions = client.v1.checkout.sessions.list({"payment_intent": intent_id, "limit": 1})
    for session in sessions.data:
        payment_id = our_id(session.to_dict(), "payment")
        if payment_id:
            return PaymentNews(payment_id, session.id)
    return None
