"""The child limits its own memory, and not that of the programs it starts."""

import json
import subprocess
import sys

_SCRIPT = """
import json, resource, subprocess, sys, threading
from assets3d.pipeline.child import OwnMemory

def soft():
    return resource.getrlimit(resource.RLIMIT_AS)[0]

def started():
    script = "import resource; print(resource.getrlimit(resource.RLIMIT_AS)[0])"
    return int(subprocess.check_output([sys.executable, "-c", script]))

memory = OwnMemory(3_000_000_000)
seen = {"before": soft()}
with memory.limited():
    seen["reading"] = soft()
    with memory.lifted():
        seen["program"] = started()
        kept = memory.limited()
        thread = threading.Thread(target=kept.__enter__)
        thread.start()
        thread.join()
        seen["starting while two read"] = soft()
    seen["reading again"] = soft()
seen["one still reads"] = soft()
try:
    bytearray(4_000_000_000)
except MemoryError:
    seen["too much"] = "refused"
print(json.dumps(seen))
"""


def test_own_memory_is_limited_while_any_thread_reads_and_none_starts_a_program() -> None:
    told = subprocess.check_output([sys.executable, "-c", _SCRIPT], text=True)  # noqa: S603 - our own interpreter and script

    seen = json.loads(told)
    before, limit = seen["before"], 3_000_000_000
    assert seen == {
        "before": before,
        "reading": limit,
        "program": before,
        "starting while two read": before,
        "reading again": limit,
        "one still reads": limit,
        "too much": "refused",
    }
    assert before != limit
