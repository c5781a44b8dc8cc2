"""What the stack writes on the terminal."""

import io
from pathlib import Path

from deploy.local.logs import LogStream, Terminal


def test_log_stream_writes_whole_new_lines_with_the_name_of_their_program(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("from an earlier run\n")
    out = io.StringIO()
    stream = LogStream(Terminal(out))
    stream.follow("web", log)

    with log.open("a") as program:
        program.write("started\nhalf a li")
        program.flush()
        stream.drain()
        program.write("ne\n")
    stream.drain()

    assert out.getvalue().splitlines() == ["           web | started", "           web | half a line"]


def test_log_stream_goes_on_when_a_log_was_emptied(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    out = io.StringIO()
    stream = LogStream(Terminal(out), limit_bytes=8)
    stream.follow("web", log)

    for text in ("a long line\n", "next\n"):
        with log.open("a") as program:
            program.write(text)
        stream.drain()

    assert out.getvalue().splitlines() == ["           web | a long line", "           web | next"]
    assert log.stat().st_size < 8
