"""What of an order is in the parcel, and who carries it."""

from django.utils import timezone

from orders.admin.detail.page_form import LinesForm, text_field
from orders.models.fulfilments import MOST_OF_A_CARRIER, MOST_OF_A_NUMBER, MOST_OF_AN_ADDRESS
from orders.queries.selling.detail import SoldLine
from orders.services.fulfilment.fulfil import fulfil


class FulfilForm(LinesForm):
    """For the lines of one merchant; all that is left of them is proposed."""

    permission = "orders.add_fulfilment"

    carrier = text_field("Carrier", MOST_OF_A_CARRIER, list="carriers", autocomplete="off")
    tracking_number = text_field("Tracking number", MOST_OF_A_NUMBER, autocomplete="off")
    tracking_url = text_field(
        "Tracking address",
        MOST_OF_AN_ADDRESS,
        hint="Only for carriers that are not in the list.",
        type="url",
        placeholder="https://",
    )

    def initially(self, line: SoldLine) -> int:
        return line.left_to_ship

    def is_shown(self, line: SoldLine) -> bool:
        return bool(line.left_to_ship)

    @property
    def is_possible(self) -> bool:
        return self.sold.can_be_shipped and super().is_possible

    @property
    def merchant(self) -> str:
        return self.lines[0].merchant

    def save(self) -> str:
        typed = self.cleaned_data
        fulfilment = fulfil(
            order_id=self.sold.order_id,
            actor=self.request.user,
            quantities=self.quantities(),
            carrier=typed["carrier"],
            tracking_number=typed["tracking_number"],
            tracking_url=typed["tracking_url"],
            fulfilment_key=typed["key"],
            now=timezone.now(),
        )
        return f"Shipment {fulfilment.number} is on its way."
