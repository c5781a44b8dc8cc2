"""An upload whose bytes are known joins the conversion of those bytes, wherever that stands."""

from assets3d.models import Source
from assets3d.queries.file_kinds import pipeline_format
from assets3d.services.conversion.line_up import Content, line_up, line_up_improvement
from assets3d.services.revision.make_revision import make_revision
from assets3d.states import DRAFT, ConversionState


def join_conversion(source: Source) -> None:
    """Have the source's bytes converted in its unit; a revision is made at once where that has happened already.

    To be called inside a transaction that holds the source's row. The worker waits for the conversion's row, so
    that it finds this source when it ends, or this finds what the worker made.
    """
    content = Content(source.sha256, source.key, pipeline_format(source.filename), source.unit)
    draft = line_up(content, DRAFT, is_awaited=True)
    Source.objects.filter(pk=source.pk).update(conversion=draft)
    if draft.state != ConversionState.DONE:
        return
    improved = line_up_improvement(draft)
    is_better = improved is not None and improved.state == ConversionState.DONE
    make_revision(source, improved if improved and is_better else draft)
