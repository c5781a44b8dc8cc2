"""The two ways to use the local stack: around one command, or as the whole shop."""

from __future__ import annotations

import argparse
import functools
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.local.environment import Site, shop_environment
from deploy.local.errors import StackError, sentence_for
from deploy.local.processes import kernel
from deploy.local.processes.children import prepare_child
from deploy.local.processes.keeper import StopRequested, disregard, keep
from deploy.local.programs import PROJECT
from deploy.local.provision import provision
from deploy.local.shop import run_shop
from deploy.local.space import require_space
from deploy.local.stack import Stack, running_stack

EXEC_NEEDS_BYTES: Final = 300 * 1024**2


def main(arguments: Sequence[str]) -> int:
    """Run a subcommand and return the exit code of the process. One sentence on stderr tells what went wrong."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.subcommand == "run":
        return _kept(run_until_stopped, follow_parent=options.follow_parent)
    command = options.command[options.command[:1] == ["--"] :]
    if not command:
        parser.error("exec needs a command to run")
    folder = options.keep or Path(tempfile.mkdtemp(prefix="vitrine-"))
    with _cleaned(folder, is_kept=options.keep is not None):
        return _kept(
            lambda: execute(command, folder, is_kept=options.keep is not None),
            follow_parent=options.follow_parent,
        )


def run_until_stopped() -> int:
    """Run the whole shop. To be asked to stop is its proper end, so the exit code is then 0."""
    try:
        return run_shop(_stack_folder(), _port())
    except StopRequested:
        return 0


def execute(command: Sequence[str], folder: Path, *, is_kept: bool) -> int:
    """Run a command beside services whose data lies in `folder`, and return its exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    require_space(folder, EXEC_NEEDS_BYTES)
    site = Site("config.settings.test", secrets.token_urlsafe(48), folder / "mail")
    with _cleaned(folder, is_kept=is_kept), running_stack(folder, given=os.environ, durable=is_kept) as stack:
        provisioned = provision(
            stack.endpoints.aws_endpoint_url, site_url=os.environ.get("SITE_URL", site.url)
        )
        environment = shop_environment(os.environ, stack.endpoints, provisioned.queue_urls, site)
        return _run_to_the_end(command, environment, stack)


@contextmanager
def _cleaned(folder: Path, *, is_kept: bool) -> Iterator[None]:
    """Throw the folder away at the end. Keeper and supervisor both do, as either may be killed."""
    try:
        yield
    finally:
        if not is_kept:
            shutil.rmtree(folder, ignore_errors=True)


def _kept(work: Callable[[], int], *, follow_parent: bool) -> int:
    return keep(functools.partial(_explained, work), follow_parent=follow_parent)


def _explained(work: Callable[[], int]) -> int:
    """Do the work; what stops it becomes one sentence on stderr and exit code 1."""
    try:
        return work()
    except StackError as error:
        sentence = str(error)
    except OSError as error:
        sentence = sentence_for(error)
    sys.stderr.write(f"vitrine: {sentence}\n")
    return 1


def _run_to_the_end(command: Sequence[str], environment: Mapping[str, str], stack: Stack) -> int:
    """Run the command on this terminal. Asked to stop, it is asked in turn and given time to say good-bye.

    Ctrl-C reaches the command from the terminal itself, and what it means is the command's affair.
    """
    supervisor_id = os.getpid()
    try:
        process = subprocess.Popen(  # noqa: S603 - running the given command is the purpose
            command, env=environment, preexec_fn=lambda: prepare_child(supervisor_id)
        )
    except OSError as error:
        raise StackError(f"{command[0]} could not be run: {error.strerror}.") from error
    signal.signal(signal.SIGINT, disregard)
    own = [process.pid, *(child.process.pid for child in stack.children if child.process)]
    try:
        while (code := _exit_code_within(process, 1)) is None:
            kernel.reap_adopted(own)
    except StopRequested:
        process.terminate()
        if _exit_code_within(process, 2) is None:
            process.kill()
        raise
    return code if code >= 0 else 128 - code


def _exit_code_within(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None


def _stack_folder() -> Path:
    return Path(os.environ.get("VITRINE_STACK_DIR") or PROJECT / ".stack")


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise StackError(f"PORT must be a number between 1 and 65535, not {text!r}.")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description="Vitrine's local stack.")
    parser.add_argument("--follow-parent", action="store_true", help="stop when the starting process ends")
    subcommands = parser.add_subparsers(dest="subcommand", required=True)
    subcommands.add_parser("run", help="run the whole shop until Ctrl-C")
    executing = subcommands.add_parser("exec", help="run a command beside throw-away services")
    executing.add_argument("--keep", type=Path, metavar="DIR", help="keep the services' data and logs in DIR")
    executing.add_argument("command", nargs=argparse.REMAINDER, metavar="-- CMD")
    return parser
