"""How pictures and videos of a merchant's own products look to its programs."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assets3d.storage import public_url
from catalog.models import ProductMedia, WantedPicture
from catalog.states import MediaKind, MediaState, WantedState


class OwnPictureFilesSerializer(serializers.Serializer[ProductMedia]):
    """A picture's three widths, as WebP; `width` and `height` are the largest one's, in pixels."""

    small = serializers.SerializerMethodField()
    medium = serializers.SerializerMethodField()
    large = serializers.SerializerMethodField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()

    def get_small(self, media: ProductMedia) -> str:
        return public_url(media.small_key)

    def get_medium(self, media: ProductMedia) -> str:
        return public_url(media.medium_key)

    def get_large(self, media: ProductMedia) -> str:
        return public_url(media.large_key)


class OwnMediaSerializer(serializers.Serializer[ProductMedia]):
    """A picture, which is shown once it is prepared, or a link to a video."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=MediaKind.choices)
    state = serializers.ChoiceField(choices=MediaState.choices)
    refusal = serializers.CharField(help_text="Why a picture is not shown.")
    position = serializers.IntegerField()
    alt = serializers.CharField()
    variant = serializers.IntegerField(source="variant_id", allow_null=True)
    video_url = serializers.CharField()
    picture = serializers.SerializerMethodField()

    @extend_schema_field(OwnPictureFilesSerializer(allow_null=True))
    def get_picture(self, media: ProductMedia) -> dict[str, object] | None:
        return OwnPictureFilesSerializer(media).data if media.large_key else None


class WantedPictureSerializer(serializers.Serializer[WantedPicture]):
    """A picture that is fetched from its address; naming it again tries one that failed once more."""

    address = serializers.CharField()
    alt = serializers.CharField()
    state = serializers.ChoiceField(choices=WantedState.choices)
    problem_code = serializers.CharField(help_text="Why it was not fetched the last time; empty before.")
    problem = serializers.CharField()
