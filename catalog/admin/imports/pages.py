"""What the page of an import shows and does. Every view is given an import that the person may see."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from catalog.admin.imports.pictures import failed_pictures, pictures_of
from catalog.admin.imports.words import FORECASTS, SHOWN_PROBLEMS, figures_of, words_of
from catalog.errors import CatalogRefusal
from catalog.exchange.writing.csv_lines import csv_lines
from catalog.models import ImportJob
from catalog.services.moving.decide_import import apply_import, discard_import
from catalog.services.moving.pictures.retry_pictures import retry_pictures
from catalog.states import WORKING_IMPORTS, ImportState


def panel_context(job: ImportJob) -> dict[str, object]:
    """What the panel's template wants: three queries, and one more where pictures failed."""
    problems = list(job.problems.all()[:SHOWN_PROBLEMS])
    pictures = pictures_of(job)
    return {
        "job": job,
        "pictures": pictures,
        "failed_pictures": failed_pictures(job) if pictures.failed else [],
        "words": words_of(job),
        "figures": figures_of(job),
        "problems": problems,
        "more_problems": job.problems_found - len(problems),
        "left_out": sorted(job.left_out.items(), key=lambda item: (-item[1], item[0])),
        "is_working": job.state in WORKING_IMPORTS,
        "is_watched": job.state in WORKING_IMPORTS or pictures.are_under_way,
        "is_forecast": job.state in FORECASTS,
        "is_checked": job.state == ImportState.CHECKED,
    }


def panel_view(request: HttpRequest, job: ImportJob) -> HttpResponse:
    """GET: the panel alone, for a page that watches."""
    return render(request, "catalog/admin/imports/panel.html", panel_context(job))


def apply_view(request: HttpRequest, job: ImportJob) -> HttpResponse:
    """POST: take the list."""
    return _decide(request, job, apply_import)


def retry_pictures_view(request: HttpRequest, job: ImportJob) -> HttpResponse:
    """POST: try pictures again that could not be fetched."""
    return _decide(request, job, retry_pictures)


def discard_view(request: HttpRequest, job: ImportJob) -> HttpResponse:
    """POST: leave the list alone."""
    return _decide(request, job, discard_import)


def problems_view(request: HttpRequest, job: ImportJob) -> HttpResponse:
    """GET: every problem that is kept, as CSV."""
    told = job.problems.values_list("line", "column", "code", "message", "is_refusal")
    rows = (
        [str(line), column, code, message, "left out" if is_refusal else "taken"]
        for line, column, code, message, is_refusal in told
    )
    text = b"".join(csv_lines(("line", "column", "code", "message", "product"), rows))
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="problems-{job.pk}.csv"'},
    )


def _decide(request: HttpRequest, job: ImportJob, decide: Callable[..., object]) -> HttpResponse:
    try:
        decide(import_id=job.pk)
    except CatalogRefusal as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("admin:catalog_importjob_change", args=[job.pk]))
