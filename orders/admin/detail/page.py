"""What the page of an order shows, and which of its forms was sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from orders.admin.detail.cancel_form import CancelForm
from orders.admin.detail.capture_form import CaptureForm
from orders.admin.detail.fulfil_form import FulfilForm
from orders.admin.detail.held_form import HeldForm
from orders.admin.detail.note_form import NoteForm
from orders.admin.detail.page_form import PageForm, field_of
from orders.admin.detail.refund_form import RefundForm
from orders.admin.detail.return_forms import DecideReturnForm, RefundReturnForm, RegisterReturnForm
from orders.errors import ShopperError
from orders.queries.selling.detail import SoldOrder


@dataclass(frozen=True)
class Forms:
    """Those of the page; each says whether whoever looks may send it."""

    ship: tuple[FulfilForm, ...]
    decide: tuple[DecideReturnForm, ...]
    repay: tuple[RefundReturnForm, ...]
    register: RegisterReturnForm
    capture: CaptureForm
    refund: RefundForm
    note: NoteForm
    held: tuple[HeldForm, ...]
    cancel: CancelForm

    @property
    def returns(self) -> Iterator[tuple[DecideReturnForm, RefundReturnForm]]:
        """Both of each return."""
        return zip(self.decide, self.repay, strict=True)

    def __iter__(self) -> Iterator[PageForm]:
        yield from self.ship
        yield from self.decide
        yield from self.repay
        yield from self.held
        yield from (self.register, self.capture, self.refund, self.note, self.cancel)


def forms_of(request: HttpRequest, sold: SoldOrder) -> Forms:
    """Also for what is shipped and returned as a whole: a double click finds what the first click did."""
    return Forms(
        ship=tuple(
            FulfilForm(request, sold, f"ship-{merchant_id}", lines)
            for merchant_id, lines in sold.lines_by_merchant().items()
        ),
        decide=tuple(DecideReturnForm(request, sold, returned) for returned in sold.returns),
        repay=tuple(RefundReturnForm(request, sold, returned) for returned in sold.returns),
        register=RegisterReturnForm(request, sold, "register", sold.lines),
        capture=CaptureForm(request, sold, "capture"),
        refund=RefundForm(request, sold, "refund", sold.lines),
        note=NoteForm(request, sold, "note"),
        held=tuple(HeldForm(request, sold, held) for held in sold.held),
        cancel=CancelForm(request, sold, "cancel"),
    )


def is_done(request: HttpRequest, forms: Forms) -> bool:
    """Whether what was sent could be done; else the error is beside its field, or above the page where its form is not
    shown any more. PermissionDenied."""
    sent = next((form for form in forms if form.is_bound), None)
    if sent is None:
        return False
    if not sent.is_allowed:
        raise PermissionDenied
    if not sent.is_valid():
        return False
    try:
        messages.success(request, sent.save())
    except ShopperError as error:
        if sent.is_offered:
            sent.add_error(_field_of(error, sent), str(error))
        else:
            messages.error(request, str(error))
        return False
    return True


def _field_of(error: ShopperError, form: PageForm) -> str | None:
    line: int | None = getattr(error, "line", None)
    field = field_of(line) if line else getattr(error, "field", "")
    return field if field in form.fields else None
