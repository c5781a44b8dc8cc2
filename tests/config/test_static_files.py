import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from config.static_files import HashedStaticFiles


@pytest.fixture
def collect(tmp_path: Path) -> dict[str, str]:
    """What is served, by its hashed name without the hash, after two modules and a bundle are collected."""
    files = {
        "catalog/page.js": 'import { part } from "./part.js";\n',
        "catalog/part.js": "export const part = 1;\n",
        "vendor/bundle.js": "const all = 1;\n//# sourceMappingURL=bundle.js.map\n",
    }
    source = FileSystemStorage(location=tmp_path / "source")
    storage = HashedStaticFiles(location=str(tmp_path / "served"), base_url="/static/")
    for name, text in files.items():
        source.save(name, ContentFile(text.encode()))
        storage.save(name, ContentFile(text.encode()))
    for _, _, outcome in storage.post_process({name: (source, name) for name in files}):
        assert not isinstance(outcome, Exception), outcome
    return {name: Path(storage.path(storage.stored_name(name))).read_text() for name in files}


def test_module_imports_ask_for_hashed_names(collect: dict[str, str]) -> None:
    assert re.fullmatch(r'import \{ part \} from "\./part\.[0-9a-f]{12}\.js";\n', collect["catalog/page.js"])


def test_vendored_bundles_stay_as_they_are(collect: dict[str, str]) -> None:
    assert collect["vendor/bundle.js"] == "const all = 1;\n//# sourceMappingURL=bundle.js.map\n"
