"""Makes the environment of a checkout: `python3 -m deploy.local.prepare`.

Python packages, front-end packages and Chromium are installed side by side, each only when its list has changed.
Uses the standard library alone, since nothing else is there yet, and whatever registries the machine is set up for.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Sequence
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parents[2]
BUILD: Final = PROJECT / "build"
VENV: Final = PROJECT / ".venv"
MODULES: Final = PROJECT / "node_modules"
VENDOR: Final = BUILD / "vendor"
# What the pages serve themselves: file in node_modules -> name under /static/.
VENDORED: Final = {
    "@google/model-viewer/dist/model-viewer.min.js": "model-viewer.min.js",
    "meshoptimizer/meshopt_decoder.cjs": "meshopt_decoder.js",
}
COMPILER: Final = BUILD / "compiler"
ZIG: Final = "ziglang==0.17.1"
# Debian's Python asks for a linker option that this compiler does not know and does not need.
WRAPPER: Final = """#!/bin/sh
for word do
  shift
  [ "$word" = -Wl,-Bsymbolic-functions ] || set -- "$@" "$word"
done
exec "{zig}" {language} "$@"
"""
CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_MISSING: Final = BUILD / "chromium-missing"
BUBBLEWRAP_MISSING: Final = BUILD / "bubblewrap-missing"
# With it come the library proper, HarfBuzz and Fontconfig, which brings a font for every alphabet that it can.
PANGO: Final = "libpangoft2-1.0-0"
PANGO_MISSING: Final = BUILD / "pango-missing"
# The system's package manager works for one at a time.
PACKAGES: Final = threading.Lock()
REPORT_EVERY_SECONDS: Final = 3.0
OLDEST_PYTHON: Final = (3, 11)


class CannotPrepare(Exception):
    """Something the shop needs could not be installed; the text says what and what to do."""


@dataclass
class Job:
    """One part of the environment: whether it is up to date, and how it is made."""

    name: str
    is_current: Callable[[], bool]
    make: Callable[[Job], None]
    failure: str = ""

    def say(self, text: str) -> None:
        """Write a line of progress."""
        sys.stdout.write(f"{self.name:>10} | {text}\n")
        sys.stdout.flush()

    def run(self) -> None:
        """Make this part, keeping any failure for the report at the end."""
        began_at = time.monotonic()
        try:
            self.make(self)
        except (CannotPrepare, OSError) as error:
            self.failure = str(error)
            return
        self.say(f"ready ({time.monotonic() - began_at:.0f} s)")

    def call(self, command: Sequence[str], why: str, **extra: str) -> None:
        """Run a command, showing now and then what it is at; raise CannotPrepare with its last lines if it fails."""
        self.say(why)
        environment = {**os.environ, **_writable_caches(), **extra}
        last_said, lines = time.monotonic(), []
        try:
            process = subprocess.Popen(  # noqa: S603 - fixed commands
                command,
                cwd=PROJECT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
        except OSError as error:
            raise CannotPrepare(f"{command[0]} could not be run: {error.strerror}") from error
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if time.monotonic() - last_said > REPORT_EVERY_SECONDS:
                self.say(lines[-1][:100])
                last_said = time.monotonic()
        if process.wait():
            raise CannotPrepare(f"{why} failed:\n" + "\n".join(f"    {line}" for line in lines[-12:]))


def main() -> int:
    """Prepare what is not current; return 0 when the shop can run."""
    BUILD.mkdir(exist_ok=True)
    (BUILD / "static").mkdir(exist_ok=True)  # where collected files go; the web process wants it to exist
    with (BUILD / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two make commands at once: the second finds the work done
        jobs = [job for job in _jobs() if not job.is_current()]
        threads = [threading.Thread(target=job.run) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    failed = [job for job in jobs if job.failure]
    for job in failed:
        sys.stderr.write(f"{job.name}: {job.failure}\n")
    return 1 if failed else 0


def _jobs() -> list[Job]:
    return [
        Job(
            "python", lambda: _matches(VENV, _python_stamp()) and (VENV / "bin/python").exists(), _make_python
        ),
        Job("npm", lambda: _matches(MODULES, _npm_stamp()) and _is_vendored(), _make_modules),
        Job("chromium", lambda: bool(_chromium()) or CHROMIUM_MISSING.exists(), _make_chromium),
        Job(
            "bubblewrap",
            lambda: bool(shutil.which("bwrap")) or BUBBLEWRAP_MISSING.exists() or os.geteuid() != 0,
            _make_bubblewrap,
        ),
        Job("pango", lambda: bool(find_library("pangoft2-1.0")) or PANGO_MISSING.exists(), _make_pango),
    ]


def _make_python(job: Job) -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise CannotPrepare(
            f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed, not {sys.version.split()[0]}."
        )
    python = VENV / "bin" / "python"
    if not _runs([str(python), "-m", "pip", "--version"]):
        if not _runs([sys.executable, "-c", "import ensurepip, venv"]):
            _install_packages(job, "python3-venv", "Python's venv module is missing")
        job.call([sys.executable, "-m", "venv", "--clear", str(VENV)], "making the virtual environment")
    compiler = _compiler(job, python)
    # The lists are complete, so there is nothing to resolve; modules are compiled when they are first used.
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-compile",
    ]
    job.call(
        [*install, "--requirement", "requirements-dev.txt"], "installing the pinned packages", **compiler
    )
    job.call([str(python), "-m", "pip", "check"], "checking that they fit together")
    _stamp(VENV, _python_stamp())


def _compiler(job: Job, python: Path) -> dict[str, str]:
    """The variables under which pip finds a C++ compiler, for the one package that comes as source."""
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        _install_packages(job, "python3-dev", "Python's headers are missing (one package comes as source)")
    if any(map(shutil.which, ("c++", "g++", "clang++"))):
        return {}
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install_packages(job, "g++", "A C++ compiler is missing (one package comes as source)")
        return {}
    # Without root: a whole compiler that comes as a Python package.
    target = ["--target", str(COMPILER), "--upgrade", "--disable-pip-version-check"]
    job.call([str(python), "-m", "pip", "install", *target, ZIG], "fetching a C++ compiler, as there is none")
    variables = {}
    for variable, language in (("CC", "cc"), ("CXX", "c++")):
        wrapper = COMPILER / f"zig-{language}"
        wrapper.write_text(WRAPPER.format(zig=COMPILER / "ziglang/zig", language=language))
        wrapper.chmod(0o755)
        variables[variable] = str(wrapper)
    return variables


def _make_modules(job: Job) -> None:
    if not shutil.which("npm"):
        _install_packages(job, "npm", "Node.js with npm is missing")
    job.call(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], "installing the front-end packages"
    )
    lay_out_vendored()
    _stamp(MODULES, _npm_stamp())


def lay_out_vendored() -> None:
    """Copy what the pages serve themselves out of node_modules, to where Django collects it."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, name in VENDORED.items():
        shutil.copyfile(MODULES / source, VENDOR / name)


def _make_chromium(job: Job) -> None:
    problem = "Chromium is missing (without it no posters are rendered, and the browser tests are skipped)"
    _install_where_allowed(job, "chromium", CHROMIUM_MISSING, problem)


def _make_bubblewrap(job: Job) -> None:
    problem = "bubblewrap is missing (without it conversions see more of this machine)"
    _install_where_allowed(job, "bubblewrap", BUBBLEWRAP_MISSING, problem)


def _make_pango(job: Job) -> None:
    problem = "Pango is missing (without it invoices are written, but not printed)"
    _install_where_allowed(job, PANGO, PANGO_MISSING, problem)


def _install_where_allowed(job: Job, package: str, marker: Path, problem: str) -> None:
    """Install what the shop opens without. Where that is not allowed, say so once: `marker` remembers it."""
    try:
        _install_packages(job, package, problem)
    except CannotPrepare as error:
        marker.write_text(f"{error}\nRemove {marker} to try again.\n")
        job.say(marker.read_text().replace("\n", " "))


def _install_packages(job: Job, package: str, problem: str) -> None:
    """Install a package of the system; raise CannotPrepare, naming the problem, where that is not possible."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotPrepare(f"{problem}: install the package {package} of your system.")
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2"]
    install = [*apt, "install", "--yes", "--no-install-recommends", package]
    try:
        with PACKAGES:
            job.call([*apt, "update"], "refreshing the system's package lists")
            job.call(install, f"installing {package}", DEBIAN_FRONTEND="noninteractive")
    except CannotPrepare as error:
        raise CannotPrepare(f"{problem}, and it could not be installed: {error}") from error


def _chromium() -> str | None:
    given = os.environ.get("CHROMIUM_PATH")
    return given or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _writable_caches() -> dict[str, str]:
    """Point pip and npm to caches inside the checkout when the home folder cannot hold them."""
    home = Path.home()
    if home.is_dir() and os.access(home, os.W_OK):
        return {}
    return {"PIP_CACHE_DIR": str(BUILD / "cache" / "pip"), "npm_config_cache": str(BUILD / "cache" / "npm")}


def _runs(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - fixed commands
    except OSError:
        return False


def _python_stamp() -> str:
    lists = (PROJECT / name for name in ("requirements.txt", "requirements-dev.txt"))
    # A virtual environment cannot be moved, and its packages belong to one Python.
    return _digest(sys.version.encode(), str(VENV).encode(), *(file.read_bytes() for file in lists))


def _npm_stamp() -> str:
    return _digest((PROJECT / "package-lock.json").read_bytes())


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _matches(folder: Path, stamp: str) -> bool:
    file = folder / ".stamp"
    return file.exists() and file.read_text() == stamp


def _stamp(folder: Path, stamp: str) -> None:
    (folder / ".stamp").write_text(stamp)


def _is_vendored() -> bool:
    return all((VENDOR / name).exists() for name in VENDORED.values())


if __name__ == "__main__":
    sys.exit(main())
