"""A picture from an address, as a file whose content nobody has decoded yet."""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPResponse, responses
from pathlib import Path
from urllib.parse import urljoin

from accounts.outbound.asking import USUAL, Deadline, Question, Rules, asked
from accounts.outbound.refusals import AskingRefused
from accounts.outbound.targets import Target, target_of

PICTURE = Question(headers={"Accept": "image/jpeg, image/png, image/webp;q=0.9, image/avif;q=0.8"})
PIECE_BYTES = 64 * 1024
ELSEWHERE = frozenset({301, 302, 303, 307, 308})
# Of what others refuse, that which they may not refuse the next time.
PASSING = frozenset({408, 425, 429})


@dataclass(frozen=True)
class FetchedPicture:
    """The SHA-256 of the file as hexadecimal digits, its length, and its kind by how it begins."""

    sha256: str
    bytes: int
    content_type: str


def fetch_picture(written: str, into: Path, rules: Rules = USUAL) -> FetchedPicture:
    """Write what the address gives into the file. Raises AskingRefused for anything but a picture within the rules.

    Every address on the way is looked at as the first one, so that no redirect leads to where nothing is fetched.
    """
    deadline = Deadline(rules.total_seconds)
    target = _target(written)
    for _ in range(rules.most_redirects + 1):
        with asked(target, PICTURE, rules, deadline) as answer:
            if answer.status not in ELSEWHERE:
                _require_file(answer, target, rules)
                return _received(answer, into, rules)
            target = _target(urljoin(target.address, answer.headers.get("Location", "")))
    raise AskingRefused("too_many_redirects", "The address leads to another one again and again.")


def picture_type(head: bytes) -> str | None:
    """The media type of a file that begins so, at least 12 bytes; None when it is no picture that shops show."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in {b"avif", b"avis"}:
        return "image/avif"
    return None


def _target(written: str) -> Target:
    try:
        return target_of(written)
    except ValueError as error:
        raise AskingRefused("address_unreadable", str(error)) from error


def _require_file(answer: HTTPResponse, target: Target, rules: Rules) -> None:
    if answer.status != HTTPStatus.OK:
        is_passing = answer.status >= 500 or answer.status in PASSING
        code = "not_found" if answer.status in {404, 410} else "refused_there"
        told = f"{answer.status} {responses.get(answer.status, '')}".strip()
        raise AskingRefused(code, f"{target.host} answers {told}.", is_passing=is_passing)
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise AskingRefused("encoded", f"{target.host} packs what it was asked not to pack.")
    if answer.length is not None and answer.length > rules.most_bytes:
        raise _too_large(rules)


def _received(answer: HTTPResponse, into: Path, rules: Rules) -> FetchedPicture:
    digest, length, kind = hashlib.sha256(), 0, ""
    with into.open("wb") as file:
        while piece := answer.read(PIECE_BYTES):
            kind = kind or _kind(piece)
            length += len(piece)
            if length > rules.most_bytes:
                raise _too_large(rules)
            digest.update(piece)
            file.write(piece)
    if answer.length:
        raise AskingRefused("cut_short", "The connection ended before the picture did.", is_passing=True)
    if not length:
        raise AskingRefused("no_picture", "There is nothing at this address.")
    return FetchedPicture(digest.hexdigest(), length, kind)


def _kind(head: bytes) -> str:
    kind = picture_type(head)
    if kind is None:
        raise AskingRefused("no_picture", "This is not a JPEG, PNG, WebP or AVIF picture.")
    return kind


def _too_large(rules: Rules) -> AskingRefused:
    return AskingRefused("too_large", f"The picture has more than {rules.most_bytes // 1_000_000} MB.")
