"""A note beside an order."""

from django.utils import timezone

from orders.admin.detail.page_form import PageForm, long_text_field
from orders.services.add_note import MOST_OF_A_NOTE, add_note


class NoteForm(PageForm):
    """Read by whoever ships this part of the order; buyers never see it."""

    permission = "orders.change_order"

    text = long_text_field("Note", MOST_OF_A_NOTE, help_text="Buyers never see it.")

    def save(self) -> str:
        add_note(
            order_id=self.sold.order_id,
            actor=self.request.user,
            text=self.cleaned_data["text"],
            now=timezone.now(),
        )
        return "The note is kept."
