"""An FBX file in its text form: a skinned, moving flag on a pole, in centimetres."""

from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = """; FBX 7.4.0 project file
FBXHeaderExtension:  {{
	FBXHeaderVersion: 1003
	FBXVersion: 7400
	Creator: "{creator}"
}}
GlobalSettings:  {{
	Version: 1000
	Properties70:  {{
		P: "UpAxis", "int", "Integer", "",{up}
		P: "UpAxisSign", "int", "Integer", "",1
		P: "FrontAxis", "int", "Integer", "",{front}
		P: "FrontAxisSign", "int", "Integer", "",{sign}
		P: "CoordAxis", "int", "Integer", "",0
		P: "CoordAxisSign", "int", "Integer", "",1
		P: "UnitScaleFactor", "double", "Number", "",{unit}
	}}
}}
Objects:  {{
"""
_GEOMETRY = """	Geometry: 1, "Geometry::Flag", "Mesh" {
		Vertices: *12 { a: 0,0,0,100,0,0,100,50,0,0,50,0 }
		PolygonVertexIndex: *4 { a: 0,1,2,-4 }
		LayerElementUV: 0 {
			Version: 101
			Name: "UVMap"
			MappingInformationType: "ByPolygonVertex"
			ReferenceInformationType: "IndexToDirect"
			UV: *8 { a: 0,0,1,0,1,1,0,1 }
			UVIndex: *4 { a: 0,1,2,3 }
		}
		LayerElementMaterial: 0 {
			Version: 101
			Name: ""
			MappingInformationType: "AllSame"
			ReferenceInformationType: "IndexToDirect"
			Materials: *1 { a: 0 }
		}
		Layer: 0 {
			Version: 100
			LayerElement:  { Type: "LayerElementUV" TypedIndex: 0 }
			LayerElement:  { Type: "LayerElementMaterial" TypedIndex: 0 }
		}
	}
	Model: 2, "Model::Flag", "Mesh" {
		Properties70:  {
			P: "Lcl Translation", "Lcl Translation", "", "A",0,10,0
		}
	}
	Material: 3, "Material::Cloth", "" {
		ShadingModel: "phong"
		Properties70:  {
			P: "DiffuseColor", "Color", "", "A",0.8,0.1,0.1
			P: "ShininessExponent", "Number", "", "A",20
		}
	}
"""
_SKIN = """	Deformer: 4, "Deformer::", "Skin" {
		Link_DeformAcuracy: 50
	}
	Deformer: 5, "SubDeformer::", "Cluster" {
		Indexes: *4 { a: 0,1,2,3 }
		Weights: *4 { a: 1,1,1,1 }
		Transform: *16 { a: 1,0,0,0,0,1,0,0,0,0,1,0,0,10,0,1 }
		TransformLink: *16 { a: 1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1 }
	}
	NodeAttribute: 6, "NodeAttribute::Bone", "LimbNode" {
		TypeFlags: "Skeleton"
	}
	Model: 7, "Model::Bone", "LimbNode" {
		Properties70:  {
		}
	}
"""
_STACK = """	AnimationStack: 10, "AnimStack::Wave", "" {
		Properties70:  {
			P: "LocalStop", "KTime", "Time", "",46186158000
		}
	}
	AnimationLayer: 11, "AnimLayer::Base", "" {
	}
"""


def _curve(number: int, end: int) -> str:
    """A curve from 0 to `end` within a second."""
    return f"""	AnimationCurve: {number}, "AnimCurve::", "" {{
		KeyVer: 4008
		KeyTime: *2 {{ a: 0,46186158000 }}
		KeyValueFloat: *2 {{ a: 0,{end} }}
		KeyAttrFlags: *1 {{ a: 4 }}
		KeyAttrDataFloat: *4 {{ a: 0,0,0,0 }}
		KeyAttrRefCount: *1 {{ a: 2 }}
	}}
"""


_MOTION = """	AnimationCurveNode: 12, "AnimCurveNode::T", "" {
		Properties70:  {
			P: "d|X", "Number", "", "A",0
			P: "d|Y", "Number", "", "A",0
			P: "d|Z", "Number", "", "A",0
		}
	}
""" + _curve(13, 30)
_BILLOWING = """	AnimationCurveNode: 14, "AnimCurveNode::DeformPercent", "" {
		Properties70:  {
			P: "d|DeformPercent", "Number", "", "A",0
		}
	}
""" + _curve(15, 80)
_SHAPE = """	Geometry: 20, "Geometry::Billow", "Shape" {
		Indexes: *2 { a: 1,2 }
		Vertices: *6 { a: 0,0,5,0,0,5 }
		Normals: *6 { a: 0,0,0,0,0,0 }
	}
	Deformer: 21, "Deformer::Shapes", "BlendShape" {
	}
	Deformer: 22, "SubDeformer::Billow", "BlendShapeChannel" {
		DeformPercent: 0
		FullWeights: *1 { a: 100 }
	}
"""
_TEXTURE = """	Texture: 30, "Texture::cloth", "" {{
		Type: "TextureVideoClip"
		FileName: "{name}"
		RelativeFilename: "{name}"
		Properties70:  {{
			P: "Translation", "Vector", "", "A",{moved}
			P: "Rotation", "Vector", "", "A",0,0,{turned}
			P: "Scaling", "Vector", "", "A",{stretched}
		}}
	}}
"""


@dataclass(frozen=True)
class FbxTexture:
    """A picture on a material.

    slot: the property of the material that it is connected to. turned: degrees.
    """

    name: str
    slot: str = "DiffuseColor"
    moved: tuple[float, float] = (0.0, 0.0)
    turned: float = 0.0
    stretched: tuple[float, float] = (1.0, 1.0)

    def text(self) -> str:
        """Its object in the file."""
        moved, stretched = (
            "{},{},{}".format(*pair, last) for pair, last in ((self.moved, 0), (self.stretched, 1))
        )
        return _TEXTURE.format(name=self.name, moved=moved, turned=self.turned, stretched=stretched)


Link = tuple[object, ...]
_SKIN_LINKS: list[Link] = [("OO", 4, 1), ("OO", 5, 4), ("OO", 7, 5), ("OO", 6, 7), ("OO", 7, 0)]
_MOTION_LINKS: list[Link] = [("OO", 12, 11), ("OP", 13, 12, '"d|X"')]
_BILLOWING_LINKS: list[Link] = [
    ("OO", 14, 11),
    ("OP", 14, 22, '"DeformPercent"'),
    ("OP", 15, 14, '"d|DeformPercent"'),
]
_SHAPE_LINKS: list[Link] = [("OO", 21, 1), ("OO", 22, 21), ("OO", 20, 22)]


def build_fbx(
    *,
    unit: float = 1.0,
    z_up: bool = False,
    is_skinned: bool = False,
    is_moving: bool = False,
    has_shape: bool = False,
    is_billowing: bool = False,
    texture: str | FbxTexture = "",
    look: str = "",
    creator: str = "Maya",
) -> bytes:
    """A flag of 100 by 50 units, ten units above the ground; `unit` is one of them in centimetres.

    texture: the name of the file with its picture, or more about it. look: further properties of the material, which
    make it one of another program. creator: the program that wrote the file. is_moving: it goes 30 units along X within a second. is_billowing: its shape key
    rises to 80 per cent within that second.
    """
    axes = {"up": 2, "front": 1, "sign": -1} if z_up else {"up": 1, "front": 2, "sign": 1}
    text = _HEAD.format(unit=unit, creator=creator, **axes) + _geometry(look)
    links: list[Link] = [("OO", 2, 0), ("OO", 1, 2), ("OO", 3, 2)]
    moving: Link = ("OP", 12, 7 if is_skinned else 2, '"Lcl Translation"')
    for is_there, objects, connected in (
        (is_skinned, _SKIN, _SKIN_LINKS),
        (is_moving or is_billowing, _STACK, [("OO", 11, 10)]),
        (is_moving, _MOTION, [*_MOTION_LINKS, moving]),
        (is_billowing, _BILLOWING, _BILLOWING_LINKS),
        (has_shape or is_billowing, _SHAPE, _SHAPE_LINKS),
    ):
        if is_there:
            text += objects
            links += connected
    if texture:
        described = texture if isinstance(texture, FbxTexture) else FbxTexture(texture)
        text += described.text()
        links.append(("OP", 30, 3, f'"{described.slot}"'))
    return (text + "}\n" + _connections(links)).encode()


def _geometry(look: str) -> str:
    if not look:
        return _GEOMETRY
    classic = '			P: "ShininessExponent", "Number", "", "A",20\n'
    return _GEOMETRY.replace(classic, look).replace('ShadingModel: "phong"', 'ShadingModel: "unknown"')


def _connections(links: Sequence[Link]) -> str:
    lines = [f'\tC: "{kind}",' + ",".join(str(part) for part in rest) for kind, *rest in links]
    return "Connections:  {\n" + "\n".join(lines) + "\n}\n"
