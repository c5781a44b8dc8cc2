"""The whole shop on one machine: services, web, workers, clock and demo products."""

from __future__ import annotations

import fcntl
import os
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.local import programs
from deploy.local.environment import Site, shop_environment
from deploy.local.errors import StackError
from deploy.local.logs import BOLD, LogStream, Terminal
from deploy.local.processes import kernel
from deploy.local.processes.children import Child, stop_together
from deploy.local.processes.ports import is_free
from deploy.local.provision import provision
from deploy.local.space import require_space
from deploy.local.stack import Stack, running_stack

NEEDED_BYTES: Final = 2 * 1024**3
STOP_SECONDS: Final = 1.5  # work in hand is not lost: its message comes back to the next worker
RESTART_SECONDS: Final = 2.0
TICK_SECONDS: Final = 0.15
REFILL: Final = (
    "rebuild_mirror"  # what the emulator forgot is in PostgreSQL; sweepers ring again for waiting work
)
DEMO_ACCOUNTS: Final = ("merchant@vitrine.test", "admin@vitrine.test", "customer@vitrine.test")


def run_shop(folder: Path, port: int) -> int:
    """Run the shop with its data in `folder` until stopped; raises StackError when it cannot."""
    began_at = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    require_space(folder, NEEDED_BYTES)
    terminal = Terminal(sys.stdout)
    site = Site("config.settings.dev", _kept_secret(folder / "secret-key"), folder / "mail", port)
    password = _kept_secret(folder / "demo-password")[:16]
    with ExitStack() as stopping:
        stopping.enter_context(_sole_use_of(folder))
        _require_port(port)
        stopping.callback(terminal.line, "Vitrine has stopped. Its data is kept.")
        with terminal.step("PostgreSQL, Valkey and the AWS emulator"):
            stack = stopping.enter_context(running_stack(folder, given=os.environ, durable=True))
        with terminal.step("buckets, queues, table and upload function"):
            provisioned = provision(stack.endpoints.aws_endpoint_url, site_url=site.url)
        inherited = {**os.environ, "DEMO_ADMIN_PASSWORD": password, "VITRINE_STACK_DIR": str(folder)}
        environment = shop_environment(inherited, stack.endpoints, provisioned.queue_urls, site)
        shop = Shop(stack, environment, folder / "logs", LogStream(terminal), terminal)
        stopping.callback(shop.stop)
        stack.is_sound = stack.is_sound and not provisioned.table_is_new
        shop.open(site)
        _welcome(terminal, site, password, time.monotonic() - began_at)
        shop.watch()
    return 0


@dataclass
class Shop:
    """The shop's programs: lasting ones are started again when they end, errands run once."""

    stack: Stack
    environment: Mapping[str, str]
    logs: Path
    stream: LogStream
    terminal: Terminal
    lasting: list[Child] = field(default_factory=list)
    errands: list[Child] = field(default_factory=list)
    restart_at: dict[str, float] = field(default_factory=dict)

    def open(self, site: Site) -> None:
        """Bring the database up to date, open the doors, then start what works behind them."""
        for child in self.stack.children:
            self.stream.follow(child.name, child.log)
        with self.terminal.step("database migrations"):
            self._run_errand(programs.manage("migrate", self.environment, self.logs, "--no-input"))
        with self.terminal.step("web server"):
            web = programs.web(site.port, self.environment, self.logs)
            self._start(web, self.lasting)
            web.wait_until(lambda: self._is_open(site), seconds=60)
        for child in (
            programs.worker("worker", "orders,mirror", 1, self.environment, self.logs),
            programs.worker("uploads", "uploads", 1, self.environment, self.logs),
            programs.worker(
                "conversion", "conversion", max(1, programs.CORES // 2), self.environment, self.logs
            ),
            programs.worker("search", programs.BACKGROUND, 1, self.environment, self.logs),
            programs.clock(self.environment, self.logs),
        ):
            self._start(child, self.lasting)
        if not self.stack.is_sound:
            self._start(programs.manage(REFILL, self.environment, self.logs), self.errands)
        self._start(programs.seed(self.environment, self.logs), self.errands)

    def watch(self) -> None:
        """Show the logs and keep the programs running; raises StackError when a service has gone."""
        while True:
            self.stream.drain()
            kernel.reap_adopted(child.process.pid for child in self._all() if child.process)
            for child in self.stack.children:
                if child.exit_code() is not None:
                    raise StackError(f"{child.name} has ended: {child.last_words()} (log: {child.log})")
            for child in self.lasting:
                self._keep_running(child)
            self._report_errands()
            time.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """Stop the programs, all together for a quick end."""
        stop_together([*self.errands, *self.lasting], seconds=STOP_SECONDS)
        self.stream.drain()

    def _all(self) -> Iterator[Child]:
        yield from self.stack.children
        yield from self.lasting
        yield from self.errands

    def _start(self, child: Child, group: list[Child]) -> None:
        self.stream.follow(child.name, child.log)
        child.start()
        group.append(child)

    def _run_errand(self, child: Child) -> None:
        """Run a program to its end. Its log is worth reading only when it fails."""
        self.errands.append(child)
        child.start()
        while (code := child.exit_code()) is None:
            self.stream.drain()
            time.sleep(TICK_SECONDS)
        self.errands.remove(child)
        if code:
            raise StackError(f"{child.name} failed: {child.last_words()} (log: {child.log})")

    def _is_open(self, site: Site) -> bool:
        self.stream.drain()
        return programs.answers(f"{site.url}/livez")

    def _keep_running(self, child: Child) -> None:
        if (code := child.exit_code()) is None:
            return
        if child.name not in self.restart_at:
            self.terminal.line(f"vitrine: {child.name} ended (exit code {code}) and is started again.")
            self.restart_at[child.name] = time.monotonic() + RESTART_SECONDS
        elif time.monotonic() >= self.restart_at[child.name]:
            del self.restart_at[child.name]
            child.start()

    def _report_errands(self) -> None:
        for child in [errand for errand in self.errands if errand.exit_code() is not None]:
            self.errands.remove(child)
            if child.exit_code():
                self.terminal.line(f"vitrine: {child.name} failed: {child.last_words()} (log: {child.log})")
            elif child.name == REFILL:
                self.stack.is_sound = True


@contextmanager
def _sole_use_of(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; two shops over the same data would ruin it."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StackError(f"Vitrine is already running over {folder}: stop it first.") from error
        yield


def _require_port(port: int) -> None:
    if not is_free(port):
        raise StackError(
            f"Port {port} is taken: stop the program that uses it or choose another, as in PORT={port + 1}."
        )


def _kept_secret(file: Path) -> str:
    """Return the secret in the file, made at the first call."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


def _welcome(terminal: Terminal, site: Site, password: str, seconds: float) -> None:
    rows = [
        f"Vitrine is open ({seconds:.1f} s)",
        "",
        f"Shop      {site.url}/",
        f"Admin     {site.url}/admin/",
        *(f"Log-in    {account:<{max(map(len, DEMO_ACCOUNTS))}}  {password}" for account in DEMO_ACCOUNTS),
        "",
        "Ctrl-C stops it; its data is kept.",
    ]
    width = max(map(len, rows))
    terminal.line(f"\n  +-{'-' * width}-+")
    for row in rows:
        terminal.line(f"  | {terminal.paint(f'{row:<{width}}', BOLD)} |")
    terminal.line(f"  +-{'-' * width}-+\n")
