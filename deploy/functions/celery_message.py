"""Writing a Celery task message without Celery, for senders that only have the standard library.

Format: Celery message protocol 2 inside kombu's SQS envelope, which is base64 of a JSON document whose own body
is base64 of JSON again (docs.celeryq.dev, "Message Protocol", version 2).
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from typing import Any


def encode_task(name: str, kwargs: Mapping[str, Any], *, queue: str, task_id: str | None = None) -> str:
    """Return the SQS message body that makes a worker of `queue` run the task with these keyword arguments.

    Every call makes a new task id, unless one is given: the same arguments with the same id are the same body to
    the byte. Values must be JSON; send ids rather than content, as SQS takes 1 MiB at most.
    """
    own_id = task_id or str(uuid.uuid4())
    embedded: dict[str, None] = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
    envelope = {
        "body": _base64_json([[], dict(kwargs), embedded]),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {
            "lang": "py",
            "task": name,
            "id": own_id,
            "root_id": own_id,
            "parent_id": None,
            "group": None,
            "argsrepr": "()",
            "kwargsrepr": repr(dict(kwargs)),
            "origin": "vitrine",
            "retries": 0,
            "timelimit": [None, None],
            "eta": None,
            "expires": None,
        },
        "properties": {
            "correlation_id": own_id,
            "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": queue},
            "delivery_tag": str(uuid.uuid5(uuid.NAMESPACE_OID, own_id)),
            "priority": 0,
            "body_encoding": "base64",
        },
    }
    return _base64_json(envelope)


def _base64_json(document: object) -> str:
    return base64.b64encode(json.dumps(document).encode()).decode()
