"""The images themselves. Takes minutes, so only where `VITRINE_BUILD_IMAGE` names the base that is there already."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from deploy.local.processes.ports import take_port
from tests.deploy.container.dockerfile import ROOT

BASE = os.environ.get("VITRINE_BUILD_IMAGE", "")
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
MOST_BYTES_OF_WEB = 400_000_000
BUILD_SECONDS = 1800
CHROOT = ("--isolation", "chroot")
ENTRYPOINT = ("/usr/bin/tini", "-s", "--", "/srv/vitrine/deploy/entrypoint")
# Ends as the server does: asked until it answers, then told to stop.
ASK = 'import os, urllib.request as web; print(web.urlopen("http://127.0.0.1:%s/livez" % os.environ["PORT"]).read().decode())'
LIVE_AND_STOP = f"""
{" ".join(ENTRYPOINT)} web &
until python -c '{ASK}' 2>/dev/null; do sleep 0.2; done
kill -TERM $!
wait $!
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(2 * BUILD_SECONDS),
    pytest.mark.skipif(not BASE, reason="VITRINE_BUILD_IMAGE names no base image"),
    pytest.mark.skipif(shutil.which("buildah") is None, reason="buildah is not installed"),
]


def run(*words: str) -> str:
    done = subprocess.run(  # noqa: S603  # our own words
        words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=BUILD_SECONDS
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout.strip()


def built(target: str) -> str:
    """Build a target and return its name."""
    name = f"localhost/vitrine-test/{target}"
    options = f"--format docker --pull=never --network host --layers --build-arg BASE={BASE}"
    paths = f"--volume {CERTIFICATES}:{CERTIFICATES}:ro --file deploy/Dockerfile"
    run("buildah", "bud", *CHROOT, *options.split(), *paths.split(), "--target", target, "--tag", name, ".")
    return name


@pytest.fixture(scope="module", params=["web", "worker"])
def container(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """A target, and a container made of it."""
    name = run("buildah", "from", "--pull-never", built(request.param))
    yield request.param, name
    run("buildah", "rm", name)


def inside(container: str, *command: str) -> str:
    return run("buildah", "run", *CHROOT, "--user", "10001:10001", container, "--", *command)


def test_image_has_no_compiler_and_nothing_that_its_user_could_change(container: tuple[str, str]) -> None:
    _, name = container
    script = "id -u; for each in cc gcc g++ clang make npm; do command -v $each; done; find $PLACES -writable ! -type l"

    lines = inside(
        name, "sh", "-c", f"PLACES='/etc /srv /usr /venv'; {script} 2>/dev/null || true"
    ).splitlines()

    assert lines == ["10001"]


def test_web_is_small(container: tuple[str, str]) -> None:
    target, _ = container
    if target != "web":
        pytest.skip("of web alone")

    size = run("podman", "image", "inspect", "--format", "{{.Size}}", "localhost/vitrine-test/web")

    assert int(size) <= MOST_BYTES_OF_WEB


def test_worker_has_its_programs(container: tuple[str, str]) -> None:
    target, name = container
    if target != "worker":
        pytest.skip("of worker alone")

    for program in ("node", "chromium", "bwrap"):
        assert inside(name, program, "--version") != ""


def test_web_lives_with_productions_settings_and_stops_in_order(container: tuple[str, str]) -> None:
    target, name = container
    if target != "web":
        pytest.skip("of web alone")
    lines = (ROOT / ".ci" / "production.env").read_text().splitlines()
    variables = [word for line in lines if "=" in line and line[0] != "#" for word in ("--env", line)]
    options = ("--network", "host", "--user", "10001:10001", *variables, "--env", f"PORT={take_port()}")

    answer = run("buildah", "run", *CHROOT, *options, name, "--", "timeout", "120", "sh", "-c", LIVE_AND_STOP)

    assert '{"state": "ok"}' in answer.splitlines()
