"""A STEP file as a CAD program writes it: one box, AP214, with a name and a colour."""

from collections.abc import Sequence
from itertools import product

_LENGTH = {
    "mm": "(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.))",
    "m": "(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT($,.METRE.))",
}
_FACES = ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5))


class _File:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, text: str) -> str:
        self.lines.append(f"#{len(self.lines) + 1}={text};")
        return f"#{len(self.lines)}"

    def point(self, place: Sequence[float]) -> str:
        return self.add(f"CARTESIAN_POINT('',({','.join(f'{float(value)}' for value in place)}))")

    def direction(self, vector: Sequence[float]) -> str:
        return self.add(f"DIRECTION('',({','.join(f'{float(value)}' for value in vector)}))")


def build_step(
    size: Sequence[float] = (400, 200, 300),
    *,
    unit: str = "mm",
    colour: tuple[float, float, float] = (0.8, 0.2, 0.1),
) -> bytes:
    """A box with one corner in the origin, `size` along x, y and z; Z is up, as in all STEP files."""
    file = _File()
    solid = _solid(file, size)
    context = _context(file, unit)
    origin = _placement(file, (0, 0, 0), (0, 0, 1), (1, 0, 0))
    shape = file.add(f"ADVANCED_BREP_SHAPE_REPRESENTATION('',({origin},{solid}),{context})")
    _product(file, shape)
    _style(file, solid, context, colour)
    head = (
        "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\n"
        "FILE_NAME('box','2026-01-01T00:00:00',(''),(''),'','','');\n"
        "FILE_SCHEMA(('AUTOMOTIVE_DESIGN { 1 0 10303 214 1 1 1 1 }'));\nENDSEC;\nDATA;\n"
    )
    return (head + "\n".join(file.lines) + "\nENDSEC;\nEND-ISO-10303-21;\n").encode()


def _placement(file: _File, place: Sequence[float], axis: Sequence[float], right: Sequence[float]) -> str:
    parts = file.point(place), file.direction(axis), file.direction(right)
    return file.add(f"AXIS2_PLACEMENT_3D('',{','.join(parts)})")


def _solid(file: _File, size: Sequence[float]) -> str:
    corners = [
        tuple(n * length for n, length in zip(at, size, strict=True)) for at in product((0, 1), repeat=3)
    ]
    vertices = [file.add(f"VERTEX_POINT('',{file.point(corner)})") for corner in corners]
    edges: dict[tuple[int, int], str] = {}
    faces = []
    for ring in _FACES:
        turns = []
        for start, end in zip(ring, (*ring[1:], ring[0]), strict=True):
            first, last = min(start, end), max(start, end)
            if (first, last) not in edges:
                edges[first, last] = _edge(file, corners, vertices, (first, last))
            sense = ".T." if start < end else ".F."
            turns.append(file.add(f"ORIENTED_EDGE('',*,*,{edges[first, last]},{sense})"))
        faces.append(_face(file, [corners[number] for number in ring], turns))
    shell = file.add(f"CLOSED_SHELL('',({','.join(faces)}))")
    return file.add(f"MANIFOLD_SOLID_BREP('Box',{shell})")


def _edge(
    file: _File, corners: Sequence[Sequence[float]], vertices: Sequence[str], ends: tuple[int, int]
) -> str:
    first, last = ends
    along = [b - a for a, b in zip(corners[first], corners[last], strict=True)]
    length = sum(value * value for value in along) ** 0.5
    vector = file.add(f"VECTOR('',{file.direction([value / length for value in along])},{length})")
    line = file.add(f"LINE('',{file.point(corners[first])},{vector})")
    return file.add(f"EDGE_CURVE('',{vertices[first]},{vertices[last]},{line},.T.)")


def _face(file: _File, ring: Sequence[Sequence[float]], turns: Sequence[str]) -> str:
    a, b, c = ring[0], ring[1], ring[2]
    u = [y - x for x, y in zip(a, b, strict=True)]
    v = [y - x for x, y in zip(b, c, strict=True)]
    normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
    plane = file.add(f"PLANE('',{_placement(file, a, _unit(normal), _unit(u))})")
    loop = file.add(f"EDGE_LOOP('',({','.join(turns)}))")
    bound = file.add(f"FACE_OUTER_BOUND('',{loop},.T.)")
    return file.add(f"ADVANCED_FACE('',({bound}),{plane},.T.)")


def _unit(vector: Sequence[float]) -> list[float]:
    length = sum(value * value for value in vector) ** 0.5
    return [value / length for value in vector]


def _context(file: _File, unit: str) -> str:
    length = file.add(_LENGTH[unit])
    angle = file.add("(NAMED_UNIT(*)PLANE_ANGLE_UNIT()SI_UNIT($,.RADIAN.))")
    solid = file.add("(NAMED_UNIT(*)SI_UNIT($,.STERADIAN.)SOLID_ANGLE_UNIT())")
    exact = file.add(f"UNCERTAINTY_MEASURE_WITH_UNIT(LENGTH_MEASURE(1.E-05),{length},'distance','')")
    return file.add(
        "(GEOMETRIC_REPRESENTATION_CONTEXT(3)"
        f"GLOBAL_UNCERTAINTY_ASSIGNED_CONTEXT(({exact}))GLOBAL_UNIT_ASSIGNED_CONTEXT(({length},{angle},{solid}))"
        "REPRESENTATION_CONTEXT('',''))"
    )


def _product(file: _File, shape: str) -> None:
    application = file.add("APPLICATION_CONTEXT('automotive design')")
    file.add(f"APPLICATION_PROTOCOL_DEFINITION('','automotive_design',2000,{application})")
    context = file.add(f"PRODUCT_CONTEXT('',{application},'mechanical')")
    product_id = file.add(f"PRODUCT('Crate','Crate','',({context}))")
    formation = file.add(f"PRODUCT_DEFINITION_FORMATION('','',{product_id})")
    defined_in = file.add(f"PRODUCT_DEFINITION_CONTEXT('part definition',{application},'design')")
    definition = file.add(f"PRODUCT_DEFINITION('design','',{formation},{defined_in})")
    described = file.add(f"PRODUCT_DEFINITION_SHAPE('','',{definition})")
    file.add(f"SHAPE_DEFINITION_REPRESENTATION({described},{shape})")


def _style(file: _File, solid: str, context: str, colour: tuple[float, float, float]) -> None:
    rgb = file.add(f"COLOUR_RGB('',{','.join(str(value) for value in colour)})")
    fill = file.add(f"FILL_AREA_STYLE_COLOUR('',{rgb})")
    area = file.add(f"FILL_AREA_STYLE('',({fill}))")
    surface = file.add(f"SURFACE_STYLE_FILL_AREA({area})")
    side = file.add(f"SURFACE_SIDE_STYLE('',({surface}))")
    usage = file.add(f"SURFACE_STYLE_USAGE(.BOTH.,{side})")
    style = file.add(f"PRESENTATION_STYLE_ASSIGNMENT(({usage}))")
    item = file.add(f"STYLED_ITEM('',({style}),{solid})")
    file.add(f"MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION('',({item}),{context})")
