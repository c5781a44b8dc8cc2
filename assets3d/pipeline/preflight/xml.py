"""XML without the parts of XML that do harm."""

import re
from collections.abc import Iterator
from typing import IO

from lxml import etree

from assets3d.pipeline.findings import BadModel, Finding, refusal
from assets3d.pipeline.preflight.bounds import Bounds

# Small, because what is nested in a block is built before its depth is looked at.
_BLOCK = 64 << 10
_OVERLAP = 16
_FORBIDDEN = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
_ENCODINGS = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1"})
_EXPORT_AGAIN = "Export the model again; if it is refused again, choose another format such as GLB."
Event = tuple[str, "etree._Element"]


def checked_blocks(file: IO[bytes], bounds: Bounds) -> Iterator[bytes]:
    """The blocks of an XML file; raises BadModel as soon as one declares types or entities, or they are too many."""
    size, tail = 0, b""
    while block := file.read(_BLOCK):
        if size == 0:
            _check_encoding(block)
        size += len(block)
        if size > bounds.xml_bytes:
            message = f"The XML in the file is longer than {bounds.xml_bytes:,} bytes."
            raise BadModel(refusal("xml_too_large", message, "", "Reduce the number of triangles."))
        if _FORBIDDEN.search(tail + block):
            message = "The file declares document types or entities, which no model needs."
            raise BadModel(refusal("xml_dtd", message, "", _EXPORT_AGAIN))
        tail = block[-_OVERLAP:]
        yield block


def _check_encoding(start: bytes) -> None:
    """In other encodings the search for declarations would be blind."""
    named = _ENCODING.search(start[:400])
    if b"\x00" in start[:1000] or (named and named.group(1).lower() not in _ENCODINGS):
        message = "The XML in the file is not written in UTF-8."
        raise BadModel(refusal("xml_encoding", message, "", _EXPORT_AGAIN))


def xml_events(file: IO[bytes], bounds: Bounds) -> Iterator[Event]:
    """("start" or "end", element) in the order of the file; raises BadModel.

    An element is complete at its end and emptied afterwards, so that memory does not grow with the file.
    """
    parser = etree.XMLPullParser(
        ("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        # Lists of coordinates are longer texts than the parser takes otherwise. What this lifts is bounded here:
        # bytes and depth by count, and entities, which could multiply, cannot be declared.
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    depth = 0
    try:
        for block in checked_blocks(file, bounds):
            parser.feed(block)
            for event, element in parser.read_events():
                depth += 1 if event == "start" else -1
                if depth > bounds.xml_depth:
                    raise BadModel(_too_deep(bounds))
                yield event, element
                if event == "end":
                    _forget(element)
        parser.close()
    except etree.XMLSyntaxError as error:
        if "depth" in (error.msg or ""):
            # The parser has a limit of its own, and reads ahead.
            raise BadModel(_too_deep(bounds)) from None
        message = f"The XML in the file is damaged: {error.msg}."
        raise BadModel(refusal("xml_invalid", message, "", _EXPORT_AGAIN)) from None


def _too_deep(bounds: Bounds) -> Finding:
    message = f"The XML in the file is nested more than {bounds.xml_depth} levels deep."
    return refusal("xml_too_deep", message, "", _EXPORT_AGAIN)


def _forget(element: "etree._Element") -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def local_name(element: "etree._Element") -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
