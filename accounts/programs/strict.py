"""What programs send, member by member."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses members that it does not know, so that a mistyped one is not taken for one left out."""

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
