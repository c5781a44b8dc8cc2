"""From a collected release to one that visitors get, or back to the one before it."""

from __future__ import annotations

from dataclasses import dataclass

from deploy.publication.amplify import Branch, Job, Say
from deploy.publication.archive import Archive
from deploy.publication.bundle import Bundle, read_zip
from deploy.publication.errors import NeedsAttention, NotPublished, PublicationError, RolledBack
from deploy.publication.site import Site
from deploy.publication.upload import put


@dataclass(frozen=True)
class Before:
    """What stood when the publication began; `bundle` is None where the archive does not have it."""

    job: Job | None
    bundle: Bundle | None

    def __str__(self) -> str:
        return f"Job {self.job.job_id} stands as before." if self.job else "Nothing was published before."


@dataclass(frozen=True)
class Publisher:
    """`site` is None where nobody looks at what visitors get."""

    branch: Branch
    archive: Archive
    site: Site | None
    say: Say

    def publish(self, bundle: Bundle, *, stops_unfinished: bool = False) -> Job:
        """Return the job by which the release stands; a job of before when it stood already.

        Raises NotPublished, RolledBack, NeedsAttention; each says what visitors get now.
        """
        jobs = self.branch.jobs()
        previous = next((job for job in jobs if job.status == "SUCCEED"), None)
        # Read while nothing has happened yet: an archive that fails later must not keep us from going back.
        before = Before(previous, self._kept(previous))
        if (resumed := self._unfinished(jobs, bundle, stops=stops_unfinished)) is not None:
            return self._see_through(resumed, bundle, before)
        if previous and before.bundle and before.bundle.digest == bundle.digest:
            return self._confirmed(previous, bundle)
        if previous and before.bundle is None:
            self.say(f"files of job {previous.job_id} are not carried along: the archive has none of them")
        job = self._deploy(bundle, before.bundle, standing=str(before))
        return self._see_through(job, bundle, before)

    def _unfinished(self, jobs: list[Job], bundle: Bundle, *, stops: bool) -> Job | None:
        """The job to wait for: an earlier run of this publication that was cut short, after its upload.

        Amplify takes one deployment at a time, so any other job in its way is stopped or refused.
        """
        job = next((job for job in jobs if not job.has_ended), None)
        if job is None:
            return None
        if not stops and self.archive.digest_of(job.job_id) == bundle.digest:
            self.say(f"going on with job {job.job_id}, which is {job.status}")
            if job.status == "CREATED":
                self.branch.start(job.job_id)
            return job
        if not stops:
            raise NotPublished(
                f"Job {job.job_id} of {self.branch.name} is {job.status} and is not this release. Wait for its end, "
                "or run this with --stop-unfinished."
            )
        self.say(f"stopping job {job.job_id}, which is {job.status}")
        self.branch.stop(job.job_id)
        self.branch.wait(job.job_id, self.say)
        return None

    def _confirmed(self, job: Job, bundle: Bundle) -> Job:
        self.say(f"release {bundle.digest[:12]} stands already, by job {job.job_id}")
        if self.site is not None and (fault := self.site.fault(bundle)):
            raise NeedsAttention(
                f"Job {job.job_id} holds this release and succeeded, but visitors do not get it: {fault}. "
                "Look at the distribution and its cache."
            )
        return job

    def _deploy(self, bundle: Bundle, carried: Bundle | None, *, standing: str) -> Job:
        """Upload the release, keep it and start its job. Raises NotPublished, having stopped a job that was begun."""
        content = (bundle.after(carried) if carried else bundle).zipped()
        try:
            job_id, upload_url = self.branch.create()
        except NotPublished as error:
            raise NotPublished(f"{error} {standing}") from error
        try:
            self.say(f"job {job_id}: uploading {len(content) / 1e6:.1f} MB")
            put(upload_url, content)
            self.archive.keep(job_id, bundle.digest, content)
            self.branch.start(job_id)
        except NotPublished as error:
            self._abandon(job_id)
            raise NotPublished(f"{error} {standing}") from error
        return Job(job_id, "PENDING")

    def _abandon(self, job_id: str) -> None:
        """A deployment that was begun and never started keeps all later ones out until it is stopped."""
        try:
            self.branch.stop(job_id)
        except NotPublished as error:
            self.say(f"job {job_id} could not be stopped; the next run needs --stop-unfinished ({error})")

    def _see_through(self, job: Job, bundle: Bundle, before: Before) -> Job:
        ended = self.branch.wait(job.job_id, self.say)
        if ended.status != "SUCCEED":
            raise self._failed(ended, before)
        if self.site is None:
            self.say("not looked at from outside: no --site-url was given")
            return ended
        if fault := self.site.fault(bundle):
            raise self._rolled_back(f"Job {ended.job_id} succeeded, but {fault}.", before)
        self.say(f"visitors get release {bundle.digest[:12]}")
        return ended

    def _failed(self, ended: Job, before: Before) -> PublicationError:
        """Amplify changes nothing for visitors until a job has succeeded; where there is a site, it is asked."""
        reason = f": {ended.reason.rstrip('.')}." if ended.reason else "."
        what = f"Job {ended.job_id} ended as {ended.status}{reason}"
        if self.site is not None and before.bundle is not None and (fault := self.site.fault(before.bundle)):
            return self._rolled_back(f"{what} The release before is damaged: {fault}.", before)
        return NotPublished(f"{what} {before}")

    def _rolled_back(self, fault: str, before: Before) -> PublicationError:
        """Publish the release before once more; return the error that says how that went."""
        previous, bundle = before.job, before.bundle
        if previous is None or bundle is None:
            return NeedsAttention(
                f"{fault} No earlier release is kept to go back to: what stands stays as it is."
            )
        self.say(f"{fault} Going back to the release of job {previous.job_id}")
        try:
            job = self._deploy(bundle, None, standing="What stood stays.")
            ended = self.branch.wait(job.job_id, self.say)
        except PublicationError as error:
            return NeedsAttention(f"{fault} Going back failed as well: {error}")
        if ended.status != "SUCCEED":
            return NeedsAttention(
                f"{fault} Going back failed as well: job {ended.job_id} is {ended.status}. What stood stays."
            )
        if self.site is not None and (still := self.site.fault(bundle)):
            return NeedsAttention(f"{fault} The earlier release was published again, but {still}.")
        return RolledBack(
            f"{fault} The release of job {previous.job_id} was published again by job {ended.job_id} and stands."
        )

    def _kept(self, job: Job | None) -> Bundle | None:
        """The release of a job; None when there is none, or nobody kept it in a shape that can be read."""
        content = self.archive.read(job.job_id) if job else None
        if job is None or content is None:
            return None
        try:
            return read_zip(content)
        except ValueError as error:
            self.say(f"the archive's file of job {job.job_id} cannot be used: {error}")
            return None
