"""Bodies that are beyond doubt are taken without a serializer, and as a serializer would have taken them."""

from typing import Any
from uuid import UUID

from django.core.signing import Signer
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from orders.api import tokens
from orders.api.asked import NewCartSerializer, plain_lines
from orders.api.quotes import QuoteQuery, plain_wish
from orders.models import LARGEST_ID, MAX_LINES, MAX_QUANTITY

NUMBERS = st.one_of(
    st.sampled_from(
        [0, 1, MAX_QUANTITY, MAX_QUANTITY + 1, LARGEST_ID, LARGEST_ID + 1, -1, True, None, 1.0, "1", ""]
    ),
    st.integers(1, MAX_QUANTITY),
)
LINES: st.SearchStrategy[object] = st.one_of(
    st.fixed_dictionaries({"variant": NUMBERS}, optional={"quantity": NUMBERS, "price": NUMBERS}),
    st.sampled_from([None, [], {}, "variant", 1]),
)
BODIES: st.SearchStrategy[object] = st.one_of(
    st.fixed_dictionaries({"lines": st.lists(LINES, max_size=3)}, optional={"more": NUMBERS}),
    st.sampled_from(
        [None, [], {}, {"lines": None}, {"lines": {}}, {"lines": [{"variant": 1}] * (MAX_LINES + 1)}]
    ),
)


@given(BODIES)
def test_lines_are_taken_as_the_serializer_takes_them(body: Any) -> None:  # noqa: ANN401  # whatever JSON holds
    plain = plain_lines(body)

    if plain is not None:
        judged = NewCartSerializer(data=body)
        assert judged.is_valid()
        assert plain == [(line["variant"], line["quantity"]) for line in judged.validated_data["lines"]]


def test_usual_lines_need_no_serializer() -> None:
    assert plain_lines({"lines": [{"variant": 7, "quantity": 2}, {"variant": 8}]}) == [(7, 2), (8, 1)]


@given(st.sampled_from(["AT", "US", "at", "AUT", "XX", "", " AT", None, 1, ["AT"]]), st.booleans())
def test_wish_is_taken_as_the_serializer_takes_it(country: Any, has_more: bool) -> None:  # noqa: ANN401, FBT001  # as above
    body = {"country": country, "region": "Wien"} if has_more else {"country": country}
    plain = plain_wish(body)

    if plain is not None:
        judged = QuoteQuery(data=body)
        assert judged.is_valid()
        assert plain == judged.wanted


def test_usual_wish_needs_no_serializer() -> None:
    assert plain_wish({"country": "AT"}) is not None


def test_tokens_are_signed_as_django_signs_them(settings: Settings) -> None:
    token = tokens.read(tokens.written(UUID(int=7)))
    signer = Signer(salt=tokens.SALT, sep=".")
    assert tokens.written(token) == signer.sign(token.hex)

    before = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [before]

    assert tokens.read(signer.sign(token.hex)) == token
    assert tokens.written(token) == Signer(salt=tokens.SALT, sep=".").sign(token.hex)
