"""How much of anything a model may have."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """Limits on a source file. Sizes are bytes unless the name says otherwise.

    json_values: numbers, texts, lists and objects of a document, each of which costs far more memory than file.
    decoded_bytes: all accessors together once unpacked; one view may be read by many accessors.
    influences: pairs of a joint and its weight that are looked at, those of two meshes counted twice.
    drawn_triangles, drawn_objects: of the whole scene, a mesh counted as often as it stands there.
    image_pixels: of one image; total_pixels: of all images together.
    archive_directory_bytes: the list of an archive's entries; inflated_bytes: everything that is read from it.
    inflation_ratio: how many times larger than its compressed form an entry may become.
    text_line_bytes: a line of a text format; header_bytes: the part of a file that describes the rest.
    xml_bytes, xml_depth: an XML document and its nesting; xml_elements: how many of its parts become objects.
    vertices, triangles: of a model that is not glTF, as stored; face_corners: of one of its polygons.
    cutting_effort: the squares of the corner counts of all polygons that are not convex, and 1,000 for each.
    parts: the objects, materials or layers that a model which is not glTF is made of.
    key_frames: of all animations that are sampled anew.
    """

    file_bytes: int = 500_000_000
    json_bytes: int = 16_000_000
    json_depth: int = 100
    json_values: int = 2_500_000
    decoded_bytes: int = 1_000_000_000
    embedded_bytes: int = 100_000_000
    nodes: int = 100_000
    node_depth: int = 256
    morph_targets: int = 256
    influences: int = 50_000_000
    drawn_triangles: int = 50_000_000
    drawn_objects: int = 250_000
    image_side: int = 8192
    image_pixels: int = 8192 * 8192
    total_pixels: int = 16 * 4096 * 4096
    image_frames: int = 1
    archive_entries: int = 2_000
    archive_directory_bytes: int = 1_000_000
    inflated_bytes: int = 1_000_000_000
    inflation_ratio: int = 200
    text_line_bytes: int = 1_000_000
    header_bytes: int = 64_000
    xml_bytes: int = 200_000_000
    xml_depth: int = 64
    xml_elements: int = 2_000_000
    vertices: int = 20_000_000
    triangles: int = 10_000_000
    face_corners: int = 10_000
    cutting_effort: int = 500_000_000
    parts: int = 10_000
    key_frames: int = 2_000_000
