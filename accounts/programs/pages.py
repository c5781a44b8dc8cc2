"""Lists page by page, the newest first, each page from the number on with which the one before ended.

So what is added meanwhile moves nothing, and the last page costs what the first does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from accounts.programs.strict import StrictSerializer

MOST_ITEMS = 100
LARGEST_NUMBER = 2**63 - 1
Row = TypeVar("Row", bound=Model)


class PageQuery(StrictSerializer):
    """Which page is wanted."""

    cursor = serializers.IntegerField(
        required=False, min_value=0, max_value=LARGEST_NUMBER, help_text="Out of `next` of the page before."
    )
    limit = serializers.IntegerField(default=24, min_value=1, max_value=MOST_ITEMS)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows; `following` is the address of the next page, None on the last one."""

    items: Sequence[Row]
    following: str | None

    @property
    def links(self) -> dict[str, str]:
        """The headers that lead on, as in RFC 8288."""
        return {"Link": f'<{self.following}>; rel="next"'} if self.following else {}


def page_of(request: Request, rows: QuerySet[Row], asked: dict[str, Any], *, by: str) -> Page[Row]:
    """The page that a valid `PageQuery` asks for of rows whose column `by` is a unique number. One query."""
    below = rows.filter(**{f"{by}__lt": asked["cursor"]}) if "cursor" in asked else rows
    limit: int = asked["limit"]
    found = list(below.order_by(f"-{by}")[: limit + 1])
    items = found[:limit]
    following = address_of(request, getattr(items[-1], by)) if len(found) > limit else None
    return Page(items, following)


def address_of(request: Request, cursor: object) -> str:
    """Of the page that begins there."""
    asked = request.query_params.copy()
    asked["cursor"] = str(cursor)
    return f"{request.build_absolute_uri(request.path)}?{asked.urlencode()}"
