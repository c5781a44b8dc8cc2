"""How the shop's own programs are started."""

from pathlib import Path

from deploy.local import programs

LOGS = Path("logs")


def test_the_worker_that_searches_steps_back_for_everything_else() -> None:
    search = programs.worker("search", programs.BACKGROUND, 1, {}, LOGS)
    conversion = programs.worker("conversion", "conversion", 1, {}, LOGS)

    assert list(search.command)[:3] == ["nice", "-n", "19"]
    assert "nice" not in conversion.command
    assert list(search.command)[3:6] == list(conversion.command)[:3]
