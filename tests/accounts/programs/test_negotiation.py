"""Programs get JSON, and are told when they ask for something else."""

import pytest
from rest_framework.exceptions import NotAcceptable
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.programs.negotiation import JSONNegotiation


def chosen(accept: str, **query: str) -> str:
    headers = {"Accept": accept} if accept else {}
    request = Request(APIRequestFactory().get("/", query, headers=headers))
    return JSONNegotiation().select_renderer(request, [JSONRenderer()])[1]


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "application/*"])
def test_whoever_takes_json_gets_it(accept: str) -> None:
    assert chosen(accept) == "application/json"


@pytest.mark.parametrize("accept", ["text/html", "application/xml, text/csv"])
def test_whoever_takes_none_is_told(accept: str) -> None:
    with pytest.raises(NotAcceptable):
        chosen(accept)
