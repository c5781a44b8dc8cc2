"""What can go wrong in the catalogue, and whose fault it is: `CatalogRefusal` theirs, `CatalogFault` ours."""


class CatalogError(Exception):
    """Base of everything this app raises. `code` is stable; the message is for the person who asked."""

    code = "catalog_error"


class CatalogRefusal(CatalogError):
    """What was asked for cannot be; shown to whoever asked, not tried again."""

    code = "catalog_refusal"


class ProductNotFound(CatalogRefusal):
    """No published product has this address."""

    code = "product_not_found"


class OwnProductNotFound(CatalogRefusal):
    """The merchant has no product with this number."""

    code = "own_product_not_found"


class OwnVariantNotFound(CatalogRefusal):
    """The merchant has no variant with this number or article number."""

    code = "own_variant_not_found"


class OwnMediaNotFound(CatalogRefusal):
    """The merchant has no picture or video with this number."""

    code = "own_media_not_found"


class LocationNotFound(CatalogRefusal):
    """The merchant keeps nothing at a place of this name."""

    code = "location_not_found"


class SlugTaken(CatalogRefusal):
    """Another product, or another collection, has this address."""

    code = "slug_taken"


class SkuTaken(CatalogRefusal):
    """Another variant of the merchant has this article number."""

    code = "sku_taken"


class VersionMismatch(CatalogRefusal):
    """Somebody has changed the product since it was read; `version` is the one there is now."""

    code = "version_mismatch"

    def __init__(self, message: str, version: int) -> None:
        super().__init__(message)
        self.version = version


class VersionMissing(CatalogRefusal):
    """This change must name the version that it was made of: the ETag, in `If-Match`."""

    code = "version_missing"


class CategoryNotFound(CatalogRefusal):
    """No category has this address."""

    code = "category_not_found"


class CollectionNotFound(CatalogRefusal):
    """No collection has this address."""

    code = "collection_not_found"


class OwnCollectionNotFound(CatalogRefusal):
    """The merchant has no collection with this number."""

    code = "own_collection_not_found"


class CollectionGone(CatalogRefusal):
    """A collection was deleted at the moment at which a product was to be put into it; `keys` are theirs."""

    code = "collection_gone"

    def __init__(self, keys: frozenset[int]) -> None:
        super().__init__("A collection that this names was deleted meanwhile. Nothing was changed.")
        self.keys = keys


class TooManyCollections(CatalogRefusal):
    """The merchant has as many collections as anybody may have."""

    code = "too_many_collections"


class CategoryCycle(CatalogRefusal):
    """A category would lie below itself."""

    code = "category_cycle"


class CategoryTooDeep(CatalogRefusal):
    """There would be more levels of categories than a tree holds."""

    code = "category_too_deep"


class AttributeRefused(CatalogRefusal):
    """What was to be said of a product is not of the kind that its attribute has."""

    code = "attribute_refused"

    def __init__(self, message: str, slug: str = "") -> None:
        super().__init__(message)
        self.slug = slug


class PriceRefused(CatalogRefusal):
    """Nothing can have such a price."""

    code = "price_refused"


class OptionsRefused(CatalogRefusal):
    """Options, values and variants would not fit together."""

    code = "options_refused"


class ChoiceUnknown(OptionsRefused):
    """A variant was to have a value that its product's options do not have.

    `number` is its place among the variants that were told of, `option` what was said for the option's name.
    """

    code = "choice_unknown"

    def __init__(self, message: str, number: int, option: str) -> None:
        super().__init__(message)
        self.number = number
        self.option = option


class MediaRefused(CatalogRefusal):
    """A picture or a video cannot be added; the instance's `code` says why."""

    code = "media_refused"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class NotReadyToPublish(CatalogRefusal):
    """The product lacks something that shoppers need; `reasons` are sentences, one for each thing."""

    code = "not_ready_to_publish"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class MoveRefused(CatalogRefusal):
    """The product is not in a state from which it can go there."""

    code = "move_refused"


class ScheduleRefused(CatalogRefusal):
    """A product cannot go on sale at no time or at one that is over."""

    code = "schedule_refused"


class StockRefused(CatalogRefusal):
    """There would be less of something than is promised to orders; of which variant, where that is not clear."""

    code = "stock_refused"

    def __init__(self, message: str, *, variant_id: int | None = None) -> None:
        super().__init__(message)
        self.variant_id = variant_id


class PriceOverlap(CatalogRefusal):
    """More than one price would be asked at the same time."""

    code = "price_overlap"


class SaleNotFound(CatalogRefusal):
    """The sale is over, or was called off meanwhile."""

    code = "sale_not_found"


class BadCursor(CatalogRefusal):
    """A page cursor that this shop did not give out."""

    code = "bad_cursor"


class ImportRefused(CatalogRefusal):
    """A list of products cannot be read or taken; the instance's `code` says why."""

    code = "import_refused"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class CatalogFault(CatalogError):
    """Something of ours failed; alarmed."""

    code = "catalog_fault"


class CatalogUnavailable(CatalogFault):
    """Neither the mirror nor the database answered in time; worth trying again."""

    code = "catalog_unavailable"


class ImportLeaseLost(CatalogFault):
    """Another worker took this import over; what this one has not committed must not be kept."""

    code = "import_lease_lost"


class MirrorUnavailable(CatalogFault):
    """The mirror's table did not answer; worth trying again."""

    code = "mirror_unavailable"


class DocumentTooLarge(CatalogFault):
    """A product's document does not fit into the mirror; no use trying again."""

    code = "document_too_large"
