"""How a conversion ended, written by the holder of its lease and by nobody else."""

import dataclasses
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from assets3d.errors import LeaseLost
from assets3d.models import Conversion, Finding, Rendition
from assets3d.pipeline import findings as pipeline_findings
from assets3d.pipeline.report import Report
from assets3d.services.conversion.hand_over import bring_out
from assets3d.services.conversion.lease import Lease
from assets3d.services.conversion.storable import storable_json, storable_text
from assets3d.services.conversion.store_renditions import StoredRendition
from assets3d.states import ConversionState, Severity

logger = logging.getLogger(__name__)
MOST_FINDINGS = 200
NO_LEASE: dict[str, Any] = {"lease_token": None, "lease_until": None}
SEVERITIES = {
    pipeline_findings.Severity.REFUSAL: Severity.ERROR,
    pipeline_findings.Severity.WARNING: Severity.WARNING,
    pipeline_findings.Severity.NOTE: Severity.NOTE,
}


def record_converted(lease: Lease, report: Report, stored: Sequence[StoredRendition]) -> None:
    """Everything at once: files, findings, state, and what revisions show of it from now on.

    Raises LeaseLost, and then nothing is written.
    """
    with transaction.atomic():
        _end(lease, report, ConversionState.DONE)
        Rendition.objects.bulk_create(
            Rendition(conversion_id=lease.conversion_id, **dataclasses.asdict(rendition))
            for rendition in stored
        )
        bring_out(Conversion.objects.defer("report").get(pk=lease.conversion_id))


def record_refused(lease: Lease, report: Report) -> None:
    """The model cannot be shown; the findings say why. Raises LeaseLost."""
    with transaction.atomic():
        _end(lease, report, ConversionState.REFUSED)


def record_fault(lease: Lease, fault: str) -> None:
    """Something of ours failed: in line again after a while, or dead after the last attempt. Raises LeaseLost."""
    is_last = lease.attempt >= settings.ASSETS3D_ATTEMPTS
    log = logger.error if is_last else logger.warning
    log("conversion failed", extra={"conversion_id": lease.conversion_id, "fault": fault})
    wait = timedelta(seconds=settings.ASSETS3D_BACKOFF_SECONDS * 4 ** (lease.attempt - 1))
    moved = lease.rows().update(
        state=ConversionState.DEAD if is_last else ConversionState.QUEUED,
        fault=storable_text(fault),
        available_at=Now() + wait,
        **NO_LEASE,
    )
    if not moved:
        raise _lost(lease)


def _end(lease: Lease, report: Report, state: ConversionState) -> None:
    record = {**dataclasses.asdict(report), "findings": len(report.findings)}
    moved = lease.rows().update(
        state=state,
        stage="",
        percent=100,
        fault="",
        report=storable_json(record),
        finished_at=Now(),
        **NO_LEASE,
    )
    if not moved:
        raise _lost(lease)
    Finding.objects.bulk_create(
        Finding(
            conversion_id=lease.conversion_id,
            position=position,
            severity=SEVERITIES[finding.severity],
            code=storable_text(finding.code)[:60],
            message=storable_text(finding.message),
            place=storable_text(finding.place)[:200],
            fix=storable_text(finding.fix),
        )
        for position, finding in enumerate(report.findings[:MOST_FINDINGS])
    )


def _lost(lease: Lease) -> LeaseLost:
    return LeaseLost(f"conversion {lease.conversion_id} belongs to another worker")
