"""What USDZ cannot show is said once each, and only where the variant has it."""

import pytest

from assets3d.pipeline.findings import Severity
from tests.assets3d.pipeline.conftest import real_models
from tests.assets3d.pipeline.usd.conftest import WriteModel
from tests.factories.glb import Json, build_glb, changed_glb


def _with_extensions(name: str, **extensions: Json) -> bytes:
    """The box in Oak and Red, where one of the two materials has extensions."""

    def change(document: Json) -> None:
        material = next(each for each in document["materials"] if each["name"] == name)
        material["extensions"] = extensions
        document["extensionsUsed"] += sorted(extensions)

    return changed_glb(build_glb(variants=("Red",)), change)


@pytest.mark.parametrize(
    ("code", "extension", "properties"),
    [
        ("usdz_without_sheen", "KHR_materials_sheen", {"sheenColorFactor": [0, 1, 0]}),
        ("usdz_without_iridescence", "KHR_materials_iridescence", {"iridescenceFactor": 1}),
        ("usdz_without_anisotropy", "KHR_materials_anisotropy", {"anisotropyStrength": 0.5}),
        ("usdz_without_volume", "KHR_materials_volume", {"thicknessFactor": 0.1}),
        ("usdz_without_dispersion", "KHR_materials_dispersion", {"dispersion": 0.1}),
        (
            "usdz_without_diffuse_transmission",
            "KHR_materials_diffuse_transmission",
            {"diffuseTransmissionFactor": 1},
        ),
        ("usdz_without_specular_colour", "KHR_materials_specular", {"specularColorFactor": [1, 0, 0]}),
        ("usdz_without_specular_glossiness", "KHR_materials_pbrSpecularGlossiness", {}),
    ],
)
def test_lost_feature_is_one_note(
    write_model: WriteModel, code: str, extension: str, properties: Json
) -> None:
    written = write_model(_with_extensions("Oak", **{extension: properties}))

    assert [(each.code, each.severity) for each in written.findings] == [(code, Severity.NOTE)]


def test_feature_of_another_variant_is_not_mentioned(write_model: WriteModel) -> None:
    glb = _with_extensions("Red", KHR_materials_sheen={"sheenColorFactor": [0, 1, 0]})

    opening, red = write_model(glb), write_model(glb, "Red", "red.usdz")

    assert (opening.codes, red.codes) == ([], ["usdz_without_sheen"])


def test_feature_without_effect_is_not_mentioned(write_model: WriteModel) -> None:
    glb = _with_extensions(
        "Oak", KHR_materials_sheen={"sheenColorFactor": [0, 0, 0]}, KHR_materials_volume={}
    )

    assert write_model(glb).findings == ()


@pytest.mark.skipif(not real_models(), reason="the folder of real models is absent")
def test_lamps_and_iridescence_of_a_real_model_are_mentioned(write_model: WriteModel) -> None:
    path = next(path for path in real_models() if path.stem == "IridescenceSuzanne")

    codes = write_model(path).codes

    assert sorted(codes) == [
        "usdz_without_iridescence",
        "usdz_without_lights",
        "usdz_without_transmission",
        "usdz_without_volume",
    ]
