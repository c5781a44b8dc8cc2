"""What programs send, member by member."""

from collections.abc import Mapping
from inspect import getdoc
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses members that it does not know, so that a mistyped one is not taken for one left out."""

    # Whether what it needs is needed with PATCH as well, of which the document otherwise says that all may be left out.
    is_whole = False

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401  # Django REST framework's signature
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError(
                    {
                        name: [serializers.ErrorDetail("There is no such field.", "unknown")]
                        for name in unknown
                    }
                )
        return super().to_internal_value(data)


class StrictScheme(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # registers itself, untyped
    """How the OpenAPI document says so. What is said above is about us, and nothing that those who send it need."""

    target_class = StrictSerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:  # noqa: ANN401  # drf-spectacular's signature
        known: Any = auto_schema
        schema: dict[str, Any] = known._map_serializer(self.target, direction, bypass_extensions=True)
        if schema.get("description") == getdoc(StrictSerializer):
            del schema["description"]
        if self.target.is_whole:
            schema["required"] = sorted(name for name, field in self.target.fields.items() if field.required)
        return {**schema, "additionalProperties": False}
