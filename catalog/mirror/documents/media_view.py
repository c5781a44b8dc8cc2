"""Pictures and videos as readers of the catalogue get them."""

from dataclasses import dataclass

# As the pipeline makes them (assets3d/pipeline/photos/prepare.py).
PHOTO_WIDTHS = (400, 800, 1600)


@dataclass(frozen=True)
class PictureView:
    """The same photograph in three widths of WebP; `width` and `height` are the largest one's, in pixels."""

    small_url: str
    medium_url: str
    large_url: str
    width: int
    height: int

    @property
    def srcset(self) -> str:
        """The widths as an <img> lists them, each once: a small photograph is not enlarged."""
        urls = (self.small_url, self.medium_url, self.large_url)
        by_width = {min(width, self.width): url for width, url in zip(PHOTO_WIDTHS, urls, strict=True)}
        return ", ".join(f"{url} {width}w" for width, url in by_width.items())


@dataclass(frozen=True)
class MediaView:
    """A picture, or a link to a video: then `picture` is None. `variant_id` is None where it is of the whole product."""

    alt: str
    variant_id: int | None
    video_url: str
    picture: PictureView | None
