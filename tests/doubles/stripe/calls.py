"""Which calls there are, what each takes, and who does it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from tests.doubles.stripe.objects import disputes, intents, refunds, sessions
from tests.doubles.stripe.objects.store import Store, Thing
from tests.doubles.stripe.parameters import Spec, checked, read_form
from tests.doubles.stripe.problems import Problem

Given = dict[str, Any]
Act = Callable[["World", str, Given], Thing]


@dataclass
class World:
    """What calls act on. `base` is the address of this Stripe; refunds begin as `refund_status`."""

    store: Store
    base: str
    refund_status: str = "succeeded"


# Method, path with one group for the id, parameters, what is done.
CALLS: list[tuple[str, str, Mapping[str, Spec], Act]] = [
    ("POST", "/v1/checkout/sessions", sessions.CREATE, lambda w, _, g: sessions.create(w.store, w.base, g)),
    ("GET", "/v1/checkout/sessions", sessions.LIST, lambda w, _, g: sessions.list_by_intent(w.store, g)),
    (
        "GET",
        "/v1/checkout/sessions/([^/]+)",
        sessions.RETRIEVE,
        lambda w, i, g: sessions.retrieve(w.store, i, g),
    ),
    (
        "POST",
        "/v1/checkout/sessions/([^/]+)/expire",
        sessions.EXPIRE,
        lambda w, i, _: sessions.expire(w.store, i),
    ),
    (
        "GET",
        "/v1/payment_intents/([^/]+)",
        intents.RETRIEVE,
        lambda w, i, g: intents.retrieve(w.store, i, g),
    ),
    (
        "POST",
        "/v1/payment_intents/([^/]+)/capture",
        intents.CAPTURE,
        lambda w, i, g: intents.capture(w.store, i, g),
    ),
    (
        "POST",
        "/v1/payment_intents/([^/]+)/cancel",
        intents.CANCEL,
        lambda w, i, g: intents.cancel(w.store, i, g),
    ),
    (
        "POST",
        "/v1/refunds",
        refunds.CREATE,
        lambda w, _, g: refunds.create(w.store, g, status=w.refund_status),
    ),
    ("GET", "/v1/refunds", refunds.LIST, lambda w, _, g: refunds.list_by_intent(w.store, g)),
    ("GET", "/v1/disputes", disputes.LIST, lambda w, _, g: disputes.list_by_intent(w.store, g)),
    ("GET", "/v1/refunds/([^/]+)", refunds.RETRIEVE, lambda w, i, _: refunds.retrieve(w.store, i)),
]


def call(world: World, method: str, path: str, form: str) -> tuple[HTTPStatus, Thing]:
    """The reply to one call; a Problem in its own shape."""
    try:
        for verb, pattern, spec, act in CALLS:
            match = re.fullmatch(pattern, path)
            if match and verb == method:
                given = checked(spec, read_form(form))
                with world.store.lock:
                    return HTTPStatus.OK, act(world, "".join(match.groups()), given)
        raise Problem(
            f"Unrecognized request URL ({method}: {path}).", code="url_invalid", status=HTTPStatus.NOT_FOUND
        )
    except Problem as problem:
        return problem.status, problem.document()
