"""S3: that both buckets are there, the right people may write and read, and nobody else."""

import json
from typing import Any

from botocore.exceptions import ClientError
from django.conf import settings

from config.doctor.aws import asking, client
from config.doctor.examination import Trouble
from config.settings.policy import origin_of

MAKE_IT = "Deploy the stack, or correct the name in the environment."


def check_uploads_bucket() -> str:
    bucket = settings.UPLOADS_BUCKET
    with asking(f"The bucket {bucket}", missing=MAKE_IT):
        client("s3").head_bucket(Bucket=bucket)
    shop = origin_of(settings.SITE_URL)
    if not _allows(bucket, "POST", shop):
        raise Trouble(
            f"{bucket} does not let pages of {shop} send files.",
            "Add a CORS rule that allows POST from SITE_URL; without it every upload fails in the browser.",
        )
    if _is_public(bucket):
        raise Trouble(
            f"Anybody may read or write {bucket}, which holds merchants' originals.",
            "Remove the statement for everybody from its policy and block public access.",
        )
    return f"{bucket} takes files from {shop} and is private."


def check_assets_bucket() -> str:
    bucket = settings.ASSETS_BUCKET
    with asking(f"The bucket {bucket}", missing=MAKE_IT):
        client("s3").head_bucket(Bucket=bucket)
    # Behind a distribution this is its affair: it answers with headers of its own.
    if not settings.BEHIND_DISTRIBUTION and not _allows(bucket, "GET", origin_of(settings.SITE_URL)):
        raise Trouble(
            f"{bucket} does not let pages of other addresses read its files.",
            "Add a CORS rule that allows GET from everywhere; without it no model is shown.",
        )
    return f"{bucket} is there."


def _allows(bucket: str, method: str, origin: str) -> bool:
    with asking(f"The CORS rules of {bucket}", missing=MAKE_IT):
        try:
            rules = client("s3").get_bucket_cors(Bucket=bucket)["CORSRules"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchCORSConfiguration":
                raise
            return False
    return any(
        method in rule["AllowedMethods"] and {"*", origin} & set(rule["AllowedOrigins"]) for rule in rules
    )


def _is_public(bucket: str) -> bool:
    with asking(f"The policy of {bucket}", missing=MAKE_IT):
        try:
            policy = json.loads(client("s3").get_bucket_policy(Bucket=bucket)["Policy"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchBucketPolicy":
                raise
            return False
    return any(_lets_everybody(statement) for statement in policy["Statement"])


def _lets_everybody(statement: dict[str, Any]) -> bool:
    everybody = statement.get("Principal") in ("*", {"AWS": "*"})
    return everybody and statement["Effect"] == "Allow" and not statement.get("Condition")
