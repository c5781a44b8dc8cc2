"""One branch of an Amplify app that is deployed by hand, and its jobs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from deploy.publication.errors import NeedsAttention, NotPublished

if TYPE_CHECKING:
    from mypy_boto3_amplify import AmplifyClient
    from mypy_boto3_amplify.literals import JobStatusType

POLL_SECONDS: Final = 5.0
ENDED: Final = frozenset({"SUCCEED", "FAILED", "CANCELLED"})
# One more answer than this that did not come, and waiting ends.
SILENCES: Final = 5
Say = Callable[[str], None]


@dataclass(frozen=True)
class Job:
    """`reason` is why it failed, in Amplify's words."""

    job_id: str
    status: JobStatusType
    reason: str = ""

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED


@dataclass(frozen=True)
class Timing:
    """How long to wait for a job, and how often to ask, in seconds; clock and sleep are the system's."""

    patience: float = 900.0
    poll: float = POLL_SECONDS
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Branch:
    """Everything here raises NotPublished with Amplify's own words when Amplify refuses or does not answer."""

    def __init__(self, client: AmplifyClient, app_id: str, name: str, timing: Timing) -> None:
        self._client = client
        self.app_id = app_id
        self.name = name
        self._timing = timing

    def jobs(self) -> list[Job]:
        """The newest jobs first, as many as one answer holds."""
        try:
            listed = self._client.list_jobs(appId=self.app_id, branchName=self.name)
        except (BotoCoreError, ClientError) as error:
            raise _refused("list its jobs", error) from error
        found = [Job(summary["jobId"], summary["status"]) for summary in listed["jobSummaries"]]
        return sorted(found, key=lambda job: int(job.job_id), reverse=True)

    def create(self) -> tuple[str, str]:
        """Begin a deployment; return its job and the signed address for its ZIP file."""
        try:
            made = self._client.create_deployment(appId=self.app_id, branchName=self.name)
        except (BotoCoreError, ClientError) as error:
            raise _refused("begin a deployment", error) from error
        return made["jobId"], made["zipUploadUrl"]

    def start(self, job_id: str) -> None:
        try:
            self._client.start_deployment(appId=self.app_id, branchName=self.name, jobId=job_id)
        except (BotoCoreError, ClientError) as error:
            raise _refused(f"start job {job_id}", error) from error

    def stop(self, job_id: str) -> None:
        try:
            self._client.stop_job(appId=self.app_id, branchName=self.name, jobId=job_id)
        except (BotoCoreError, ClientError) as error:
            raise _refused(f"stop job {job_id}", error) from error

    def wait(self, job_id: str, say: Say) -> Job:
        """Return the job when it has ended, well or not, and tell of each new state on the way.

        Raises NeedsAttention when patience or the connection ends before the job does.
        """
        began = self._timing.clock()
        status, silences = "", 0
        while True:
            try:
                job, silences = self._job(job_id), 0
            except (BotoCoreError, ClientError) as error:
                silences += 1
                if silences > SILENCES:
                    raise NeedsAttention(
                        f"Amplify stopped answering about job {job_id}: {str(error).rstrip('.')}. The job goes on by itself; "
                        "run this again to see how it ended."
                    ) from error
            else:
                waited = self._timing.clock() - began
                if job.status != status:
                    status = job.status
                    say(f"job {job_id}: {status} ({waited:.0f} s)")
                if job.has_ended:
                    return job
                if waited > self._timing.patience:
                    raise NeedsAttention(
                        f"Job {job_id} is still {status} after {waited:.0f} s. What stood before stands until it ends; "
                        "run this again to wait on, or with --stop-unfinished to begin anew."
                    )
            self._timing.sleep(self._timing.poll)

    def _job(self, job_id: str) -> Job:
        found = self._client.get_job(appId=self.app_id, branchName=self.name, jobId=job_id)["job"]
        failed = [step for step in found["steps"] if step["status"] == "FAILED"]
        reason = failed[0].get("statusReason", "") if failed else ""
        return Job(job_id, found["summary"]["status"], reason)


def _refused(what: str, error: Exception) -> NotPublished:
    return NotPublished(f"Amplify did not {what}: {str(error).rstrip('.')}.")
