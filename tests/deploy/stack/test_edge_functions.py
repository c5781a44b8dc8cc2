"""CloudFront's two functions, run by Node as CloudFront runs them."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.deploy.stack.templates import ROOT

EDGE = ROOT / "deploy" / "stack" / "edge"


def run(file: str, request: dict[str, Any]) -> dict[str, Any]:
    node = shutil.which("node")
    assert node is not None
    program = f"{(EDGE / file).read_text()}\nconsole.log(JSON.stringify(handler({json.dumps({'request': request})})))"
    done = subprocess.run([node, "-e", program], capture_output=True, text=True, check=True)  # noqa: S603  # our own function
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def asked(uri: str, host: str = "vitrine.example", **query: Any) -> dict[str, Any]:
    return {"uri": uri, "headers": {"host": {"value": host}}, "querystring": query}


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/assets/renditions/ab/abc.glb", "/renditions/ab/abc.glb"),
        ("/assets/assets/x.glb", "/assets/x.glb"),
        ("/assetsx/a.glb", "/assetsx/a.glb"),
    ],
)
def test_assets_are_looked_up_without_their_prefix(address: str, key: str) -> None:
    assert run("strip_assets.js", asked(address))["uri"] == key


def test_the_apex_is_served_as_it_is() -> None:
    request = asked("/products/chair/", variant={"value": "oak"})

    assert run("lead_to_apex.js", request) == request


def test_www_leads_to_the_apex_with_the_whole_question() -> None:
    query = {
        "variant": {"value": "oak%20oil"},
        "tag": {"value": "a", "multiValue": [{"value": "a"}, {"value": "b"}]},
        "plain": {"value": ""},
    }

    answer = run("lead_to_apex.js", asked("/products/chair/", "www.vitrine.example", **query))

    assert answer["statusCode"] == 301
    assert answer["headers"] == {
        "location": {"value": "https://vitrine.example/products/chair/?variant=oak%20oil&tag=a&tag=b&plain"}
    }
