"""Pictures are fetched from real servers on this machine, which the tests allow by name and by port."""

import hashlib
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from accounts.outbound.asking import Rules
from accounts.outbound.refusals import AskingRefused
from catalog.exchange.fetch_picture import FetchedPicture, fetch_picture
from tests.accounts.outbound.server import PNG, Server, always, answer, redirect, serving
from tests.doubles.nobody import closed_port

PATIENCE = Rules(connect_seconds=5, read_seconds=5, total_seconds=20)


def rules(server: Server, **changes: Any) -> Rules:
    """The usual rules, but with this machine for a stranger."""
    allowed: dict[str, Any] = {
        "ports": frozenset({server.port}),
        "is_allowed": lambda place: place == "127.0.0.1",
    }
    return replace(PATIENCE, **{**allowed, **changes})


def refusal(url: str, folder: Path, under: Rules) -> AskingRefused:
    with pytest.raises(AskingRefused) as caught:
        fetch_picture(url, folder / "picture", under)
    return caught.value


def test_fetch_picture_writes_what_the_address_gives(tmp_path: Path) -> None:
    with serving(always(answer(PNG))) as server:
        fetched = fetch_picture(server.url("/a b.png?v=1"), tmp_path / "picture", rules(server))

    assert fetched == FetchedPicture(hashlib.sha256(PNG).hexdigest(), len(PNG), "image/png")
    assert (tmp_path / "picture").read_bytes() == PNG
    (head,) = server.heads
    assert head.startswith(f"GET /a%20b.png?v=1 HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n")
    assert "Accept-Encoding: identity\r\n" in head


def test_fetch_picture_reads_pieces_and_bodies_without_a_length(tmp_path: Path) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces = [b"%x\r\n%b\r\n" % (len(part), part) for part in (PNG[:20], PNG[20:])]
    for said in ([chunked, *pieces, b"0\r\n\r\n"], [b"HTTP/1.0 200 OK\r\n\r\n", PNG]):
        with serving(always(*said)) as server:
            fetched = fetch_picture(server.url(), tmp_path / "picture", rules(server))

        assert fetched.sha256 == hashlib.sha256(PNG).hexdigest()


def test_fetch_picture_follows_redirects_within_reason(tmp_path: Path) -> None:
    def says(path: str) -> Iterator[bytes]:
        left = int(path[1:])
        yield answer(PNG) if left == 0 else redirect(str(left - 1))

    with serving(says) as server:
        fetched = fetch_picture(server.url("/3"), tmp_path / "picture", rules(server))
        refused = refusal(server.url("/4"), tmp_path, rules(server))

    assert (fetched.content_type, refused.code) == ("image/png", "too_many_redirects")
    assert server.paths == ["/3", "/2", "/1", "/0", "/4", "/3", "/2", "/1"]


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("http://169.254.169.254/latest/meta-data/", "address_refused"),
        ("http://[::ffff:127.0.0.1]:{port}/", "address_refused"),
        ("http://127.0.0.1:22/", "port_refused"),
        ("file:///etc/passwd", "address_unreadable"),
        ("//user:word@127.0.0.1:{port}/", "address_unreadable"),
    ],
)
def test_fetch_picture_looks_at_each_redirect_anew(place: str, code: str, tmp_path: Path) -> None:
    """Port 80 is open for what is asked here, so that it is the address which is refused."""
    with serving(lambda _path: iter([redirect(place.format(port=server.port))])) as server:
        under = rules(server, ports=frozenset({80, server.port}))
        refused = refusal(server.url(), tmp_path, under)

    assert (refused.code, refused.is_passing) == (code, False)
    assert len(server.heads) == 1
    assert not (tmp_path / "picture").exists()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_fetch_picture_asks_nobody_on_this_machine(host: str, tmp_path: Path) -> None:
    with serving(always(answer(PNG))) as server:
        refused = refusal(server.url(host=host), tmp_path, replace(PATIENCE, ports=frozenset({server.port})))

    assert (refused.code, server.heads) == ("address_refused", [])


def test_fetch_picture_connects_to_the_address_it_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that means something else each time is asked for once, and the first meaning counts."""
    resolve, asked_for = socket.getaddrinfo, []

    def changing(host: str, port: int, **options: Any) -> Any:  # noqa: ANN401  # as the system answers
        asked_for.append(host)
        return resolve("127.0.0.1" if len(asked_for) == 1 else "127.0.0.2", port, **options)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    with serving(always(answer(PNG))) as server:
        fetch_picture(server.url(host="pictures.example"), tmp_path / "picture", rules(server))

    assert asked_for == ["pictures.example"]
    assert f"Host: pictures.example:{server.port}\r\n" in server.heads[0]


def test_fetch_picture_refuses_a_name_with_one_address_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 80)) for host in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_options: found)

    assert refusal("http://pictures.example/", tmp_path, Rules()).code == "address_refused"


def test_fetch_picture_says_that_nobody_has_this_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_asked: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    refused = refusal("https://pictures.example/", tmp_path, Rules())
    assert (refused.code, str(refused), refused.is_passing) == (
        "name_unknown",
        "There is nobody called pictures.example.",
        True,
    )


@pytest.mark.parametrize(
    ("said", "code", "is_passing"),
    [
        (answer(b"", status="404 Not Found"), "not_found", False),
        (answer(b"", status="403 Forbidden"), "refused_there", False),
        (answer(b"", status="429 Too Many Requests"), "refused_there", True),
        (answer(b"", status="503 Service Unavailable"), "refused_there", True),
        (
            answer(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Content-Type: image/png"),
            "no_picture",
            False,
        ),
        (answer(b"GIF89a" + b"\0" * 20), "no_picture", False),
        (answer(b""), "no_picture", False),
        (answer(PNG, "Content-Encoding: gzip"), "encoded", False),
        (answer(PNG, length=len(PNG) + 1), "cut_short", True),
        (b"220 mail.example ESMTP\r\n", "answer_unreadable", True),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "answer_unreadable", True),
        (answer(b"", status="302 Found"), "too_many_redirects", False),
    ],
)
def test_fetch_picture_refuses_what_is_no_picture(
    said: bytes,
    code: str,
    is_passing: bool,  # noqa: FBT001  # as it is tested
    tmp_path: Path,
) -> None:
    with serving(always(said)) as server:
        refused = refusal(server.url(), tmp_path, rules(server))

    assert (refused.code, refused.is_passing) == (code, is_passing)


@pytest.mark.parametrize(
    "said",
    [
        [answer(PNG, length=10_000)],
        # No length is told, so that it is noticed while it is read.
        [b"HTTP/1.0 200 OK\r\n\r\n" + PNG, *[b"x" * 1000] * 1000],
    ],
)
def test_fetch_picture_keeps_to_the_size(said: list[bytes], tmp_path: Path) -> None:
    with serving(always(*said)) as server:
        refused = refusal(server.url(), tmp_path, rules(server, most_bytes=1000))

    assert refused.code == "too_large"
    picture = tmp_path / "picture"
    assert not picture.exists() or picture.stat().st_size <= 1000


def _drip(path: str) -> Iterator[bytes]:
    """A byte at a time, so that no single wait is long."""
    head, body = answer(PNG, length=10_000).split(b"\r\n\r\n")
    for part in (head if path == "/head" else head + b"\r\n\r\n" + body).hex(" ").split():
        yield bytes.fromhex(part)
        time.sleep(0.05)


@pytest.mark.parametrize("path", ["/head", "/body"])
def test_fetch_picture_does_not_wait_for_ever(path: str, tmp_path: Path) -> None:
    with serving(_drip) as server:
        refused = refusal(server.url(path), tmp_path, rules(server, total_seconds=0.5))

    assert (refused.code, refused.is_passing) == ("too_slow", True)


def test_fetch_picture_gives_up_when_nothing_comes(tmp_path: Path) -> None:
    given_up = threading.Event()

    def silent(_path: str) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        given_up.wait(60)

    with serving(silent) as server:
        refused = refusal(server.url(), tmp_path, rules(server, read_seconds=0.2))
        given_up.set()

    assert refused.code == "too_slow"


def test_fetch_picture_says_when_nobody_listens(tmp_path: Path) -> None:
    with closed_port() as port:
        server = Server(port)
        refused = refusal(server.url(), tmp_path, rules(server))

    assert (refused.code, refused.is_passing) == ("no_connection", True)


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key of pictures.example and its certificate, which nobody but itself has signed."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    made = tmp_path_factory.mktemp("identity") / "identity.pem"
    request = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
    names = ("-subj", "/CN=pictures.example", "-addext", "subjectAltName=DNS:pictures.example")
    command = [program, *request, *names, "-keyout", str(made), "-out", str(made.with_suffix(".crt"))]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # no word of it from elsewhere
    made.write_bytes(made.read_bytes() + made.with_suffix(".crt").read_bytes())
    return made


@pytest.mark.parametrize(
    ("host", "is_trusted", "code"),
    [
        ("pictures.example", True, None),
        ("other.example", True, "certificate_refused"),
        ("pictures.example", False, "certificate_refused"),
    ],
)
def test_fetch_picture_checks_who_answers(
    host: str,
    is_trusted: bool,  # noqa: FBT001  # as it is tested
    code: str | None,
    identity: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(identity)
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, port, **asked: resolve("127.0.0.1", port, **asked)
    )

    with serving(always(answer(PNG)), own) as server:
        trust = partial(ssl.create_default_context, cafile=identity if is_trusted else None)
        under, url = rules(server, trust=trust), server.url(host=host, scheme="https")
        if code is None:
            assert fetch_picture(url, tmp_path / "picture", under).content_type == "image/png"
        else:
            assert refusal(url, tmp_path, under).code == code
