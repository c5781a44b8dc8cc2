"""Models are made once for each version of their sources."""

from dataclasses import replace
from pathlib import Path

import pytest

from deploy.local.demo import generate
from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Material, Model, Part
from deploy.local.demo.products.product import DemoProduct
from deploy.local.demo.products.tableware import mug
from deploy.local.demo.shapes.rounded_box import rounded_box


@pytest.fixture
def builds() -> list[str]:
    """One entry for each time the product was built."""
    return []


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch, builds: list[str]) -> DemoProduct:
    """A plain cube, the only product of the shop."""

    def build() -> bytes:
        builds.append("cube")
        return write_glb(
            Model("Cube", [Part("Cube", rounded_box((1, 1, 1), 0.1, steps=1, cells=1), Material("Plain"))])
        )

    cube = replace(mug.PRODUCT, slug="cube", build=build)
    monkeypatch.setattr(generate, "PRODUCTS", (cube,))
    return cube


def test_model_path_builds_once(product: DemoProduct, builds: list[str], tmp_path: Path) -> None:
    first = generate.model_path(product, tmp_path)
    second = generate.model_path(product, tmp_path)

    assert first == second == tmp_path / "cube.glb"
    assert builds == ["cube"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cube.glb", "cube.version"]


def test_model_path_builds_again_after_sources_changed(
    product: DemoProduct, builds: list[str], tmp_path: Path
) -> None:
    path = generate.model_path(product, tmp_path)
    path.with_suffix(".version").write_text("older sources")
    path.write_bytes(b"older model")

    generate.model_path(product, tmp_path)

    assert builds == ["cube", "cube"]
    assert path.read_bytes() == product.build()


def test_failed_build_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, product: DemoProduct, tmp_path: Path
) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk is full")

    monkeypatch.setattr(Path, "replace", fail)

    with pytest.raises(OSError, match="disk is full"):
        generate.model_path(product, tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("product")
def test_triangle_count_reads_the_model(tmp_path: Path) -> None:
    made = generate.make("cube", tmp_path)

    # Six faces of 3 x 3 cells: one flat, a ring of rounding around it.
    assert made.triangle_count == 6 * 9 * 2
