"""A release as one ZIP file."""

import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from deploy.publication.bundle import bundle_of, read_folder, read_zip
from deploy.publication.errors import NotPublished

FILES = {"static/site/page.0123456789ab.css": b"a {}", "static/staticfiles.json": b"{}"}


def collection(folder: Path, *, names: tuple[str, ...] = ("page", "shop")) -> Path:
    paths = {}
    for name in names:
        hashed = f"site/{name}.0123456789ab.js"
        paths[f"site/{name}.js"] = hashed
        for written in (hashed, f"site/{name}.js", f"{hashed}.gz"):
            (folder / written).parent.mkdir(parents=True, exist_ok=True)
            (folder / written).write_text(f"// {name}")
    (folder / "staticfiles.json").write_text(json.dumps({"paths": paths}))
    return folder


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    first = collection(tmp_path / "first")
    second = collection(tmp_path / "second", names=("shop", "page"))
    (second / "staticfiles.json").write_bytes((first / "staticfiles.json").read_bytes())
    os.utime(second / "site" / "page.js", (1, 1))
    (second / "site" / "page.js").chmod(0o600)

    assert read_folder(first).zipped() == read_folder(second).zipped()


def test_nothing_of_the_machine_or_the_hour_is_in_the_bytes() -> None:
    bundle = bundle_of(FILES).after(bundle_of({"static/a.js": b"old"}))

    with zipfile.ZipFile(io.BytesIO(bundle.zipped())) as archive:
        entries = archive.infolist()

    names = [entry.filename for entry in entries]
    assert names == sorted([*FILES, "static/a.js", bundle.marker])
    assert {(entry.date_time, entry.create_system) for entry in entries} == {((1980, 1, 1, 0, 0, 0), 3)}


def test_another_name_or_content_is_another_release() -> None:
    renamed = {name.replace("page", "pages"): content for name, content in FILES.items()}
    changed = {**FILES, "static/staticfiles.json": b"[]"}

    digests = {bundle_of(files).digest for files in (FILES, renamed, changed)}

    assert len(digests) == 3


def test_what_the_host_compresses_itself_is_left_out(tmp_path: Path) -> None:
    files = read_folder(collection(tmp_path)).files

    assert sorted(files) == [
        "static/site/page.0123456789ab.js",
        "static/site/page.js",
        "static/site/shop.0123456789ab.js",
        "static/site/shop.js",
        "static/staticfiles.json",
    ]


def test_a_release_carries_the_files_of_the_one_before_but_not_of_all_before_that() -> None:
    first = bundle_of({"static/a.1.js": b"1", "static/page.js": b"1"})
    second = bundle_of({"static/a.2.js": b"2", "static/page.js": b"2"}).after(first)
    third = bundle_of({"static/a.3.js": b"3", "static/page.js": b"3"}).after(read_zip(second.zipped()))

    assert second.carried == {"static/a.1.js": b"1"}
    assert third.carried == {"static/a.2.js": b"2"}


def test_read_zip_returns_what_was_zipped() -> None:
    bundle = bundle_of(FILES)
    carrying = bundle.after(bundle_of({"static/old.js": b"old"}))

    assert read_zip(carrying.zipped()) == bundle


@pytest.mark.parametrize("content", [b"", b"no zip", bundle_of(FILES).zipped()[:-40]])
def test_read_zip_refuses_anything_else(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a release"):
        read_zip(content)


def test_read_zip_refuses_a_release_whose_files_were_changed() -> None:
    forged = bundle_of(FILES)
    changed = bundle_of({**FILES, "static/staticfiles.json": b"[]"})
    object.__setattr__(changed, "digest", forged.digest)

    with pytest.raises(ValueError, match="its files are not those of its list"):
        read_zip(changed.zipped())


def test_read_folder_refuses_a_folder_without_a_manifest(tmp_path: Path) -> None:
    with pytest.raises(NotPublished, match="holds no collection of hashed static files"):
        read_folder(tmp_path)


def test_read_folder_refuses_a_collection_that_was_cut_short(tmp_path: Path) -> None:
    (collection(tmp_path) / "site" / "page.0123456789ab.js").unlink()

    with pytest.raises(NotPublished, match=r"page\.0123456789ab\.js is missing"):
        read_folder(tmp_path)


def test_read_folder_refuses_an_empty_manifest(tmp_path: Path) -> None:
    with pytest.raises(NotPublished, match="everything is missing"):
        read_folder(collection(tmp_path, names=()))
