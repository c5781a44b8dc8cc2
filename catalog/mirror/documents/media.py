"""Pictures and videos in a product's document, only where it has any."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from catalog.mirror.documents.media_view import MediaView, PictureView
from catalog.mirror.rows import MediaRow


def media_document(rows: Iterable[MediaRow]) -> list[object]:
    """In their order: what each shows, the variant it is of, and either the video's address or the picture's keys and size."""
    return [
        [row.alt, row.variant_id, row.video_url]
        if row.video_url
        else [
            row.alt,
            row.variant_id,
            "",
            [row.small_key, row.medium_key, row.large_key],
            [row.width, row.height],
        ]
        for row in rows
    ]


def media_views(document: Mapping[str, Any], url_of: Callable[[str], str]) -> tuple[MediaView, ...]:
    """The pictures and videos that a product's document tells of."""
    return tuple(_media_view(each, url_of) for each in document.get("media", ()))


def _media_view(document: Sequence[Any], url_of: Callable[[str], str]) -> MediaView:
    alt, variant_id, video_url, *picture = document
    if not picture:
        return MediaView(alt, variant_id, video_url, picture=None)
    keys, (width, height) = picture
    small, medium, large = (url_of(key) for key in keys)
    return MediaView(alt, variant_id, "", picture=PictureView(small, medium, large, width, height))
