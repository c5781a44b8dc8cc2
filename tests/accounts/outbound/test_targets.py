"""Addresses as they stand in lists."""

import pytest

from accounts.outbound.targets import target_of


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("https://cdn.example/a.jpg?v=1&w=2#top", ("cdn.example", 443, "/a.jpg?v=1&w=2")),
        ("http://CDN.example", ("cdn.example", 80, "/")),
        (" https://cdn.example/a b%20c.jpg ", ("cdn.example", 443, "/a%20b%20c.jpg")),
        ("https://bücher.example/stühle.jpg", ("xn--bcher-kva.example", 443, "/st%C3%BChle.jpg")),
        ("https://cdn.example:8443/a", ("cdn.example", 8443, "/a")),
        ("http://[::1]/a", ("::1", 80, "/a")),
    ],
)
def test_target_of_reads_what_is_meant(written: str, place: tuple[str, int, str]) -> None:
    target = target_of(written)

    assert (target.host, target.port, target.path) == place
    assert target_of(target.address) == target


@pytest.mark.parametrize(
    "written",
    [
        *("", "picture.jpg", "//cdn.example/a", "ftp://cdn.example/a", "file:///etc/passwd", "gopher://x/"),
        *("https://", "https:///a", "https://cdn.example:99999/", "https://cdn.example:x/", "http://[::1/"),
        *(
            "https://cdn.example/a\r\nHost: other",
            "https://cdn.example\\@other/",
            "https://a\x00b/",
            "data:,x",
        ),
        *("https://name:word@cdn.example/", "https://name@cdn.example/", f"https://{'a' * 64}.example/"),
        *(f"https://cdn.example/{'a' * 2000}", f"https://cdn.example/{'ß' * 400}"),
    ],
)
def test_target_of_refuses_what_is_no_address_of_the_web(written: str) -> None:
    with pytest.raises(ValueError, match=r"address .*\.$"):
        target_of(written)
