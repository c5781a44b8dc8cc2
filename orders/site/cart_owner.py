"""Whose cart a request is about: the one of the person who is logged in, else the one whose cookie the browser holds.

At a log-in the browser's cart becomes the person's, and at a log-out the browser forgets it. Signals say when that is;
what they say is carried out by the middleware, which has the answer into which the cookie goes.
"""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from orders.queries.carts.badge import count_items
from orders.queries.carts.cart import find_cart_of
from orders.services.carts.merge_carts import merge_carts
from orders.site.cart_cookie import COOKIE, read_token, write_token

logger = logging.getLogger(__name__)

# On requests during which somebody logged in (who) or out (None).
CHANGED = "cart_owner"
MERGED = "What you had put into your cart before is in it now, too. Please look through it before you order."


def customer_of(request: HttpRequest) -> User | None:
    """Who is logged in; nothing is asked for browsers without a session."""
    return request.user if isinstance(request.user, User) else None


def cart_of(request: HttpRequest) -> UUID | None:
    """The token of the cart that this request is about, which may be ordered or gone already."""
    customer = customer_of(request)
    own = find_cart_of(customer) if customer else None
    return own or read_token(request)


@receiver(user_logged_in, dispatch_uid="orders.cart_of_customer")
def note_log_in(*, request: HttpRequest | None, user: User, **_others: Any) -> None:
    if request is not None:
        setattr(request, CHANGED, user)


@receiver(user_logged_out, dispatch_uid="orders.cart_of_nobody")
def note_log_out(*, request: HttpRequest | None, user: User | None, **_others: Any) -> None:
    if request is not None and user is not None:
        setattr(request, CHANGED, None)


def carts_follow_people(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the cart follows whoever logs in or out during a request."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if hasattr(request, CHANGED):
            _follow(request, response, getattr(request, CHANGED))
        return response

    return respond


def _follow(request: HttpRequest, response: HttpResponse, customer: User | None) -> None:
    if customer is None:
        response.delete_cookie(COOKIE)
        return
    held = read_token(request)
    try:
        are_two = _are_two(held, customer)
        token = merge_carts(token=held, user=customer, now=timezone.now())
    except DatabaseError:
        # They are logged in and the cookie still opens their cart: the next log-in merges it.
        logger.exception("carts_not_merged")
        return
    if are_two:
        messages.info(request, MERGED)
    if token is not None:
        write_token(response, token)
    elif COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE)


def _are_two(held: UUID | None, customer: User) -> bool:
    """Whether there are things in the browser's cart and others in the one that this person has already."""
    own = find_cart_of(customer)
    return own not in (None, held) and count_items(own) > 0 and count_items(held) > 0
