"""Clear and tinted glass."""

from deploy.local.demo.gltf.model import WHITE, Colour, Glass, Material


def clear_glass(name: str, *, tint: Colour = WHITE, wall_m: float = 0.003) -> Material:
    """Blown glass; `tint` is what is left of white light behind one wall of `wall_m` metres."""
    glass = Glass(transmission=1.0, thickness=wall_m, tint=tint, tint_distance=wall_m, ior=1.48)
    return Material(name, roughness=0.02, glass=glass)
