"""A 3MF package as slicers write it."""

import io
import zipfile

_MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<model unit="{unit}" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
  xmlns:m="http://schemas.microsoft.com/3dmanufacturing/material/2015/02"><resources>
<basematerials id="1"><base name="Red" displaycolor="#FF0000"/><base name="Blue" displaycolor="#0000FF80"/></basematerials>
<m:colorgroup id="2"><m:color color="#00FF00FF"/><m:color color="#FFFFFFFF"/></m:colorgroup>
<m:texture2d id="3" path="/3D/Textures/a.png" contenttype="image/png"/>
<m:texture2dgroup id="4" texid="3"><m:tex2coord u="0" v="0"/><m:tex2coord u="1" v="0"/><m:tex2coord u="0" v="1"/>
</m:texture2dgroup>
<object id="5" type="model" name="Wedge" pid="1" pindex="0"><mesh><vertices>
<vertex x="0" y="0" z="0"/><vertex x="100" y="0" z="0"/><vertex x="0" y="80" z="0"/><vertex x="0" y="0" z="50"/>
</vertices><triangles>
<triangle v1="0" v2="2" v3="1"/><triangle v1="0" v2="1" v3="3" pid="1" p1="1"/>
<triangle v1="1" v2="2" v3="3" pid="2" p1="0" p2="1" p3="1"/>
<triangle v1="2" v2="0" v3="{last_corner}" pid="4" p1="0" p2="1" p3="2"/>
</triangles></mesh></object>
{objects}</resources><build><item objectid="{item}"/></build></model>
"""
PAIR = (
    '<object id="7" type="model" name="Pair"><components><component objectid="5"/>'
    '<component objectid="5" transform="1 0 0 0 1 0 0 0 1 200 0 0"/></components></object>'
)
LAYERS = (
    '<m:multiproperties id="8" pids="1 2"><m:multi pindices="0 0"/><m:multi pindices="0 1"/></m:multiproperties>'
    '<object id="7" type="model"><mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="9" y="0" z="0"/>'
    '<vertex x="0" y="9" z="0"/></vertices><triangles><triangle v1="0" v2="1" v3="2" pid="8" p1="0" p2="1" p3="1"/>'
    "</triangles></mesh></object>"
)


def build_three_mf(
    *, unit: str = "millimeter", objects: str = "", item: int = 0, last_corner: int = 3, picture: bytes = b""
) -> bytes:
    """A wedge of 100 by 80 by 50 units with materials, colours and a texture.

    objects: further objects; one with the id 7 is what is built, else `item`, else the wedge itself.
    """
    item = item or (7 if 'id="7"' in objects else 5)
    model = _MODEL.format(unit=unit, objects=objects, item=item, last_corner=last_corner)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("3D/3dmodel.model", model)
        if picture:
            archive.writestr("3D/Textures/a.png", picture)
    return target.getvalue()
