"""What is done quicker than Django REST framework does it comes out as it has it."""

import io
import json
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import RequestFactory
from django.urls import set_script_prefix
from django.utils import timezone
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.reverse import reverse

from accounts.programs.answers import rendered
from accounts.programs.links import link
from accounts.programs.parsing import DEEPEST, BoundedJSONParser, ProgramRequest


@pytest.mark.parametrize(
    "document",
    [
        {"name": "Sessel „Österreich“ \u2028\u2029 \N{PILE OF POO}", "price": Decimal("1.50"), "none": None},
        [UUID(int=1), timezone.now(), 1.5, True, {"a": []}],
        {},
    ],
)
def test_documents_are_written_as_the_renderer_writes_them(document: object) -> None:
    assert rendered(document).encode() == JSONRenderer().render(document)


def test_what_is_no_number_is_not_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        rendered({"price": float("nan")})


@pytest.mark.parametrize("query", ["", "format=json", "page=2"])
@pytest.mark.parametrize("prefix", ["/", "/shop/"])
def test_links_lead_where_reverse_leads(query: str, prefix: str) -> None:
    set_script_prefix(prefix)
    try:
        request = Request(RequestFactory().get(f"/?{query}" if query else "/"))
        order = str(UUID(int=5))

        assert link(request, "orders-api:order", order) == reverse(
            "orders-api:order", [order], request=request
        )
        assert link(request, "orders-api:cart", "a.b-_") == reverse(
            "orders-api:cart", ["a.b-_"], request=request
        )
        assert link(request, "orders:terms") == reverse("orders:terms", request=request)
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": 1}\r\n}',
        b'{"a":\r\n\r1,}',
        b"\xef\xbb\xbf{}",
        b"\xff",
        b'"\\ud800" x',
        b"[1] 2",
        b"nul",
    ],
)
def test_what_is_no_json_is_called_what_json_calls_it(body: bytes) -> None:
    with pytest.raises(ValueError) as expected:  # noqa: PT011  # whichever it is
        json.load(io.TextIOWrapper(io.BytesIO(body), "utf-8"))

    with pytest.raises(ParseError) as caught:
        BoundedJSONParser().parse(io.BytesIO(body))

    assert str(caught.value.detail) == f"This is not JSON that can be read. {expected.value}"


def test_json_may_lie_so_deep() -> None:
    parser = BoundedJSONParser()
    deep = b'[{"a": ' * (DEEPEST // 2) + b"1" + b"}]" * (DEEPEST // 2)
    wide = b'{"lines": [' + b"[]," * 1_000 + b"[]]}"

    assert parser.parse(io.BytesIO(deep))
    assert parser.parse(io.BytesIO(wide))
    with pytest.raises(ParseError, match="may lie within each other"):
        parser.parse(io.BytesIO(b"[1, " + deep + b"]"))


def test_body_that_could_not_be_read_is_refused_once() -> None:
    plain = RequestFactory().post("/", b"{", content_type="application/json")
    request = ProgramRequest(plain, parsers=[BoundedJSONParser()])

    with pytest.raises(ParseError):
        _ = request.data

    assert request.data == {}


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
def test_json_is_read_whatever_else_its_type_says(kind: str) -> None:
    plain = RequestFactory().post("/", b'{"a": [1]}', content_type=kind)
    empty = RequestFactory().post("/", b"", content_type=kind)

    assert ProgramRequest(plain, parsers=[BoundedJSONParser()]).data == {"a": [1]}
    assert ProgramRequest(empty, parsers=[BoundedJSONParser()]).data == {}
