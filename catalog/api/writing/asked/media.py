"""What programs say of pictures and videos."""

from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from rest_framework import serializers

from accounts.programs.strict import StrictSerializer
from catalog.api.writing.asked.fields import NumberField
from catalog.models import ProductMedia, WantedPicture
from catalog.models.media import VIDEO
from catalog.services.media.add_media import MOST_BYTES

MOST_POSITION = 10_000
VARIANT = "The number of the product's variant that it is of; without one it is of the product."


def _length(model: type[ProductMedia] | type[WantedPicture], column: str) -> int:
    return cast(int, model._meta.get_field(column).max_length)  # type: ignore[union-attr]  # columns of text


class AltSerializer(StrictSerializer):
    """What a picture or video shows, and of which variant."""

    alt = serializers.CharField(
        max_length=_length(ProductMedia, "alt"),
        help_text="For people who cannot see it, and for search engines.",
    )
    variant = NumberField(required=False, allow_null=True, default=None, help_text=VARIANT)


class NamedPictureSerializer(AltSerializer):
    """A picture that is fetched from its address."""

    address = serializers.URLField(max_length=_length(WantedPicture, "address"))


class SentPictureSerializer(AltSerializer):
    """A picture as a form sends it: JPEG, PNG, WebP or AVIF."""

    file = serializers.FileField()

    def validate_file(self, file: "UploadedFile[Any]") -> "UploadedFile[Any]":
        if (file.size or 0) > MOST_BYTES:
            raise serializers.ValidationError(
                f"A picture has {filesizeformat(MOST_BYTES)} at most.", "media_size"
            )
        return file


class VideoSerializer(AltSerializer):
    """A link to a video."""

    video_url = serializers.RegexField(
        VIDEO,
        max_length=_length(ProductMedia, "video_url"),
        help_text="YouTube, Vimeo, or an .mp4 file, beginning with https://.",
    )


class MediaFields(StrictSerializer):
    """All members are optional: what is left out stays."""

    alt = serializers.CharField(required=False, max_length=_length(ProductMedia, "alt"))
    position = serializers.IntegerField(required=False, min_value=0, max_value=MOST_POSITION)
    variant = NumberField(required=False, allow_null=True, help_text=VARIANT)
