"""The layers of a USDZ package: nothing outside of it may be reached."""

from pathlib import PurePosixPath
from typing import Any

from pxr import Sdf, Tf, Usd

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.intake.source import Source, damaged
from assets3d.pipeline.preflight.archive import Archive, shown

_LAYERS = (".usd", ".usda", ".usdc")
_FLATTEN = "Export the model as one USDZ with everything inside."


def open_stage(source: Source) -> Any:  # noqa: ANN401 - pxr has no types
    """The stage of a package that refers to nothing outside of itself; raises BadModel."""
    archive = source.archive
    if archive is None:
        raise damaged("archive_damaged", "The USDZ package cannot be opened.")
    names = archive.names()
    if PurePosixPath(names[0]).suffix.lower() not in _LAYERS:
        raise damaged("usd_without_layer", "The first file of a USDZ package must be its USD layer.")
    folder = source.work / "usd"
    folder.mkdir(exist_ok=True)
    layers = [name for name in names if PurePosixPath(name).suffix.lower() in _LAYERS]
    for number, name in enumerate(layers):
        # Under other names, so that no path in a layer means another one by itself; the one in use is the first.
        path = folder / f"layer-{number}{PurePosixPath(name).suffix.lower()}"
        archive.unpack(name, path)
    _check_references(source, archive, layers)
    if len(layers) == 1:
        return _opened(str(folder / f"layer-0{PurePosixPath(names[0]).suffix.lower()}"))
    return _opened(str(source.path.resolve()))


def _opened(path: str) -> Any:  # noqa: ANN401 - pxr has no types
    try:
        stage = Usd.Stage.Open(path, Usd.Stage.LoadAll)
    except Tf.ErrorException:
        stage = None
    if stage is None:
        raise damaged("usd_invalid", "The USD layer in the package cannot be read.")
    return stage


def _check_references(source: Source, archive: Archive, layers: list[str]) -> None:
    """Follow what every layer refers to without opening it."""
    for number, name in enumerate(layers):
        path = source.work / "usd" / f"layer-{number}{PurePosixPath(name).suffix.lower()}"
        try:
            layer = Sdf.Layer.OpenAsAnonymous(str(path))
        except Tf.ErrorException:
            layer = None
        if layer is None:
            raise damaged("usd_invalid", f"The USD layer “{shown(name)}” cannot be read.", shown(name))
        for other in layer.GetCompositionAssetDependencies():
            target = str(PurePosixPath(name).parent / other.removeprefix("./"))
            if other.startswith("/") or ":" in other or ".." in other or target not in archive.entries:
                message = (
                    f"The USD layer “{shown(name)}” refers to “{shown(other)}”, which is not in the package."
                )
                raise BadModel(refusal("external_file", message, shown(name), _FLATTEN))
