"""A publisher with everything that it speaks to, and releases to publish."""

from dataclasses import dataclass
from pathlib import Path

from deploy.publication.amplify import Branch, Job, Timing
from deploy.publication.archive import FolderArchive
from deploy.publication.bundle import Bundle, bundle_of
from deploy.publication.publish import Publisher
from deploy.publication.site import Site
from tests.deploy.publication.conftest import Amplify, Host

OLD = bundle_of({"static/page.old.js": b"old", "static/page.js": b"old"})
NEW = bundle_of({"static/page.new.js": b"new", "static/page.js": b"new"})
OTHER = bundle_of({"static/page.js": b"other"})


@dataclass
class Shop:
    """A publisher, and everything that it speaks to."""

    amplify: Amplify
    host: Host
    archive: FolderArchive
    said: list[str]

    def publish(self, bundle: Bundle, *, stops_unfinished: bool = False, has_site: bool = True) -> Job:
        timing = Timing(clock=lambda: 0.0, sleep=lambda _seconds: None)
        branch = Branch(self.amplify.client, "d1vitrine", "main", timing)
        site = Site(self.host.url, sleep=lambda _seconds: None) if has_site else None
        publisher = Publisher(branch, self.archive, site, self.said.append)
        return publisher.publish(bundle, stops_unfinished=stops_unfinished)

    def keep(self, job_id: str, bundle: Bundle) -> None:
        self.archive.keep(job_id, bundle.digest, bundle.zipped())

    def serve(self, bundle: Bundle) -> None:
        files = {**bundle.files, bundle.marker: bundle.marker_content}
        self.host.served = {f"/{name}": content for name, content in files.items()}


def shop_with_a_release(amplify: Amplify, host: Host, folder: Path) -> Shop:
    """A shop whose job 7 published OLD."""
    shop = Shop(amplify, host, FolderArchive(folder), [])
    shop.keep("7", OLD)
    shop.serve(OLD)
    return shop
