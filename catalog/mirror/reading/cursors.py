"""What readers are given to ask for the next page: the rank of the last product, in letters that need no quoting."""

import base64
import binascii
import re

from catalog.errors import BadCursor

RANK = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)#(\d{20})")
NOT_OURS = "This page does not exist. Start again from the first one."


def cursor_of(text: str) -> str:
    """The cursor that stands for `text`, which is ASCII."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def text_of(cursor: str) -> str:
    """What the cursor stands for. Raises BadCursor unless it is written as `cursor_of` writes."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode(
            "ascii"
        )
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise BadCursor(NOT_OURS) from error
    if cursor_of(text) != cursor:
        raise BadCursor(NOT_OURS)
    return text


def rank_of(cursor: str) -> str:
    """The rank that a cursor stands for; "" for the first page's. Raises BadCursor."""
    if not cursor:
        return ""
    rank = text_of(cursor)
    if not RANK.fullmatch(rank):
        raise BadCursor(NOT_OURS)
    return rank


def position_of(rank: str) -> tuple[str, int] | None:
    """The instant, as ISO text, and the product's id that a rank is made of; None for ""."""
    matched = RANK.fullmatch(rank)
    return (matched[1], int(matched[2])) if matched else None
