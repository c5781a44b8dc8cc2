"""The Lambda that has the CDN forget changed pages, against botocore's model of CloudFront."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.stub import ANY, Stubber

from deploy.functions.catalog_purge import MOST_PATHS, PATHS_AT_ONCE, handler
from deploy.functions.changed_pages import WHOLE_CATALOGUE
from tests.deploy.functions.streams import record, renamed

DONE: dict[str, list[dict[str, str]]] = {"batchItemFailures": []}
PATHS_A_PRODUCT = 3


@pytest.fixture
def cloudfront(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("cloudfront", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    monkeypatch.setattr("boto3.client", lambda *_args, **_options: client)
    monkeypatch.setenv("DISTRIBUTION_ID", "E1VITRINE")
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def event_about(*slugs: str) -> dict[str, Any]:
    return {"Records": [record(*renamed(slug), number) for number, slug in enumerate(slugs, start=1)]}


def accept(stubber: Stubber, *paths: str, reference: object = ANY) -> None:
    batch = {"Paths": {"Quantity": len(paths), "Items": list(paths)}, "CallerReference": reference}
    stored = {**batch, "CallerReference": "mirror-1"}
    stubber.add_response(
        "create_invalidation",
        {"Invalidation": {"Id": "I1", "Status": "InProgress", "CreateTime": 0, "InvalidationBatch": stored}},
        {"DistributionId": "E1VITRINE", "InvalidationBatch": batch},
    )


def paths_of(*slugs: str) -> list[str]:
    return [
        path
        for slug in slugs
        for path in (
            f"/api/v1/products/{slug}/",
            f"/products/{slug}/",
            f"/products/{slug}/?sku=CH-1/oak%20%C3%B6",
        )
    ]


def references_of(stubber: Stubber, event: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The references under which the event's purges are sent."""
    sent: list[str] = []
    answer = {"Invalidation": {"Id": "I1"}}

    def remember(**given: Any) -> dict[str, Any]:
        sent.append(given["InvalidationBatch"]["CallerReference"])
        return answer

    monkeypatch.setattr(stubber.client, "create_invalidation", remember)
    assert handler(event, None) == DONE
    return sent


def test_handler_purges_each_path_once(cloudfront: Stubber) -> None:
    accept(cloudfront, *paths_of("chair", "lamp"))

    assert handler(event_about("chair", "lamp", "chair"), None) == DONE


def test_handler_asks_nothing_when_nothing_is_stale(cloudfront: Stubber) -> None:
    before, _ = renamed("chair")

    assert handler({"Records": [record(before, before)]}, None) == DONE
    assert handler({"Records": []}, None) == DONE


def test_handler_purges_in_portions(cloudfront: Stubber) -> None:
    slugs = [f"p{number}" for number in range(40)]
    paths = paths_of(*slugs)
    accept(cloudfront, *paths[:PATHS_AT_ONCE])
    accept(cloudfront, *paths[PATHS_AT_ONCE:])

    assert handler(event_about(*slugs), None) == DONE


def test_handler_purges_the_whole_catalogue_when_the_mirror_is_rebuilt(cloudfront: Stubber) -> None:
    accept(cloudfront, *WHOLE_CATALOGUE)

    slugs = [f"p{number}" for number in range(MOST_PATHS // PATHS_A_PRODUCT + 1)]
    assert handler(event_about(*slugs), None) == DONE


@pytest.mark.parametrize(
    ("code", "status"),
    [("TooManyInvalidationsInProgress", 400), ("Throttling", 400), ("ServiceUnavailable", 503)],
)
def test_handler_gives_back_what_the_cdn_does_not_take_yet(
    cloudfront: Stubber, code: str, status: int
) -> None:
    slugs = [f"p{number}" for number in range(40)]
    accept(cloudfront, *paths_of(*slugs)[:PATHS_AT_ONCE])
    cloudfront.add_client_error("create_invalidation", code, http_status_code=status)

    answer = handler(event_about(*slugs), None)

    # The 34th record: of its three paths the first was purged, the others were not.
    assert answer == {"batchItemFailures": [{"itemIdentifier": f"{34:021d}"}]}


def test_handler_gives_back_the_first_of_the_records_that_name_a_page(cloudfront: Stubber) -> None:
    cloudfront.add_client_error("create_invalidation", "Throttling", http_status_code=400)

    answer = handler(event_about("chair", "lamp", "chair"), None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": f"{1:021d}"}]}


def test_handler_gives_back_everything_when_the_cdn_cannot_be_reached(
    cloudfront: Stubber, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(**_given: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://cloudfront.amazonaws.com")

    monkeypatch.setattr(cloudfront.client, "create_invalidation", unreachable)

    answer = handler(event_about("chair", "lamp"), None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": f"{1:021d}"}]}


@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchDistribution", "InvalidArgument"])
def test_handler_fails_aloud_when_the_cdn_refuses_for_good(cloudfront: Stubber, code: str) -> None:
    cloudfront.add_client_error("create_invalidation", code, http_status_code=400)

    with pytest.raises(ClientError, match=code):
        handler(event_about("chair"), None)


def test_a_batch_that_comes_again_has_the_same_references(
    cloudfront: Stubber, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = event_about(*(f"p{number}" for number in range(40)))

    first, again = (references_of(cloudfront, event, monkeypatch) for _ in range(2))

    assert len(set(first)) == 2
    assert first == again


def test_the_same_page_changed_later_has_another_reference(
    cloudfront: Stubber, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [{"Records": [record(*renamed("chair"), number)]} for number in (1, 2)]

    sent = [references_of(cloudfront, event, monkeypatch)[0] for event in events]

    assert all(before != after for before, after in pairwise(sent))
