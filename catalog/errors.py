"""What can go wrong in the catalogue, and whose fault it is."""


class CatalogError(Exception):
    """Base of everything this app raises. `code` is stable; the message is for the person who asked."""

    code = "catalog_error"


class ProductNotFound(CatalogError):
    """No published product has this address."""

    code = "product_not_found"


class CategoryNotFound(CatalogError):
    """No category has this address."""

    code = "category_not_found"


class NotReadyToPublish(CatalogError):
    """The product lacks something that shoppers need; `reasons` are sentences, one for each thing."""

    code = "not_ready_to_publish"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class MoveRefused(CatalogError):
    """The product is not in a state from which it can go there."""

    code = "move_refused"


class BadCursor(CatalogError):
    """A page cursor that this API did not give out."""

    code = "bad_cursor"


class CatalogUnavailable(CatalogError):
    """Neither the mirror nor the database answered in time; ours, and worth trying again."""

    code = "catalog_unavailable"


class StockRefused(CatalogError):
    """There would be less of something than is promised to orders."""

    code = "stock_refused"


class MirrorUnavailable(CatalogError):
    """The mirror's table did not answer; ours, and worth trying again."""

    code = "mirror_unavailable"


class DocumentTooLarge(CatalogError):
    """A product's document does not fit into the mirror; ours, and no use trying again."""

    code = "document_too_large"
