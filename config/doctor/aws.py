"""AWS as the doctor asks it: hurriedly, and with what it refuses in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from django.conf import settings

from config.doctor.examination import NotPermitted, Trouble

HURRY = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 1})
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "403", "UnauthorizedOperation"})


def client(service: str) -> Any:  # noqa: ANN401  # of whichever service
    """A client of a session of its own, because checks run in threads."""
    session = boto3.session.Session(region_name=settings.AWS_REGION)
    return session.client(service, endpoint_url=settings.AWS_ENDPOINT_URL, config=HURRY)  # type: ignore[call-overload]  # any service


@contextmanager
def asking(what: str, *, missing: str) -> Iterator[None]:
    """Whatever AWS answers badly about `what`, as Trouble; `missing` is the advice where there is no such thing."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in DENIED:
            action = error.operation_name
            raise NotPermitted(
                f"{what} may not be looked at ({action}).", f"Allow {action} to see it."
            ) from error
        raise Trouble(f"{what}: {error}", missing) from error
    except NoCredentialsError as error:
        raise Trouble(
            f"{what}: this process has no credentials of AWS.",
            "Run it under the role of the task or service, or set AWS_PROFILE.",
        ) from error
    except BotoCoreError as error:
        raise Trouble(
            f"{what}: AWS did not answer: {error}",
            "See whether AWS can be reached from here, through the gateway endpoints or the NAT gateway.",
        ) from error
