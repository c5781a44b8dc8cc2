"""What the shop's templates need beyond the facts that their view gives them."""

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from catalog.errors import CatalogUnavailable
from catalog.mirror.read import read_categories
from catalog.mirror.view import CategoryView

register = template.Library()

# Inside a data block only these could end the element or open a comment.
JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def shop_categories() -> tuple[CategoryView, ...]:
    """The shelves for the navigation; none while the catalogue does not answer, so that error pages render."""
    try:
        return read_categories()
    except CatalogUnavailable:
        return ()


@register.filter
def json_ld(document: dict[str, object]) -> SafeString:
    """A data block for search engines. Browsers never execute it."""
    text = json.dumps(document, separators=(",", ":")).translate(JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  # escaped above
