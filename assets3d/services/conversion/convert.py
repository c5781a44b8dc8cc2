"""Turn an uploaded file into what shoppers see."""

import enum
import logging
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from assets3d import storage
from assets3d.errors import ConversionFault, LeaseLost
from assets3d.pipeline.render.process import default_studio
from assets3d.pipeline.report import Outcome, Report
from assets3d.pipeline.sandbox import Limits, PipelineFailed, run_pipeline
from assets3d.services.conversion.lease import Heartbeat, KeepMessage, Lease, claim_conversion
from assets3d.services.conversion.record_outcome import record_converted, record_fault, record_refused
from assets3d.services.conversion.store_renditions import StoredRendition, store_renditions
from assets3d.services.conversion.work_folder import work_folder
from assets3d.states import DRAFT, SEARCHED, RenditionRole

logger = logging.getLogger(__name__)
# Fetching comes before the pipeline's own stages, storing after them.
FETCHING, STORING = "fetching", "storing"
# A search takes minutes of processor time by itself, and gets it only when nobody else wants it.
LIMITS = {DRAFT: Limits(), SEARCHED: Limits(wall_seconds=1800.0, cpu_seconds=900)}


class Converted(enum.Enum):
    """What came of a call."""

    NOT_CLAIMED = "there was nothing to do, or another worker was faster"
    DONE = "the model can be published"
    REFUSED = "the model cannot be shown, and its findings say why"
    FAULT = "something of ours failed, and it is tried again or dead"
    LOST = "another worker took over, and what was made here is dropped"


def convert(*, conversion_id: int, keep_message: KeepMessage) -> Converted:
    """Claim the conversion, run it and record how it ended. Any number of calls convert once.

    `keep_message` is called from another thread, several times in every lease, while the work lasts.
    """
    lease = claim_conversion(conversion_id)
    if lease is None:
        return Converted.NOT_CLAIMED
    try:
        with Heartbeat(lease, keep_message), work_folder() as folder:
            return _convert_or_record_fault(lease, folder)
    except LeaseLost:
        logger.warning("conversion taken over", extra={"conversion_id": conversion_id})
        return Converted.LOST


def _convert_or_record_fault(lease: Lease, folder: Path) -> Converted:
    try:
        return _convert(lease, folder)
    except LeaseLost:
        raise
    except (ConversionFault, PipelineFailed, OSError) as error:
        record_fault(lease, f"{type(error).__name__}: {error}")
        return Converted.FAULT


def _convert(lease: Lease, folder: Path) -> Converted:
    source, out = folder / f"source{PurePosixPath(lease.source_key).suffix}", folder / "out"
    out.mkdir()
    _fetch(lease, source)
    report = run_pipeline(
        source,
        out,
        recipe=lease.recipe,
        unit=lease.unit or None,
        format=lease.source_format or None,
        limits=LIMITS[lease.recipe],
        studio=default_studio(lease.recipe),
        on_progress=lease.note_progress,
    )
    _require_recipe(lease, report)
    if report.outcome == Outcome.REFUSED:
        record_refused(lease, report)
        return Converted.REFUSED
    stored = store_renditions(report, out, on_each=lambda: lease.note_progress(STORING, 99))
    _require_model(stored)
    record_converted(lease, report, stored)
    return Converted.DONE


def _fetch(lease: Lease, source: Path) -> None:
    lease.note_progress(FETCHING, 0)
    digest = storage.digest_upload(lease.source_key, into=source)
    if digest.sha256 != lease.source_sha256:
        raise ConversionFault("the uploaded file is not the one that was checked")


def _require_model(stored: Sequence[StoredRendition]) -> None:
    """What takes the place of a model in the shop must be one."""
    if all(rendition.role is not RenditionRole.WEB for rendition in stored):
        raise ConversionFault("the pipeline made no model for the shop")


def _require_recipe(lease: Lease, report: Report) -> None:
    if (report.recipe, report.recipe_version) != (lease.recipe, lease.recipe_version):
        raise ConversionFault(f"the pipeline ran {report.recipe} v{report.recipe_version}")
