"""Descriptions: from HTML to text and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.exchange.reading.markup import paragraphs, plain_text

LINE = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=12)


@given(texts=st.lists(st.lists(LINE, min_size=1, max_size=3), max_size=3))
def test_text_comes_back_from_html(texts: list[list[str]]) -> None:
    text = "\n\n".join("\n".join(lines) for lines in texts)

    assert plain_text(paragraphs(text)) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One\n  line</p><p>Two</p>", "One line\n\nTwo"),
        ("<ul>\n<li>Oak</li>\n<li>Ash &amp; elm</li></ul>", "• Oak\n• Ash & elm"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<h2>Care</h2><div>Wipe.</div>", "Care\n\nWipe."),
        ("<p>Hi<script>alert(1)</script><style>p{}</style></p>", "Hi"),
        ('<a href="javascript:x" onclick="y">link</a><img src=x onerror=z>', "link"),
        ("5 &lt; 6", "5 < 6"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("", ""),
    ],
)
def test_html_is_read_as_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text
