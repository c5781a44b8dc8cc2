"""Accessors as arrays."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.layout import COMPONENTS, DTYPES, element_size

Array = NDArray[Any]
Arrays = dict[int, Array]
_EXPORT_AGAIN = "Export the model again; if it is refused again, try another exporter."


def read_accessors(document: Document) -> Arrays:
    """Every accessor as (count, components), in its stored component type, replaced elements in place.

    Matrices whose columns are padded come as (count, bytes). Raises BadModel for numbers that no viewer could
    draw: not finite, or pointing to vertices that do not exist.
    """
    arrays = {number: read_accessor(document, number) for number in range(len(document.listed("accessors")))}
    for number, array in arrays.items():
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            message = f"The file is damaged: /accessors/{number} holds values that are not numbers."
            raise BadModel(refusal("values_not_finite", message, f"/accessors/{number}", _EXPORT_AGAIN))
    _check_indices(document, arrays)
    return arrays


def read_accessor(document: Document, number: int) -> Array:
    """One accessor as (count, components), as `read_accessors` has it, whatever its numbers are; raises BadModel."""
    accessor = document.json["accessors"][number]
    dtype, columns = _layout(accessor)
    count = accessor["count"]
    if "bufferView" in accessor:
        array = _view_array(document, accessor, dtype, columns).copy()
    else:
        array = np.zeros((count, columns), dtype)
    if "sparse" in accessor:
        _replace(document, accessor, array, number)
    return array


def _layout(accessor: Mapping[str, Any]) -> tuple[np.dtype[Any], int]:
    dtype, columns = DTYPES[accessor["componentType"]], COMPONENTS[accessor["type"]]
    if dtype.itemsize * columns != element_size(accessor):
        return np.dtype(np.uint8), element_size(accessor)
    return dtype, columns


def _view_array(document: Document, accessor: Mapping[str, Any], dtype: np.dtype[Any], columns: int) -> Array:
    view = document.json["bufferViews"][accessor["bufferView"]]
    stride = view.get("byteStride", element_size(accessor))
    return np.ndarray(
        (accessor["count"], columns),
        dtype,
        document.view_bytes(accessor["bufferView"]),
        accessor.get("byteOffset", 0),
        (stride, dtype.itemsize),
    )


def _replace(document: Document, accessor: Mapping[str, Any], array: Array, number: int) -> None:
    sparse = accessor["sparse"]
    rows = _packed(
        document, sparse["indices"], DTYPES[sparse["indices"]["componentType"]], (sparse["count"],)
    )
    if int(rows.max()) >= len(array):
        message = f"The file is damaged: /accessors/{number} replaces elements that it does not have."
        raise BadModel(refusal("sparse_out_of_range", message, f"/accessors/{number}/sparse", _EXPORT_AGAIN))
    array[rows] = _packed(document, sparse["values"], array.dtype, (sparse["count"], array.shape[1]))


def _packed(
    document: Document, part: Mapping[str, Any], dtype: np.dtype[Any], shape: tuple[int, ...]
) -> Array:
    return np.ndarray(shape, dtype, document.view_bytes(part["bufferView"]), part.get("byteOffset", 0))


def _check_indices(document: Document, arrays: Arrays) -> None:
    for number, mesh in enumerate(document.listed("meshes")):
        for position, primitive in enumerate(mesh["primitives"]):
            if "indices" not in primitive:
                continue
            vertices = min(len(arrays[index]) for index in primitive["attributes"].values())
            if int(arrays[primitive["indices"]].max()) >= vertices:
                place = f"/meshes/{number}/primitives/{position}/indices"
                message = f"The file is damaged: triangles of {place} use points that do not exist."
                raise BadModel(refusal("index_out_of_range", message, place, _EXPORT_AGAIN))


def as_floats(array: Array, accessor: Mapping[str, Any]) -> NDArray[np.float32]:
    """What the stored numbers mean: normalised integers become fractions as glTF 2.0 section 3.6.2.2 defines."""
    floats = array.astype(np.float32)
    if accessor.get("normalized"):
        floats = np.maximum(floats / np.float32(np.iinfo(array.dtype).max), np.float32(-1))
    return floats
