"""Prices and stock of many article numbers at once, each row taken or refused by itself."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.programs.answers import rendered, response, sayable
from accounts.services.idempotency.claim_request import Answer
from catalog.api.writing.asked.offers import (
    RowsSerializer,
    SkuBookingSerializer,
    SkuBookingsSerializer,
    SkuPriceSerializer,
    SkuPricesSerializer,
    row_problems,
)
from catalog.api.writing.told import TakenRowsSerializer
from catalog.api.writing.views import TAG, MerchantView
from catalog.services.editing.write_offers import SkuBooking, SkuPrice, Taken, book_skus, price_skus

RowSerializer = type[SkuPriceSerializer] | type[SkuBookingSerializer]


class RowsView(MerchantView):
    def taken(self, kind: RowSerializer, service: Callable[[Sequence[Any]], Sequence[Taken]]) -> HttpResponse:
        """What becomes of the rows that were sent: those that are well formed are given to the service together."""
        sent = self.asked(RowsSerializer).validated_data["rows"]
        told: dict[int, dict[str, object]] = {}
        rows: dict[int, SkuPrice | SkuBooking] = {}
        for number, body in enumerate(sent):
            asked = kind(data=body)
            if asked.is_valid():
                rows[number] = asked.row
            else:
                told[number] = _told(body.get("sku"), "refused", row_problems(number, asked.errors))
        for (number, row), taken in zip(rows.items(), service(list(rows.values())), strict=True):
            told[number] = _outcome(number, row.sku, taken)
        outcomes = [told[number] for number in range(len(sent))]
        refused = sum(outcome["result"] == "refused" for outcome in outcomes)
        return response(Answer(200, {}, rendered({"rows": outcomes, "refused": refused})))


class PriceRowsView(RowsView):
    @extend_schema(
        operation_id="set_own_prices",
        summary="Let up to 200 variants cost this from now on",
        description="Each row is taken or refused by itself, so the answer is 200 also when some were refused.",
        request=SkuPricesSerializer,
        responses=TakenRowsSerializer,
        tags=[TAG],
    )
    def put(self, request: Request) -> HttpResponse:
        return self.taken(
            SkuPriceSerializer, lambda rows: price_skus(merchant_id=self.merchant_id, rows=rows)
        )


class StockRowsView(RowsView):
    @extend_schema(
        operation_id="adjust_own_stock",
        summary="Say of up to 200 variants that there are more or fewer, and why",
        description="A row whose `reference` was booked before for its reason and place is not booked again, so the call "
        "may be repeated. Each row is taken or refused by itself, so the answer is 200 also when some were refused.",
        request=SkuBookingsSerializer,
        responses=TakenRowsSerializer,
        tags=[TAG],
    )
    def post(self, request: Request) -> HttpResponse:
        return self.taken(
            SkuBookingSerializer,
            lambda rows: book_skus(merchant_id=self.merchant_id, rows=rows, actor_id=self.key.created_by_id),
        )


def _outcome(number: int, sku: str, taken: Taken) -> dict[str, object]:
    if taken.refusal is not None:
        refusal = {
            "place": f"#/rows/{number}",
            "code": taken.refusal.code,
            "detail": str(taken.refusal),
        }
        return _told(sku, "refused", [refusal])
    return _told(sku, "done" if taken.is_new else "repeated", [])


def _told(sku: object, result: str, problems: Sequence[dict[str, str]]) -> dict[str, object]:
    told = sayable(sku) if isinstance(sku, str) else ""
    return {"sku": told, "result": result, "problems": list(problems)}
