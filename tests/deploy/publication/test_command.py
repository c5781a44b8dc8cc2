"""`python -m deploy.publish_static`."""

import subprocess
import sys
from pathlib import Path

import pytest

from deploy.publication import collect as collecting
from deploy.publication.bundle import bundle_of, read_folder, read_zip
from deploy.publication.errors import NeedsAttention, NotPublished, PublicationError, RolledBack
from deploy.publication.publish import Publisher
from deploy.publish_static import main
from tests.deploy.publication.conftest import Amplify, Host
from tests.deploy.publication.test_bundle import collection


@pytest.fixture
def arguments(tmp_path: Path, amplify: Amplify, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A collection to publish, and an Amplify that is asked instead of AWS."""
    monkeypatch.setattr("boto3.client", lambda *_args, **_options: amplify.client)
    archive = str(tmp_path / "archive")
    return [
        "--app-id",
        "d1vitrine",
        "--archive",
        archive,
        "--collected",
        str(collection(tmp_path / "static")),
    ]


def test_main_publishes_and_tells_each_step(
    arguments: list[str], amplify: Amplify, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    amplify.lists()
    amplify.publishes("1", "SUCCEED")

    assert main([*arguments, "--site-url", host.url]) == 0

    told = capsys.readouterr().out
    steps = ("5 files", "job 1: uploading", "job 1: SUCCEED", "visitors get release", "published by job 1")
    assert [step in told for step in steps] == [True] * len(steps)
    assert len(read_zip(host.uploads[0]).files) == 5


@pytest.mark.parametrize(
    ("error", "code", "last_words"),
    [
        (NotPublished("The upload was refused."), 1, "The upload was refused. Nothing was published."),
        (RolledBack("It was wrong."), 3, "It was wrong."),
        (NeedsAttention("Look at it."), 4, "Look at it."),
        (KeyboardInterrupt(), 130, "Run this again to go on."),
    ],
)
def test_main_gives_each_end_a_code_and_a_sentence(
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: PublicationError,
    code: int,
    last_words: str,
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(Publisher, "publish", fail)

    assert main(arguments) == code
    assert capsys.readouterr().err.endswith(f"{last_words}\n")


def test_main_says_when_aws_is_not_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    assert main(["--app-id", "d1vitrine", "--collected", str(tmp_path)]) == 1
    assert "specify a region" in capsys.readouterr().err


def test_help_explains_every_exit_code() -> None:
    line = [sys.executable, "-m", "deploy.publish_static", "--help"]

    told = subprocess.run(line, capture_output=True, text=True, check=True, cwd=collecting.PROJECT).stdout  # noqa: S603 - our own command

    codes = {line.split()[0] for line in told.split("exit codes:")[1].splitlines() if line.strip()}
    assert codes == {"0", "1", "2", "3", "4", "130"}


def test_wrong_arguments_end_with_2() -> None:
    with pytest.raises(SystemExit) as ending:
        main(["--branch", "main"])

    assert ending.value.code == 2


def test_collect_gathers_what_the_production_pages_ask_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    bundle = read_folder(collecting.collect())

    hashed = [name for name in bundle.files if name.startswith("static/vendor/model-viewer.min.")]
    assert len(hashed) == 2
    assert "static/site/css/tokens.css" in bundle.files
    assert bundle_of(bundle.files).digest == bundle.digest


def test_collect_says_why_nothing_was_collected(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "production.env").write_text("# broken\nDJANGO_SETTINGS_MODULE=config.settings.missing\n")
    monkeypatch.setattr(collecting, "INVENTED", tmp_path / "production.env")

    with pytest.raises(
        NotPublished, match=r"could not be collected: ModuleNotFoundError.*config\.settings\.missing"
    ):
        collecting.collect()


def test_collect_asks_for_the_front_end_packages_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(collecting, "VENDOR", tmp_path)

    with pytest.raises(NotPublished, match="run `make setup` first"):
        collecting.collect()
