"""Which HTTP status an error becomes, and what a problem document says about it (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings

from accounts import errors as accounts
from assets3d.errors import Assets3dError, BadModel, ConversionFault
from catalog import errors as catalog
from orders import errors as orders
from orders.errors.taxes import TaxUnavailable

# The nearest class in an error's ancestry decides.
STATUSES: Mapping[type[Exception], HTTPStatus] = {
    accounts.AccountsError: HTTPStatus.INTERNAL_SERVER_ERROR,
    accounts.AccountRefused: HTTPStatus.CONFLICT,
    accounts.ProgramRefused: HTTPStatus.BAD_REQUEST,
    accounts.KeyRefused: HTTPStatus.UNAUTHORIZED,
    accounts.LogInMissing: HTTPStatus.FORBIDDEN,
    accounts.ScopeMissing: HTTPStatus.FORBIDDEN,
    accounts.QuotaExceeded: HTTPStatus.TOO_MANY_REQUESTS,
    accounts.BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    accounts.IdempotencyKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    accounts.RequestRunning: HTTPStatus.CONFLICT,
    accounts.EndpointRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    accounts.EndpointNotFound: HTTPStatus.NOT_FOUND,
    accounts.DeliveryUnderWay: HTTPStatus.CONFLICT,
    accounts.LeaseLost: HTTPStatus.SERVICE_UNAVAILABLE,
    Assets3dError: HTTPStatus.INTERNAL_SERVER_ERROR,
    BadModel: HTTPStatus.UNPROCESSABLE_ENTITY,
    ConversionFault: HTTPStatus.SERVICE_UNAVAILABLE,
    catalog.CatalogError: HTTPStatus.INTERNAL_SERVER_ERROR,
    catalog.CatalogRefusal: HTTPStatus.CONFLICT,
    catalog.ProductNotFound: HTTPStatus.NOT_FOUND,
    catalog.CategoryNotFound: HTTPStatus.NOT_FOUND,
    catalog.CollectionNotFound: HTTPStatus.NOT_FOUND,
    catalog.OwnCollectionNotFound: HTTPStatus.NOT_FOUND,
    catalog.OwnProductNotFound: HTTPStatus.NOT_FOUND,
    catalog.OwnVariantNotFound: HTTPStatus.NOT_FOUND,
    catalog.OwnMediaNotFound: HTTPStatus.NOT_FOUND,
    catalog.SaleNotFound: HTTPStatus.NOT_FOUND,
    catalog.VersionMismatch: HTTPStatus.PRECONDITION_FAILED,
    catalog.VersionMissing: HTTPStatus.PRECONDITION_REQUIRED,
    catalog.BadCursor: HTTPStatus.BAD_REQUEST,
    catalog.CatalogUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    catalog.MirrorUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    orders.OrdersError: HTTPStatus.INTERNAL_SERVER_ERROR,
    orders.ShopperError: HTTPStatus.CONFLICT,
    orders.CartRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    orders.CartNotFound: HTTPStatus.NOT_FOUND,
    orders.OrderNotFound: HTTPStatus.NOT_FOUND,
    orders.CountryUnknown: HTTPStatus.NOT_FOUND,
    orders.VoucherGuessed: HTTPStatus.TOO_MANY_REQUESTS,
    orders.TooManyUnpaid: HTTPStatus.TOO_MANY_REQUESTS,
    orders.ShopBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    orders.CheckoutClosed: HTTPStatus.SERVICE_UNAVAILABLE,
    orders.GatewayFault: HTTPStatus.SERVICE_UNAVAILABLE,
    TaxUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
# Codes that are of no app's errors but of the frame in which all of them answer.
OF_THE_FRAME: Mapping[str, tuple[HTTPStatus, str]] = {
    "invalid": (HTTPStatus.BAD_REQUEST, "What was sent is not valid; `errors` say what of it, and why."),
    "parse_error": (HTTPStatus.BAD_REQUEST, "The body is not JSON that can be read."),
    "bad_request": (HTTPStatus.BAD_REQUEST, "The request cannot be understood at all."),
    "permission_denied": (HTTPStatus.FORBIDDEN, "The session's token is missing or wrong."),
    "not_found": (HTTPStatus.NOT_FOUND, "There is nothing at this address."),
    "method_not_allowed": (
        HTTPStatus.METHOD_NOT_ALLOWED,
        "The address takes other methods; `Allow` names them.",
    ),
    "not_acceptable": (HTTPStatus.NOT_ACCEPTABLE, "Answers are JSON, which `Accept` must allow."),
    "unsupported_media_type": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Bodies are sent as `application/json`."),
    "server_error": (HTTPStatus.INTERNAL_SERVER_ERROR, "A mistake of the shop's, which has been told of it."),
    "database_unavailable": (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The database does not answer; trying again helps.",
    ),
}
APP_ERRORS = (accounts.AccountsError, Assets3dError, catalog.CatalogError, orders.OrdersError)
RETRY_SECONDS = 5
PROBLEM_TYPE = "application/problem+json"


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field. `place` is a JSON pointer, or the name of a query parameter."""

    place: str
    code: str
    detail: str


@dataclass(frozen=True)
class Problem:
    """`code` is stable and for programs; `detail` is a sentence for people; `facts` are members of their own."""

    status: HTTPStatus
    code: str
    detail: str
    errors: tuple[FieldProblem, ...] = ()
    headers: Mapping[str, str] | None = None
    facts: Mapping[str, object] | None = None

    def document(self, instance: str) -> dict[str, object]:
        """The problem document; `instance` is the address that was asked."""
        document: dict[str, object] = {
            "type": f"{settings.SITE_URL}/api/v1/problems/#{self.code}",
            "title": self.code.replace("_", " ").capitalize(),
            "status": int(self.status),
            "detail": self.detail,
            "code": self.code,
            "instance": instance,
            **(self.facts or {}),
        }
        if self.errors:
            document["errors"] = [vars(error) for error in self.errors]
        return document

    @property
    def all_headers(self) -> dict[str, str]:
        """Never cached; an outage of ours says when to come back."""
        headers = {"Cache-Control": "no-store", **(self.headers or {})}
        if self.status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers.setdefault("Retry-After", str(RETRY_SECONDS))
        return headers


def status_of(error: Exception) -> HTTPStatus:
    """The status of an error that one of the apps raised."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def headers_of(error: Exception) -> dict[str, str]:
    """What a program is told besides: how to come with a key, when to come back, which version there is now."""
    headers = {}
    if isinstance(error, accounts.KeyRefused):
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    if isinstance(error, accounts.AgainLater):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, catalog.VersionMismatch):
        headers["ETag"] = f'"{error.version}"'
    return headers


def known_codes() -> dict[str, dict[str, object]]:
    """Every code of the frame and of the apps' errors: its status and what it means."""
    kinds: list[type[Exception]] = [*APP_ERRORS]
    codes: dict[str, dict[str, object]] = {
        code: {"status": int(status), "meaning": meaning} for code, (status, meaning) in OF_THE_FRAME.items()
    }
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        status = next(STATUSES[ancestor] for ancestor in kind.__mro__ if ancestor in STATUSES)
        meaning = (kind.__doc__ or "").strip().split("\n")[0]
        codes[getattr(kind, "code", kind.__name__)] = {"status": int(status), "meaning": meaning}
    return dict(sorted(codes.items()))
