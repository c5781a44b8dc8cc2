"""A glTF document in memory: its JSON, and where its bytes are."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.gltf import meshopt
from assets3d.pipeline.gltf.layout import compression

JsonObject = dict[str, Any]


def data_uri_bytes(uri: str, limit: int) -> bytes | None:
    """The bytes of a base64 data URI, or None when it is not one, is malformed or is longer than `limit`."""
    head, comma, body = uri.partition(",")
    if (
        not comma
        or not head.startswith("data:")
        or not head.endswith(";base64")
        or len(body) > limit * 4 // 3 + 4
    ):
        return None
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        return None


@dataclass
class Document:
    """A document whose references are known to be in range.

    buffers: the bytes of each buffer; empty for one that only stands for unpacked views.
    embedded_bytes: how long a data URI may be.
    """

    json: JsonObject
    buffers: Sequence[bytes | memoryview]
    embedded_bytes: int = 100_000_000
    _unpacked: dict[int, bytes] = field(default_factory=dict, repr=False)

    def view_bytes(self, index: int) -> bytes | memoryview:
        """The bytes of a buffer view, unpacked where it is compressed; raises BadModel when that fails."""
        view = self.json["bufferViews"][index]
        compressed = compression(view)
        if compressed is None:
            return self._slice(view)
        if index not in self._unpacked:
            rows = meshopt.decode(
                compressed["mode"], self._slice(compressed), compressed["count"], compressed["byteStride"]
            )
            if rows is None:
                message = f"Compressed geometry in /bufferViews/{index} cannot be unpacked."
                raise BadModel(
                    refusal("compression_invalid", message, f"/bufferViews/{index}", "Export again.")
                )
            meshopt.decode_filter(compressed.get("filter", "NONE"), rows)
            self._unpacked[index] = rows.tobytes()
        return self._unpacked[index]

    def _slice(self, view: Any) -> bytes | memoryview:  # noqa: ANN401 - a JSON object
        start = view.get("byteOffset", 0)
        return memoryview(self.buffers[view["buffer"]])[start : start + view["byteLength"]]

    def image_bytes(self, index: int) -> bytes | memoryview:
        """The encoded bytes of an image, empty when they cannot be found."""
        image = self.json["images"][index]
        if "bufferView" in image:
            return self.view_bytes(image["bufferView"])
        return data_uri_bytes(image["uri"], self.embedded_bytes) or b""

    def listed(self, name: str) -> list[JsonObject]:
        """A top-level list of the document, empty where it is absent."""
        found: list[JsonObject] = self.json.get(name, [])
        return found
