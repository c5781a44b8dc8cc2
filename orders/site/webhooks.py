"""Where payment providers tell what has happened. Nothing here is about a visitor."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from orders.errors import GatewayFault, WebhookRefused
from orders.gateways.choice import gateway_named
from orders.gateways.patience import WEB_SECONDS, patience_of
from orders.services.payments.hear_news import hear_news
from orders.site.private import private_page

logger = logging.getLogger(__name__)

# Stripe's events are a few kilobytes.
MOST_BYTES = 256 * 1024


@csrf_exempt
@require_POST
@private_page
@patience_of(WEB_SECONDS)
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """200 for what was heard or is none of ours, 400 without a right signature, 503 when it should be sent again."""
    if not settings.STRIPE_WEBHOOK_SECRETS:
        return _answer("not here", HTTPStatus.NOT_FOUND)
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return _answer("too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        news = gateway_named("stripe").read_webhook(request.body, request.headers.get("Stripe-Signature", ""))
        is_ours = news is not None and hear_news(news, now=timezone.now())
    except WebhookRefused:
        logger.warning("webhook_refused")
        return _answer("not signed", HTTPStatus.BAD_REQUEST)
    except GatewayFault:
        logger.exception("webhook_not_heard")
        return _answer("try again", HTTPStatus.SERVICE_UNAVAILABLE)
    return _answer("heard" if is_ours else "not ours", HTTPStatus.OK)


def _answer(words: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain")
