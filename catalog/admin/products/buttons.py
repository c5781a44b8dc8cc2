"""The buttons on a product's page that do more than save it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from catalog.models import Product
from catalog.services.move_product import archive_product, restore_product, withdraw_product
from catalog.services.publish_product import publish_product
from catalog.services.schedule_product import call_off_schedule, schedule_product
from catalog.states import ProductState


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button that saves the page and then does something. The names are those unfold draws from."""

    action_name: str
    description: str
    icon: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MoveButton(Button):
    """One that moves the product."""

    done: str
    service: Callable[..., None]

    def move(self, product_id: int) -> None:
        """Raises CatalogRefusal."""
        self.service(product_id=product_id)


def _publish(*, product_id: int) -> None:
    publish_product(product_id=product_id, now=timezone.now())


def _schedule(*, product_id: int) -> None:
    """For the time that was typed, which has been saved with the page."""
    publish_at = Product.objects.values_list("publish_at", flat=True).get(pk=product_id)
    schedule_product(product_id=product_id, publish_at=publish_at, now=timezone.now())


PUBLISH = MoveButton(
    action_name="_publish",
    description="Save and publish",
    done="is on sale",
    service=_publish,
    icon="storefront",
)
SCHEDULE = MoveButton(
    action_name="_schedule", description="Save and schedule", done="is scheduled", service=_schedule
)
CALL_OFF = MoveButton(
    action_name="_call_off",
    description="Call the schedule off",
    done="is a draft again",
    service=call_off_schedule,
)
WITHDRAW = MoveButton(
    action_name="_withdraw",
    description="Withdraw from sale",
    done="is no longer on sale",
    service=withdraw_product,
)
ARCHIVE = MoveButton(
    action_name="_archive", description="Archive", done="is put away", service=archive_product
)
RESTORE = MoveButton(
    action_name="_restore",
    description="Take out of the archive",
    done="is a draft again",
    service=restore_product,
)
ACCEPT_SIZES = Button(action_name="_accept_sizes", description="Accept the 3D model's size")
MAKE_VARIANTS = Button(action_name="_make_variants", description="Make the missing variants")
BUTTONS: Mapping[str, tuple[MoveButton, ...]] = {
    ProductState.DRAFT: (PUBLISH, SCHEDULE, ARCHIVE),
    ProductState.SCHEDULED: (PUBLISH, SCHEDULE, CALL_OFF, ARCHIVE),
    ProductState.PUBLISHED: (WITHDRAW, ARCHIVE),
    ProductState.ARCHIVED: (RESTORE,),
}
