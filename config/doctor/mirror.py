"""DynamoDB: the mirror's table as its reader and its writer need it."""

from typing import Any

from django.conf import settings

from catalog.mirror.table import CATEGORY_INDEX, SHOP_INDEX
from config.doctor.aws import asking, client
from config.doctor.examination import Trouble

KEY = [{"AttributeName": "pk", "KeyType": "HASH"}]
AGAIN = "A key cannot be changed: deploy the stack with a new table, then run rebuild_mirror."


def check_mirror() -> str:
    name = settings.MIRROR_TABLE
    missing = (
        "Deploy the stack, or correct MIRROR_TABLE; then run rebuild_mirror. Pages are slower meanwhile."
    )
    with asking(f"The table {name}", missing=missing):
        table = client("dynamodb").describe_table(TableName=name)["Table"]
    if table["KeySchema"] != KEY:
        raise Trouble(f"The key of {name} is {table['KeySchema']}, not {KEY}.", AGAIN)
    _require_indexes(name, table.get("GlobalSecondaryIndexes", []))
    stream = table.get("StreamSpecification") or {}
    if not stream.get("StreamEnabled"):
        raise Trouble(
            f"{name} has no stream, so changed pages stay in the distribution until they expire.",
            "Enable it, with new and old images.",
        )
    return f"{name} is {table['TableStatus'].lower()}, about {table.get('ItemCount', 0)} documents."


def _require_indexes(name: str, indexes: list[dict[str, Any]]) -> None:
    there = {index["IndexName"]: index for index in indexes}
    for wanted in (CATEGORY_INDEX, SHOP_INDEX):
        keys = [
            {"AttributeName": wanted, "KeyType": "HASH"},
            {"AttributeName": "rank", "KeyType": "RANGE"},
        ]
        if wanted not in there:
            raise Trouble(f"{name} has no index {wanted}.", "Add it; shelves come from PostgreSQL meanwhile.")
        if there[wanted]["KeySchema"] != keys:
            raise Trouble(
                f"The key of the index {wanted} is not {keys}.", "Delete the index and make it anew."
            )
