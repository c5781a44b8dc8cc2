"""What a merchant's people and programs write beside an order."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.programs.idempotency import IDEMPOTENCY_KEY, answer_once
from accounts.services.idempotency.claim_request import Answer
from orders.api.merchant.asked import NewNoteSerializer
from orders.api.merchant.told import NoteSerializer, NotesSerializer
from orders.api.merchant.views import TAG, OrdersView
from orders.queries.selling.notes import note_of, read_notes
from orders.services.add_note import add_note


class NotesView(OrdersView):
    @extend_schema(
        operation_id="list_own_notes",
        summary="What the merchant and the shop have written beside an order",
        responses=NotesSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        notes = read_notes(self.order(number), self.merchant_id)
        return response(Answer(HTTPStatus.OK, {}, rendered(NotesSerializer({"items": notes}).data)))

    @extend_schema(
        operation_id="add_own_note",
        summary="Write a note beside an order, for the merchant's people and whoever runs the shop",
        parameters=[IDEMPOTENCY_KEY],
        request=NewNoteSerializer,
        responses={201: NoteSerializer},
        tags=[TAG],
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        return answer_once(request, principal=self.key.prefix, work=lambda: self._add(number))

    def _add(self, number: int) -> Answer:
        order, asked = self.order(number), self.asked(NewNoteSerializer)
        event = add_note(
            order_id=order.public_id,
            actor=self.key.merchant,
            text=asked.validated_data["text"],
            now=timezone.now(),
        )
        return Answer(HTTPStatus.CREATED, {}, rendered(NoteSerializer(note_of(event)).data))
