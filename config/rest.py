"""The frame of the API: the one place where errors become answers, its index and its pages."""

import logging
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any, NoReturn, cast

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views import defaults
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts.errors import AccountsError, BodyTooLarge
from accounts.programs.answers import rendered
from config.problems import (
    APP_ERRORS,
    PROBLEM_TYPE,
    FieldProblem,
    Problem,
    headers_of,
    known_codes,
    status_of,
)
from orders.errors import GatewayFault, OrdersError

logger = logging.getLogger(__name__)

API_PREFIX = "/api/"
# Of what was sent so much is said again: a program that sends nonsense by the megabyte is not answered with it.
MOST_ERRORS = 100
LONGEST_DETAIL = 300
OUR_MISTAKE = "Something went wrong on our side; we have been told."
NO_PAYMENT = "The payment provider does not answer as it should. Please try again in a minute."
# What Django raises.
KNOWN: Mapping[type[Exception], Problem] = {
    **dict.fromkeys(
        (OperationalError, InterfaceError),
        Problem(HTTPStatus.SERVICE_UNAVAILABLE, "database_unavailable", "Please try again in a moment."),
    ),
    RequestDataTooBig: Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, BodyTooLarge.code, "So much is not read of one request."
    ),
    Http404: Problem(HTTPStatus.NOT_FOUND, "not_found", "There is nothing at this address."),
    PermissionDenied: Problem(HTTPStatus.FORBIDDEN, "permission_denied", "You may not do this."),
}
# What a person can do about what the framework would only state.
SAID: Mapping[type[Exception], str] = {
    exceptions.UnsupportedMediaType: "This kind of body is not read here. JSON is, with “Content-Type: application/json”.",
    exceptions.NotAcceptable: "Answers are JSON. Let “Accept” allow application/json, or leave it out.",
}


def problem_response(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """The answer to an error in an API view; None for what nobody foresaw, which is Django's to report.

    It is JSON in whatever else the view answers.
    """
    request: Request = context["request"]
    problem = problem_of(error, is_read=request.method in {"GET", "HEAD"})
    if problem is None:
        return None
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # Why is for whoever keeps the shop running: what is away is said in a line, a mistake with the way to it.
        is_away = isinstance(error, APP_ERRORS) and problem.status == HTTPStatus.SERVICE_UNAVAILABLE
        logger.error(problem.code, exc_info=None if is_away else error, extra={"reason": str(error)})
    return plain_problem(request._request, problem)


def problem_of(error: Exception, *, is_read: bool) -> Problem | None:
    """What to say about an error; None when it is a mistake of ours that nobody foresaw."""
    if isinstance(error, APP_ERRORS):
        return _problem_of_app(error)
    known = next((problem for kind, problem in KNOWN.items() if isinstance(error, kind)), None)
    if known is not None:
        return known
    if isinstance(error, exceptions.ValidationError):
        found = _field_problems(error.get_full_details(), "" if is_read else "#")
        errors = tuple(islice(found, MOST_ERRORS))
        return Problem(
            HTTPStatus.BAD_REQUEST, "invalid", "What was sent is not valid; see errors.", errors=errors
        )
    if isinstance(error, exceptions.APIException):
        detail = next((said for kind, said in SAID.items() if isinstance(error, kind)), str(error.detail))
        return Problem(HTTPStatus(error.status_code), error.default_code, detail, headers=_headers(error))
    return None


def _problem_of_app(error: Exception) -> Problem:
    """What went wrong on our side, or at a provider's, is not told to whoever asks: it is in the log."""
    status, code = status_of(error), cast(AccountsError | OrdersError, error).code
    if status == HTTPStatus.INTERNAL_SERVER_ERROR or isinstance(error, GatewayFault):
        return Problem(status, code, NO_PAYMENT if isinstance(error, GatewayFault) else OUR_MISTAKE)
    reasons = tuple(FieldProblem("#", code, reason) for reason in getattr(error, "reasons", ()))
    return Problem(status, code, str(error), reasons, headers_of(error), getattr(error, "facts", None))


def _field_problems(details: Any, place: str) -> Iterator[FieldProblem]:  # noqa: ANN401  # nested as DRF nests it
    """One for each message: "limit" for a query parameter, "#/lines/0/quantity" within a body, "#/lines" for all."""
    if isinstance(details, dict) and "message" in details and "code" in details:
        detail = _shortened(str(details["message"]))
        yield FieldProblem(place=_shortened(place), code=str(details["code"]), detail=detail)
    elif isinstance(details, dict):
        for name, inner in details.items():
            within = f"{place}/{_escaped(str(name))}" if place else str(name)
            yield from _field_problems(inner, place if name == api_settings.NON_FIELD_ERRORS_KEY else within)
    else:
        for index, inner in enumerate(details):
            is_message = "message" in inner and "code" in inner
            yield from _field_problems(inner, place if is_message else f"{place}/{index}")


def _escaped(name: str) -> str:
    """As RFC 6901 has it within a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_DETAIL else f"{text[: LONGEST_DETAIL - 1]}…"


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(challenge)
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def nothing_here(request: HttpRequest) -> NoReturn:
    """A view for an address that a library would answer and the shop does not."""
    raise Http404("There is nothing at this address.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's handler404: a problem below /api/, the shop's page elsewhere."""
    if not request.path.startswith(API_PREFIX):
        return defaults.page_not_found(request, exception)
    return plain_problem(
        request, Problem(HTTPStatus.NOT_FOUND, "not_found", "There is nothing at this address.")
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's handler400."""
    if not request.path.startswith(API_PREFIX):
        return defaults.bad_request(request, exception)
    problem = problem_of(exception, is_read=False) if isinstance(exception, RequestDataTooBig) else None
    return plain_problem(
        request, problem or Problem(HTTPStatus.BAD_REQUEST, "bad_request", "This cannot be understood.")
    )


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's handler500, which must not need anything that may be broken."""
    if not request.path.startswith(API_PREFIX):
        return defaults.server_error(request)
    return plain_problem(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", OUR_MISTAKE))


def plain_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return HttpResponse(
        # JSON can say half surrogates, which UTF-8 cannot say again.
        rendered(problem.document(request.path)).encode(errors="replace"),
        status=problem.status,
        headers=problem.all_headers,
        content_type=PROBLEM_TYPE,
    )


class IndexView(APIView):
    """Where to go from here."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    http_method_names = ["get", "head"]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        names = {
            "products": "catalog-api:products",
            "categories": "catalog-api:categories",
            "collections": "catalog-api:collections",
            "attributes": "catalog-api:attributes",
            "countries": "orders-api:countries",
            "schema": "api-schema",
            "docs": "api-docs",
            "problems": "api-problems",
        }
        links = {name: reverse(route, request=request) for name, route in names.items()}
        return Response(links, headers={"Cache-Control": "public, max-age=300"})


class ProblemsView(APIView):
    """Every `code` that a problem document may carry, and what it means."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    http_method_names = ["get", "head"]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(known_codes(), headers={"Cache-Control": "public, max-age=300"})


class DocsView(SpectacularSwaggerSplitView):
    """The API's pages: Swagger UI from our own static files, its script apart from the page."""

    template_name = "api/docs.html"
