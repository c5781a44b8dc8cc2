"""Put a product on sale, take it off, put it away: one address for each."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from accounts.programs.answers import response
from accounts.programs.strict import StrictSerializer
from accounts.programs.texts import InstantField
from catalog.api.writing.told import OwnProductSerializer
from catalog.api.writing.views import IF_MATCH_OPTIONAL, TAG, MerchantView
from catalog.services.editing.hold_product import hold_product
from catalog.services.move_product import archive_product, restore_product, withdraw_product
from catalog.services.publish_product import publish_product
from catalog.services.schedule_product import call_off_schedule, schedule_product


class ScheduleSerializer(StrictSerializer):
    """When it goes on sale by itself."""

    publish_at = InstantField()


class MoveView(MerchantView):
    """Refusals are 409: `move_refused` from another state, `not_ready_to_publish` with each reason in `errors`."""

    def post(self, request: Request, product_id: int) -> HttpResponse:
        versions = self.versions(request, is_needed=False)
        with transaction.atomic():
            hold_product(product_id=product_id, merchant_id=self.merchant_id, versions=versions)
            self.move(product_id)
        return response(self.told(product_id))

    def move(self, product_id: int) -> None:
        """Raises CatalogRefusal."""
        raise NotImplementedError


def _described(
    operation_id: str, summary: str, asked: type[StrictSerializer] | None = None
) -> Callable[[type[MoveView]], type[MoveView]]:
    """What the OpenAPI document says of a move."""
    schema = extend_schema(
        operation_id=operation_id,
        summary=summary,
        parameters=[IF_MATCH_OPTIONAL],
        request=asked,
        responses=OwnProductSerializer,
        tags=[TAG],
    )
    return extend_schema_view(post=schema)


@_described("publish_own_product", "Show a product to shoppers")
class PublishView(MoveView):
    def move(self, product_id: int) -> None:
        publish_product(product_id=product_id, now=timezone.now())


@_described("schedule_own_product", "Show a product to shoppers from a time to come on", ScheduleSerializer)
class ScheduleView(MoveView):
    def move(self, product_id: int) -> None:
        publish_at = self.asked(ScheduleSerializer).validated_data["publish_at"]
        schedule_product(product_id=product_id, publish_at=publish_at, now=timezone.now())


@_described("call_off_own_schedule", "Make a scheduled product a draft again")
class CallOffView(MoveView):
    def move(self, product_id: int) -> None:
        call_off_schedule(product_id=product_id)


@_described("withdraw_own_product", "Make a published product a draft again")
class WithdrawView(MoveView):
    def move(self, product_id: int) -> None:
        withdraw_product(product_id=product_id)


@_described("archive_own_product", "Put a product away for good; orders keep pointing to it")
class ArchiveView(MoveView):
    def move(self, product_id: int) -> None:
        archive_product(product_id=product_id)


@_described("restore_own_product", "Make an archived product a draft again")
class RestoreView(MoveView):
    def move(self, product_id: int) -> None:
        restore_product(product_id=product_id)
