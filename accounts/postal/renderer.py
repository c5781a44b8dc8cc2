"""Inputs, labels and errors of forms, written as Django's own templates write them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

Write = Callable[[Mapping[str, Any]], SafeString]


class WrittenForms(DjangoTemplates):
    """Two thirds of what a form costs is Django's template for an input, for its attributes, for its label and for having
    no errors, once for each field. What it writes is the same; anything else comes out of Django's templates."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        write = _WRITTEN.get(template_name)
        return write(context) if write else SafeString(super().render(template_name, context, request))


def _input(context: Mapping[str, Any]) -> SafeString:
    widget = context["widget"]
    value = widget["value"]
    shown = "" if value is None else format_html(' value="{}"', value)
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], shown, _attributes(widget["attrs"])
    )


def _label(context: Mapping[str, Any]) -> SafeString:
    if not context["use_tag"]:
        return conditional_escape(context["label"])
    attributes = _attributes(context["attrs"] or {})
    return format_html("<{0}{1}>{2}</{0}>", context["tag"], attributes, context["label"])


def _errors(context: Mapping[str, Any]) -> SafeString:
    errors = context["errors"]
    if not errors:
        return SafeString("")
    place = format_html(' id="{}_error"', errors.field_id) if errors.field_id else ""
    said = format_html_join("", "<li>{}</li>", ((error,) for error in errors))
    return format_html('<ul class="{}"{}>{}</ul>', context["error_class"], place, said)


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    """True stands by its name alone, and False not at all."""
    return SafeString(
        "".join(
            format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
            for name, value in attributes.items()
            if value is not False
        )
    )


_INPUTS = ("text", "email", "tel", "hidden", "number", "checkbox")
_WRITTEN: Mapping[str, Write] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in _INPUTS},
    "django/forms/label.html": _label,
    "django/forms/errors/list/default.html": _errors,
}
