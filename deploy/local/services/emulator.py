"""The AWS emulator: S3, SQS, DynamoDB and Lambda on one loopback port."""

from __future__ import annotations

import http.client
import os
import sys
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.processes.children import Child
from deploy.local.processes.ports import LOOPBACK
from deploy.local.services.binaries import package_folder

REGION = "us-east-1"


def emulator_child(folder: Path, log: Path, port: int) -> Child:
    """Prepare an emulator that keeps objects at once and tables and queues when it is stopped in order."""
    if package_folder("ministack") is None:
        raise StackError(
            "The AWS emulator is missing: install the ministack package or set AWS_ENDPOINT_URL."
        )
    scratch = folder / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    inherited = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT")
    environment = (
        {name: os.environ[name] for name in inherited if name in os.environ}
        | {
            "BIND_HOST": LOOPBACK,  # it would listen on every interface
            "MINISTACK_HOST": LOOPBACK,
            "GATEWAY_PORT": str(port),
            "MINISTACK_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(folder / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(folder / "objects"),
            "LAMBDA_EXECUTOR": "local",
            "TMPDIR": str(scratch),
            "LOG_LEVEL": "WARNING",
            "DOCKER_HOST": f"unix://{scratch}/no-docker.sock",  # the machine's own containers are none of its business
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "PYTHONUNBUFFERED": "1",
        }
    )
    return Child("aws", [sys.executable, "-m", "ministack"], environment, log)


def is_ready(port: int) -> bool:
    """Tell whether the emulator answers."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
