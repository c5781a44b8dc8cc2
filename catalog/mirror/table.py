"""The mirror's table in DynamoDB.

Every write carries a version and loses against a higher one, so that messages may come late, twice and in
any order. Every call gives up after a second or two and raises MirrorUnavailable.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from catalog.errors import MirrorUnavailable
from catalog.mirror.item import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, PutTypeDef

TIMEOUTS = Config(
    connect_timeout=1,
    read_timeout=1,
    retries={"total_max_attempts": 2, "mode": "standard"},
    max_pool_connections=32,
)
# What DynamoDB gives in one BatchGetItem.
BATCH = 100
# DynamoDB takes 100 items and 4 MB in one transaction, but whoever waits for the answer gives up after a second.
TOGETHER = 25
TOGETHER_BYTES = 1_000_000
# Before DynamoDB is asked again for what it left unanswered, because it was busy or the answer got too long.
PAUSES_SECONDS = (0.0, 0.0, 0.05, 0.1, 0.2, 0.4)
CATEGORY_INDEX = "listing"
SHOP_INDEX = "shop"
TEXT_ATTRIBUTES = ("document", "listing", "shop", "rank")


def get(pk: str) -> Item | None:
    """The newest item under `pk`; None when there never was one."""
    with _refusals():
        # A consistent read, because what is read here is kept in Redis for minutes.
        answer = _client().get_item(
            TableName=settings.MIRROR_TABLE, Key={"pk": {"S": pk}}, ConsistentRead=True
        )
    return _item(answer["Item"]) if "Item" in answer else None


def get_many(pks: Sequence[str]) -> dict[str, Item]:
    """The items that exist under these keys, by key.

    Raises MirrorUnavailable, also when DynamoDB leaves keys unanswered time after time.
    """
    found: dict[str, Item] = {}
    waiting = list(dict.fromkeys(pks))
    pauses = iter(PAUSES_SECONDS)
    while waiting:
        items, unanswered = _get_batch(waiting[:BATCH])
        found.update((item.pk, item) for item in items)
        waiting = unanswered + waiting[BATCH:]
        if unanswered:
            pause = next(pauses, None)
            if pause is None:
                raise MirrorUnavailable(f"The catalogue's mirror left {len(unanswered)} keys unanswered.")
            time.sleep(pause)
    return found


def _get_batch(pks: Sequence[str]) -> tuple[list[Item], list[str]]:
    """The items under at most BATCH keys, and the keys that are to be asked for again."""
    wanted: list[dict[str, AttributeValueTypeDef]] = [{"pk": {"S": pk}} for pk in pks]
    with _refusals():
        answer = _client().batch_get_item(
            RequestItems={settings.MIRROR_TABLE: {"Keys": wanted, "ConsistentRead": True}}
        )
    items = [_item(attributes) for attributes in answer["Responses"].get(settings.MIRROR_TABLE, [])]
    unprocessed = answer["UnprocessedKeys"].get(settings.MIRROR_TABLE)
    return items, [key["pk"]["S"] for key in unprocessed["Keys"]] if unprocessed else []


def query(index: str, partition: str, before_rank: str, limit: int) -> list[Item]:
    """Up to `limit` items of a partition, highest rank first, below `before_rank` ("" starts at the top)."""
    values: dict[str, AttributeValueTypeDef] = {":partition": {"S": partition}}
    condition = "#partition = :partition"
    names = {"#partition": index}
    if before_rank:
        values[":rank"] = {"S": before_rank}
        names["#rank"] = "rank"
        condition += " AND #rank < :rank"
    found: list[Item] = []
    position: dict[str, Any] = {}
    while True:
        with _refusals():
            answer = _client().query(
                TableName=settings.MIRROR_TABLE,
                IndexName=index,
                KeyConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
                ScanIndexForward=False,
                Limit=limit - len(found),
                **position,
            )
        found += [_item(attributes) for attributes in answer["Items"]]
        # A page ends after 1 MB even when fewer items than the limit were read.
        if len(found) >= limit or "LastEvaluatedKey" not in answer:
            return found
        position = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def put(item: Item, *, replaces_same_version: bool = False) -> bool:
    """Store `item` unless a higher version is there; tell whether it was stored.

    The same version counts as there already, unless a repair says that it holds something wrong.
    """
    with _refusals():
        try:
            _client().put_item(**_put(item, "<=" if replaces_same_version else "<"))
        except _client().exceptions.ConditionalCheckFailedException:
            return False
    return True


def put_together(items: Sequence[Item]) -> bool:
    """Store up to TOGETHER different items even over their own versions; tell whether they were stored, all or none.

    None is where a higher version of one is there, or somebody else writes one at this moment. For each item it takes
    a tenth of the processor time of `put`, and twice its write units.
    """
    with _refusals():
        try:
            _client().transact_write_items(TransactItems=[{"Put": _put(item, "<=")} for item in items])
        except _client().exceptions.TransactionCanceledException:
            return False
    return True


def scan_keys(segment: int = 0, segments: int = 1) -> Iterator[tuple[str, bool]]:
    """Every key in this segment of the table, counted from 0, and whether it has a document."""
    position: dict[str, Any] = {}
    while True:
        with _refusals():
            answer = _client().scan(
                TableName=settings.MIRROR_TABLE,
                ProjectionExpression="pk, #rank",
                ExpressionAttributeNames={"#rank": "rank"},
                Segment=segment,
                TotalSegments=segments,
                **position,
            )
        for attributes in answer["Items"]:
            yield attributes["pk"]["S"], "rank" in attributes
        if "LastEvaluatedKey" not in answer:
            return
        position = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def ping() -> None:
    """Return when the table answers."""
    with _refusals():
        _client().get_item(TableName=settings.MIRROR_TABLE, Key={"pk": {"S": "ping"}})


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """Whatever DynamoDB or the way to it refuses, as MirrorUnavailable."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise MirrorUnavailable(f"The catalogue's mirror did not answer: {error}") from error


def _client() -> DynamoDBClient:
    return _connect(settings.AWS_ENDPOINT_URL, settings.AWS_REGION)


@lru_cache(maxsize=4)
def _connect(endpoint_url: str | None, region: str) -> DynamoDBClient:
    # A session of our own, because boto3's default session is not safe to share between threads.
    return boto3.session.Session().client(
        "dynamodb", endpoint_url=endpoint_url, region_name=region, config=TIMEOUTS
    )


def _put(item: Item, comparison: str) -> PutTypeDef:
    """A put that happens only where no version is there that does not compare so with the item's."""
    return {
        "TableName": settings.MIRROR_TABLE,
        "Item": _attributes(item),
        "ConditionExpression": f"attribute_not_exists(pk) OR #version {comparison} :version",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":version": {"N": str(item.version)}},
    }


def _attributes(item: Item) -> dict[str, AttributeValueTypeDef]:
    attributes: dict[str, AttributeValueTypeDef] = {
        "pk": {"S": item.pk},
        "version": {"N": str(item.version)},
        "digest": {"S": item.digest},
    }
    for name in TEXT_ATTRIBUTES:
        value: str | None = getattr(item, name)
        if value is not None:
            attributes[name] = {"S": value}
    return attributes


def _item(attributes: dict[str, AttributeValueTypeDef]) -> Item:
    texts = {name: attributes[name]["S"] for name in TEXT_ATTRIBUTES if name in attributes}
    return Item(
        pk=attributes["pk"]["S"],
        version=int(attributes["version"]["N"]),
        document=texts.get("document"),
        listing=texts.get("listing"),
        shop=texts.get("shop"),
        rank=texts.get("rank"),
    )
