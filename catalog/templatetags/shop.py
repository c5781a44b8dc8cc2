"""What the shop's templates need beyond the facts that their view gives them."""

import json

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from catalog.mirror.read import read_navigation
from catalog.mirror.view import CategoryView

register = template.Library()

# Inside a data block only these could end the element or open a comment.
JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def shop_categories(context: Context) -> tuple[CategoryView, ...]:
    """The shelves for the navigation; none while the catalogue does not answer, so that error pages render.

    Pages of the catalogue bring them as `categories`, so that navigation and page show one and the same state.
    """
    brought: tuple[CategoryView, ...] | None = context.get("categories")
    return read_navigation() if brought is None else brought


@register.filter
def json_ld(document: dict[str, object]) -> SafeString:
    """A data block for search engines. Browsers never execute it."""
    text = json.dumps(document, separators=(",", ":")).translate(JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  # escaped above
