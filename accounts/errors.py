"""What can go wrong when a program comes with a key: `ProgramRefused` is its own fault, and not tried again as it is."""


class AccountsError(Exception):
    """Base of everything this app raises. `code` is stable; the message is for the person who asked."""

    code = "accounts_error"


class AccountRefused(AccountsError):
    """A person asked for what cannot be done with their account; not tried again as it is."""

    code = "account_refused"


class ProgramRefused(AccountsError):
    """A program asked for what it may not have, or not like that."""

    code = "program_refused"


class KeyRefused(ProgramRefused):
    """The API key opens nothing."""

    code = "api_key_refused"


class KeyMissing(KeyRefused):
    """This address is for programs that send `Authorization: Bearer` and an API key."""

    code = "api_key_missing"


class KeyUnknown(KeyRefused):
    """What was sent is no API key of this shop."""

    code = "api_key_unknown"


class KeyRevoked(KeyRefused):
    """The API key was revoked by its merchant."""

    code = "api_key_revoked"


class KeyExpired(KeyRefused):
    """The API key held for a time that is over."""

    code = "api_key_expired"


class MerchantClosed(KeyRefused):
    """The merchant whose API key this is does not sell here any more."""

    code = "merchant_closed"


class LogInMissing(ProgramRefused):
    """This address is for customers who are logged in to the shop."""

    code = "log_in_missing"


class ScopeMissing(ProgramRefused):
    """The API key was not made for this."""

    code = "scope_missing"


class AgainLater(Exception):
    """Mixin of errors that tell after how many seconds to try again."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class QuotaExceeded(AgainLater, ProgramRefused):
    """More requests came with this API key than one minute allows; `retry_after` is in seconds."""

    code = "quota_exceeded"


class BodyTooLarge(ProgramRefused):
    """More was sent in one request than is read."""

    code = "body_too_large"


class IdempotencyKeyMissing(ProgramRefused):
    """This request must carry an `Idempotency-Key`, so that it can be repeated without harm."""

    code = "idempotency_key_missing"


class IdempotencyKeyMalformed(ProgramRefused):
    """An `Idempotency-Key` is 1 to 255 visible characters, plain or as a structured string in quotes."""

    code = "idempotency_key_malformed"


class IdempotencyKeyReused(ProgramRefused):
    """Something else was sent under this `Idempotency-Key` before."""

    code = "idempotency_key_reused"


class RequestRunning(AgainLater, ProgramRefused):
    """The same request is being carried out at this moment; `retry_after` is in seconds."""

    code = "request_running"


class EndpointRefused(AccountsError):
    """Nothing can be told to this address."""

    code = "endpoint_refused"


class EndpointNotFound(ProgramRefused):
    """The merchant has no webhook with this number, or none that had this message."""

    code = "webhook_not_found"


class DeliveryUnderWay(ProgramRefused):
    """The message is being sent, or will be, without being asked to."""

    code = "delivery_under_way"


class LeaseLost(AccountsError):
    """A request took so long that its repetition took it over; what it had not committed is undone."""

    code = "request_lease_lost"


class AddressRefused(AccountsError):
    """Somebody's address book cannot do this; told to them."""

    code = "address_refused"


class AddressUnknown(AddressRefused):
    """There is no such address in this person's book."""

    code = "address_unknown"


class AddressBookFull(AddressRefused):
    """An address book holds no more than that."""

    code = "address_book_full"


class MailFault(AccountsError):
    """An e-mail could not be handed over. `is_final` when trying again would not help."""

    code = "mail_fault"

    def __init__(self, message: str, *, code: str, is_final: bool = False) -> None:
        super().__init__(message)
        self.code, self.is_final = code, is_final
