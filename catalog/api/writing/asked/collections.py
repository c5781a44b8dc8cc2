"""What programs say of collections."""

from typing import Any, cast

from django.utils.text import slugify
from rest_framework import serializers

from accounts.programs.strict import StrictSerializer
from catalog.models import Collection
from catalog.services.collections.write_collection import CollectionFacts


def _length(column: str) -> int:
    return cast(int, Collection._meta.get_field(column).max_length)  # type: ignore[union-attr]  # columns of text


class CollectionFields(StrictSerializer):
    """All members are optional when a collection is changed."""

    name = serializers.CharField(max_length=_length("name"))
    slug = serializers.SlugField(
        required=False,
        max_length=_length("slug"),
        help_text="The last part of its address; out of the name when it is left out.",
    )
    description = serializers.CharField(required=False, allow_blank=True, max_length=_length("description"))
    is_shown = serializers.BooleanField(required=False, help_text="Whether shoppers see it.")

    @property
    def facts(self) -> CollectionFacts:
        """What was said, by the names of columns."""
        return cast(CollectionFacts, dict(self.validated_data))


class NewCollectionSerializer(CollectionFields):
    """A collection with nothing in it yet."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("slug"):
            attrs["slug"] = slugify(attrs["name"])[: _length("slug")].strip("-")
        if not attrs["slug"]:
            raise serializers.ValidationError(
                {"slug": [serializers.ErrorDetail("Say which; the name gives none.", "required")]}
            )
        return attrs
