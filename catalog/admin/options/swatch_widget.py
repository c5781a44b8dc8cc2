"""How a colour is typed."""

from unfold.widgets import UnfoldAdminTextInputWidget


class SwatchWidget(UnfoldAdminTextInputWidget):  # type: ignore[misc]  # unfold has no types
    """The colour as text, because it may be left empty, and beside it the browser's colour picker."""

    template_name = "catalog/admin/swatch.html"
