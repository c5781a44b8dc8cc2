"""Which release is the previous one, and that nothing of it stays behind."""

import subprocess
from pathlib import Path

import pytest

from deploy import previous_release
from deploy.previous_release import CannotCompare, checked_out, main, previous_revision


def git(project: Path, *words: str) -> str:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@vitrine.test", "-c", "commit.gpgsign=false"]
    done = subprocess.run(  # noqa: S603  # fixed words
        ["git", *identity, *words],  # noqa: S607  # whichever git there is
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three commits of one file; none is tagged."""
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "--quiet")
    for number in (1, 2, 3):
        (folder / "number").write_text(str(number))
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "--message", str(number))
    return folder


def test_without_tags_the_parent_is_the_previous_release(project: Path) -> None:
    assert previous_revision(project, None) == git(project, "rev-parse", "HEAD~")


def test_newest_tag_before_this_commit_is_the_previous_release(project: Path) -> None:
    git(project, "tag", "v1", "HEAD~2")
    git(project, "tag", "v2", "HEAD")

    assert previous_revision(project, None) == git(project, "rev-parse", "v1")


def test_release_that_is_named_counts(project: Path) -> None:
    assert previous_revision(project, "HEAD~2") == git(project, "rev-parse", "HEAD~2")


def test_release_that_does_not_exist_is_named(project: Path) -> None:
    with pytest.raises(CannotCompare, match="no release v9"):
        previous_revision(project, "v9")


def test_files_of_the_release_are_there_for_a_while(project: Path) -> None:
    (project / "build").mkdir()

    with checked_out(project, previous_revision(project, "HEAD~2")) as old:
        was = ((old / "number").read_text(), (old / "build").resolve())

    assert was == ("1", project / "build")
    assert not old.exists()
    assert (project / "build").is_dir()
    assert len(git(project, "worktree", "list").splitlines()) == 1


def test_without_a_stack_it_says_how_to_be_run(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(previous_release, "PROJECT", project)
    monkeypatch.delenv("DATABASE_URL", raising=False)

    assert main([]) == 2
    assert "make compatible" in capsys.readouterr().err
