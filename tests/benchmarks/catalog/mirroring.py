"""Measures how fast a mirror is written anew, beside what the table takes from the barest of programs."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from django.conf import settings

from catalog.mirror import table
from catalog.mirror.item import Item, product_item
from catalog.mirror.rebuild import PRODUCTS_AT_ONCE, WRITERS, rebuild_mirror
from catalog.mirror.source import load_by_ids
from catalog.models import Product
from tests.benchmarks.catalog.costs import Cost, cost_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH = 25
_BARE_ITEMS = 3_000
_BARE_TABLE = "vitrine-bench-bare"


@dataclass(frozen=True)
class Rebuilt:
    """items: how many products were mirrored, at `cost`. bare, batched: items a second that the table takes at most."""

    items: int
    cost: Cost
    bare: float
    batched: float


def mirror_newest(count: int) -> Rebuilt:
    """Mirror the newest `count` products, then put some of the same documents into a table of the same shape by boto3 alone."""
    newest = Product.objects.order_by("-pk").values_list("pk", flat=True)[:count]
    ids = list(newest)
    # A worker loads boto3's description of DynamoDB once, which takes a second.
    table.ping()
    items, cost = cost_of(lambda: rebuild_mirror(after_id=ids[-1] - 1))
    documents = [
        product_item(row, settings.SHOP_CURRENCY)
        for start in range(0, min(_BARE_ITEMS, count), PRODUCTS_AT_ONCE)
        for row in load_by_ids(ids[start : start + PRODUCTS_AT_ONCE])
    ]
    return Rebuilt(items, cost, *_bare(documents))


def mirror_all() -> None:
    """Mirror every product."""
    rebuild_mirror()


def _bare(documents: Sequence[Item]) -> tuple[float, float]:
    """Items a second: one conditional put each, and batches without conditions, by as many threads as a rebuild has."""
    client: DynamoDBClient = boto3.session.Session().client(
        "dynamodb",
        endpoint_url=settings.AWS_ENDPOINT_URL,
        region_name=settings.AWS_REGION,
        config=Config(max_pool_connections=WRITERS),
    )
    _make_table(client)
    rows = [_attributes(item) for item in documents]

    def put(row: dict[str, Any]) -> None:
        client.put_item(
            TableName=_BARE_TABLE,
            Item=row,
            ConditionExpression="attribute_not_exists(pk) OR #version < :version",
            ExpressionAttributeNames={"#version": "version"},
            ExpressionAttributeValues={":version": row["version"]},
        )

    def put_batch(batch: Sequence[dict[str, Any]]) -> None:
        client.batch_write_item(RequestItems={_BARE_TABLE: [{"PutRequest": {"Item": row}} for row in batch]})

    try:
        return _rate(put, rows, len(rows)), _rate(put_batch, _batches(rows), len(rows))
    finally:
        client.delete_table(TableName=_BARE_TABLE)


def _make_table(client: "DynamoDBClient") -> None:
    shape = client.describe_table(TableName=settings.MIRROR_TABLE)["Table"]
    client.create_table(
        TableName=_BARE_TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=shape["KeySchema"],
        AttributeDefinitions=shape["AttributeDefinitions"],
        GlobalSecondaryIndexes=[
            {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}  # type: ignore[misc]  # a description, cut to the call
            for index in shape.get("GlobalSecondaryIndexes", [])
        ],
    )


def _attributes(item: Item) -> dict[str, Any]:
    texts = {name: getattr(item, name) for name in ("pk", "digest", "document", "listing", "shop", "rank")}
    return {
        "version": {"N": str(item.version)},
        **{name: {"S": text} for name, text in texts.items() if text is not None},
    }


def _batches(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    rest = iter(rows)
    return list(iter(lambda: list(islice(rest, _BATCH)), []))


def _rate(put: Callable[[Any], None], loads: Sequence[Any], items: int) -> float:
    with ThreadPoolExecutor(WRITERS) as writers:
        began = time.perf_counter()
        list(writers.map(put, loads))
        return items / (time.perf_counter() - began)
