"""Checks neither hold up nor bring down each other."""

import threading
import time

import pytest
from botocore.exceptions import ClientError

from config.doctor.aws import asking
from config.doctor.examination import Finding, NotPermitted, State, Trouble, examine


def shown(findings: list[Finding]) -> list[tuple[str, State, str]]:
    return [(finding.check, finding.state, finding.detail) for finding in findings]


def test_each_check_is_heard_whatever_the_others_do() -> None:
    forever = threading.Event()

    def ill() -> str:
        raise Trouble("It is broken.", "Mend it.")

    def unforeseen() -> str:
        raise ZeroDivisionError("by zero")

    def unknown() -> str:
        raise NotPermitted("It may not be looked at.", "Allow it.")

    def hung() -> str:
        forever.wait()
        return "never"

    began_at = time.monotonic()
    findings = examine(
        {
            "hung": hung,
            "ill": ill,
            "unforeseen": unforeseen,
            "unknown": unknown,
            "well": lambda: "It is well.",
        },
        seconds=3,
    )
    lasted = time.monotonic() - began_at
    forever.set()

    assert shown(findings) == [
        ("hung", State.ILL, "No answer within 3 seconds."),
        ("ill", State.ILL, "It is broken."),
        ("unforeseen", State.ILL, "ZeroDivisionError: by zero"),
        ("unknown", State.UNKNOWN, "It may not be looked at."),
        ("well", State.WELL, "It is well."),
    ]
    assert [finding.advice != "" for finding in findings] == [True, True, True, True, False]
    assert lasted < 30


def test_what_may_not_be_looked_at_is_unknown() -> None:
    denied = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetBucketCors")

    with (
        pytest.raises(NotPermitted, match=r"may not be looked at \(GetBucketCors\)"),
        asking("It", missing=""),
    ):
        raise denied
