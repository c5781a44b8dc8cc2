"""A web server that stands for Amplify's upload address and for the site, and a scripted Amplify."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

APP = {"appId": "d1vitrine", "branchName": "main"}
SOME_TIME = datetime(2026, 5, 1, tzinfo=UTC)


class Host:
    """Takes uploads, answering with `upload_statuses` in turn and 200 after them, and serves `served` by path."""

    def __init__(self) -> None:
        self.uploads: list[bytes] = []
        self.upload_statuses: list[int] = []
        self.served: dict[str, bytes] = {}
        self.serves_uploads = True
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _take(self, content: bytes) -> int:
        status = self.upload_statuses.pop(0) if self.upload_statuses else 200
        if status == 200:
            self.uploads.append(content)
            if self.serves_uploads:
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    self.served = {f"/{name}": archive.read(name) for name in archive.namelist()}
        return status

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                self._answer(host._take(content), b"")

            def do_GET(self) -> None:
                host.asked.append(self.path)
                found = host.served.get(self.path)
                self._answer(404 if found is None else 200, found or b"")

            def _answer(self, status: int, content: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args: object) -> None:
                return

        return Handler


class Amplify:
    """What Amplify is asked, in this order, and what it answers; checked against botocore's model of it."""

    def __init__(self, upload_url: str) -> None:
        self.client = boto3.client(
            "amplify", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        self.stubber = Stubber(self.client)
        self._upload_url = upload_url

    def lists(self, *jobs: tuple[str, str]) -> None:
        summaries = [self._summary(job_id, status) for job_id, status in jobs]
        self.stubber.add_response("list_jobs", {"jobSummaries": summaries}, APP)

    def creates(self, job_id: str) -> None:
        answer = {"jobId": job_id, "fileUploadUrls": {}, "zipUploadUrl": f"{self._upload_url}/upload?signed"}
        self.stubber.add_response("create_deployment", answer, APP)

    def starts(self, job_id: str) -> None:
        answer = {"jobSummary": self._summary(job_id, "PENDING")}
        self.stubber.add_response("start_deployment", answer, {**APP, "jobId": job_id})

    def publishes(self, job_id: str, *statuses: str, reason: str = "") -> None:
        """Makes a job, starts it, and tells of it until it ends."""
        self.creates(job_id)
        self.starts(job_id)
        self.tells(job_id, *statuses, reason=reason)

    def stops(self, job_id: str) -> None:
        answer = {"jobSummary": self._summary(job_id, "CANCELLING")}
        self.stubber.add_response("stop_job", answer, {**APP, "jobId": job_id})

    def tells(self, job_id: str, *statuses: str, reason: str = "") -> None:
        for status in statuses:
            step = {
                "stepName": "DEPLOY",
                "startTime": SOME_TIME,
                "status": status,
                "endTime": SOME_TIME,
                "statusReason": reason,
            }
            job = {"summary": self._summary(job_id, status), "steps": [step]}
            self.stubber.add_response("get_job", {"job": job}, {**APP, "jobId": job_id})

    def refuses(self, operation: str, code: str = "BadRequestException", message: str = "Not so") -> None:
        self.stubber.add_client_error(operation, code, message)

    @staticmethod
    def _summary(job_id: str, status: str) -> dict[str, Any]:
        return {
            "jobArn": f"arn:aws:amplify:us-east-1:000000000000:apps/d1vitrine/branches/main/jobs/{job_id}",
            "jobId": job_id,
            "commitId": "",
            "commitMessage": "",
            "commitTime": SOME_TIME,
            "startTime": SOME_TIME,
            "status": status,
            "jobType": "MANUAL",
        }


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.stop()


@pytest.fixture
def amplify(host: Host) -> Iterator[Amplify]:
    amplify = Amplify(host.url)
    with amplify.stubber:
        yield amplify
        amplify.stubber.assert_no_pending_responses()
