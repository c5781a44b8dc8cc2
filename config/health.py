"""What load balancers and people on call ask: `/livez`, is the process up; `/readyz`, do its dependencies answer.

A middleware before all others, because a load balancer asks by address and over plain HTTP: neither the
check of the host name nor the redirect to HTTPS may stand in its way.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from http import HTTPStatus

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from assets3d import storage
from catalog.mirror import table
from config.celery import application

logger = logging.getLogger(__name__)

View = Callable[[HttpRequest], HttpResponse]
Probe = Callable[[], object]
PING_KEY = "readyz"


@dataclass(frozen=True)
class Check:
    """One dependency: "ok" or "failed", and how long it took to say so."""

    state: str
    milliseconds: int


class HealthMiddleware:
    """Answers the two addresses and hands everything else on."""

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/livez":
            return _answer({"state": "ok"}, HTTPStatus.OK)
        if request.path_info == "/readyz":
            return readiness()
        return self._get_response(request)


def readiness() -> HttpResponse:
    """200 when the shop can sell, "degraded" when it does so more slowly; 503 without its database."""
    beside: dict[str, Probe] = {
        "redis": _ping_redis,
        "mirror": table.ping,
        "storage": storage.ping,
        "queues": application.ping_broker,
    }
    with ThreadPoolExecutor(max_workers=len(beside)) as pool:
        running = {name: pool.submit(_check, name, probe) for name, probe in beside.items()}
        # In this thread, because a database connection belongs to the thread that opened it.
        checks = {"database": _check("database", _ping_database)}
        checks.update((name, future.result()) for name, future in running.items())
    if checks["database"].state != "ok":
        state, status = "failed", HTTPStatus.SERVICE_UNAVAILABLE
    elif any(check.state != "ok" for check in checks.values()):
        state, status = "degraded", HTTPStatus.OK
    else:
        state, status = "ok", HTTPStatus.OK
    return _answer(
        {"state": state, "checks": {name: asdict(check) for name, check in checks.items()}}, status
    )


def _check(name: str, probe: Probe) -> Check:
    started = time.monotonic()
    try:
        probe()
        state = "ok"
    except Exception:  # whatever it is, the answer is that it failed
        # The reason may hold addresses and names; it goes to the log and not to whoever asked.
        logger.warning("dependency_failed", exc_info=True, extra={"dependency": name})
        state = "failed"
    return Check(state, round((time.monotonic() - started) * 1000))


def _ping_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ping_redis() -> None:
    cache.set(PING_KEY, 1, 5)
    if cache.get(PING_KEY) != 1:
        raise ConnectionError("Redis did not give back what it was given.")


def _answer(body: dict[str, object], status: HTTPStatus) -> HttpResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
