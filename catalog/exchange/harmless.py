"""Cells that a spreadsheet would take for formulas, made harmless so that they can be made whole again.

An apostrophe is put before text that begins with = + - @, a tab or a carriage return, and before text that
already has such apostrophes, so that taking one away always gives the original. Plain numbers stay as they are.
"""

import re

FORMULA = re.compile(r"'*[=+\-@\t\r]")
ESCAPED = re.compile(r"'+[=+\-@\t\r]")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def harmless(text: str) -> str:
    """`text` as it may be opened in a spreadsheet."""
    is_formula = FORMULA.match(text) and not NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def original(cell: str) -> str:
    """The text of which `harmless` made this cell; other cells stay as they are."""
    return cell[1:] if ESCAPED.match(cell) else cell
