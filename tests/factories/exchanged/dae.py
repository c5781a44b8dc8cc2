"""A COLLADA file as modelling programs write it."""

_DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
  <asset><unit name="given" meter="{metres}"/><up_axis>{up}</up_axis></asset>
  <library_images><image id="wood"><init_from>{texture}</init_from></image></library_images>
  <library_effects><effect id="oak-fx"><profile_COMMON>
    <newparam sid="s"><surface type="2D"><init_from>wood</init_from></surface></newparam>
    <newparam sid="t"><sampler2D><source>s</source></sampler2D></newparam>
    <technique sid="common"><phong>
      <diffuse>{diffuse}</diffuse><shininess><float>50</float></shininess>
    </phong></technique>
  </profile_COMMON></effect></library_effects>
  <library_materials><material id="oak" name="Oak"><instance_effect url="#oak-fx"/></material></library_materials>
  <library_geometries><geometry id="lid" name="Lid"><mesh>
    <source id="p"><float_array id="pa" count="12">0 0 0 40 0 0 40 30 0 0 30 0</float_array>
      <technique_common><accessor source="#pa" count="4" stride="3">
        <param name="X" type="float"/><param name="Y" type="float"/><param name="Z" type="float"/>
      </accessor></technique_common></source>
    <source id="c"><float_array id="ca" count="8">0 0 1 0 1 1 0 1</float_array>
      <technique_common><accessor source="#ca" count="4" stride="2">
        <param name="S" type="float"/><param name="T" type="float"/>
      </accessor></technique_common></source>
    <vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
    <polylist count="1" material="wood-symbol"><input semantic="VERTEX" source="#v" offset="0"/>
      <input semantic="TEXCOORD" source="#c" offset="1" set="0"/>
      <vcount>4</vcount><p>{corners}</p></polylist>
  </mesh></geometry></library_geometries>
  <library_visual_scenes><visual_scene id="scene"><node id="top" name="Top"><translate>0 0 10</translate>
    <instance_geometry url="#lid"><bind_material><technique_common>
      <instance_material symbol="wood-symbol" target="#oak"/>
    </technique_common></bind_material></instance_geometry>
  </node></visual_scene></library_visual_scenes>
  <scene><instance_visual_scene url="#scene"/></scene>
</COLLADA>
"""


def build_dae(
    *, metres: float = 0.01, up: str = "Z_UP", texture: str = "", corners: str = "0 0 1 1 2 2 3 3"
) -> bytes:
    """A lid of 40 by 30 units in the XY plane, ten units up along Z; `metres` is one unit.

    texture: the file name of its picture, "" for a plain colour.
    """
    diffuse = '<texture texture="t" texcoord="c"/>' if texture else "<color>0.8 0.4 0.2 1</color>"
    filled = {"metres": metres, "up": up, "texture": texture, "diffuse": diffuse, "corners": corners}
    return _DOCUMENT.format(**filled).encode()
