"""`python -m deploy.costs`."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import boto3
import pytest
from botocore.stub import Stubber

from deploy.costs import main
from deploy.pricing.design import BUDGETS, COMPUTES
from deploy.pricing.levers import LEVERS
from tests.deploy.costs.test_spending import answer

PROJECT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("compute", COMPUTES)
def test_the_model_is_printed_with_drivers_and_levers(
    compute: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["model", "--compute", compute]) == 0

    printed = capsys.readouterr().out
    assert all(f"\n{name:>8}" in printed for name in BUDGETS)
    assert "of the first draft's 37,900" in printed
    for words in (
        "Amazon CloudFront: data to viewers",
        "used  saves",
        "open  saves",
        *(lever.name for lever in LEVERS),
    ):
        assert words in printed
    assert max(map(len, printed.splitlines())) <= 120


def test_without_a_subcommand_it_is_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == main(["model"]) == 0

    printed = capsys.readouterr().out
    assert printed[: len(printed) // 2] == printed[len(printed) // 2 :]


def test_the_picture_is_written_where_it_was_asked_for(tmp_path: Path) -> None:
    picture = tmp_path / "not yet there" / "costs.svg"

    assert main(["model", "--plot", str(picture)]) == 0

    assert ElementTree.parse(picture).getroot().tag.endswith("svg")  # noqa: S314 - our own


def test_a_size_that_costs_more_than_its_budget_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("deploy.pricing.table.BUDGETS", {**BUDGETS, "1M": 900.0})

    assert main([]) == 1
    assert capsys.readouterr().err.startswith("costs: 1M visits cost 1,")


@pytest.mark.parametrize(("amount", "code"), [("900", 0), ("90000", 3)])
def test_real_costs_are_compared_and_a_budget_overrun_has_a_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], amount: str, code: int
) -> None:
    client = boto3.client("ce", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    monkeypatch.setattr("boto3.client", lambda *_args, **_options: client)

    with Stubber(client) as stubber:
        stubber.add_response("get_cost_and_usage", answer(("Amazon CloudFront", amount)))
        assert main(["actual", "--month", "2026-10", "--visits", "2e6"]) == code

    printed = capsys.readouterr().out
    assert printed.startswith("production, 01 October 2026 up to 01 November 2026: $")
    assert "Amazon CloudFront: $" in printed


def test_real_costs_that_cannot_be_read_end_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client = boto3.client("ce", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    monkeypatch.setattr("boto3.client", lambda *_args, **_options: client)

    with Stubber(client) as stubber:
        stubber.add_client_error("get_cost_and_usage", "AccessDeniedException")
        assert main(["actual", "--month", "2026-10"]) == 1

    assert capsys.readouterr().err.startswith("costs: Cost Explorer did not answer")


def test_a_month_that_is_none_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["actual", "--month", "soon"]) == 1
    assert capsys.readouterr().err == "costs: A month is written like 2026-10, not 'soon'.\n"


def test_help_tells_of_both_subcommands() -> None:
    line = [sys.executable, "-m", "deploy.costs", "--help"]

    told = subprocess.run(line, capture_output=True, text=True, check=True, cwd=PROJECT).stdout  # noqa: S603 - our own command

    assert "ends with 1 when a size costs more than its budget" in told
    assert "actual" in told
