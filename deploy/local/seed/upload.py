"""Sends a file to storage as a browser would: one multipart/form-data POST under a presigned policy."""

import secrets
import urllib.request
from collections.abc import Mapping
from urllib.error import HTTPError, URLError

TIMEOUT_SECONDS = 120


class UploadFailed(Exception):
    """Storage did not take the file."""


def post_form(url: str, fields: Mapping[str, str], content: bytes, filename: str) -> None:
    """POST `fields` and then the file to `url`; UploadFailed unless storage answers with success."""
    boundary = secrets.token_hex(16)
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    request = urllib.request.Request(  # noqa: S310  # the address that the shop has signed
        url,
        data=b"".join([head.encode(), content, f"\r\n--{boundary}--\r\n".encode()]),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310  # as above
            return
    except (HTTPError, URLError, OSError) as error:
        raise UploadFailed(f"{filename}: storage answered {error}") from error
