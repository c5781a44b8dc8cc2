"""Publish the static front end to Amplify Hosting: `python -m deploy.publish_static --app-id d1a2b3`.

Collects all static files under hashed names, packs them into a ZIP file that is the same for the same files, uploads it
to a new deployment of the branch, starts it and waits. With --site-url it then looks at what visitors get, and puts the
release of before back when that is wrong. The files of the release before stay, for pages that are still open.

Cut short, it may be run again: what was uploaded is not uploaded twice, and a release that stands is left alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from deploy.publication.amplify import Branch, Timing
from deploy.publication.archive import archive_at
from deploy.publication.bundle import read_folder
from deploy.publication.collect import PROJECT, collect
from deploy.publication.errors import NotPublished, PublicationError
from deploy.publication.publish import Publisher
from deploy.publication.site import Site

EXIT_CODES: Final = """exit codes:
  0    published, or stood already
  1    not published; what stood before stands
  2    the arguments are wrong
  3    published and found wrong; the release before stands again
  4    what visitors get is wrong or uncertain: the last line says what to look at
  130  interrupted; run it again to go on"""
_TIMEOUTS: Final = Config(
    connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 4, "mode": "standard"}
)


def main(arguments: Sequence[str]) -> int:
    """Publish and return the exit code of the process; the last line on stderr says what went wrong."""
    options = _parser().parse_args(arguments)
    try:
        _publish(options)
    except NotPublished as error:
        sys.stderr.write(f"publish_static: {error} Nothing was published.\n")
        return error.exit_code
    except PublicationError as error:
        sys.stderr.write(f"publish_static: {error}\n")
        return error.exit_code
    except BotoCoreError as error:  # no region, no such profile: nothing was asked of AWS yet
        sys.stderr.write(f"publish_static: {error} Nothing was published.\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write(
            "publish_static: interrupted; a job that was started goes on. Run this again to go on.\n"
        )
        return 130
    return 0


def _publish(options: argparse.Namespace) -> None:
    client = boto3.client("amplify", region_name=options.region, config=_TIMEOUTS)
    branch = Branch(client, options.app_id, options.branch, Timing(patience=options.patience))
    publisher = Publisher(
        branch,
        archive_at(options.archive, options.app_id, options.branch),
        Site(options.site_url) if options.site_url else None,
        _say,
    )
    if options.collected is None:
        _say("collecting static files")
    bundle = read_folder(options.collected or collect())
    megabytes = sum(map(len, bundle.files.values())) / 1e6
    _say(f"release {bundle.digest[:12]}: {len(bundle.files):,} files, {megabytes:.1f} MB")
    job = publisher.publish(bundle, stops_unfinished=options.stop_unfinished)
    _say(f"published by job {job.job_id}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.publish_static",
        description=__doc__,
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--app-id", required=True, help="the Amplify app, as the stack's outputs name it")
    add("--branch", default="main", help="its branch (main)")
    add("--region", help="the app's region (that of the AWS configuration)")
    add("--site-url", metavar="URL", help="look here at what visitors get, and go back when it is wrong")
    add(
        "--archive",
        metavar="PLACE",
        default=str(PROJECT / "build" / "publications"),
        help="where releases are kept: a folder (build/publications), or s3://bucket/prefix to share it",
    )
    add("--collected", type=Path, metavar="FOLDER", help="publish this collection instead of a new one")
    add("--patience", type=float, default=900.0, metavar="SECONDS", help="how long to wait for the job (900)")
    add("--stop-unfinished", action="store_true", help="stop a job of the branch that is in the way")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
