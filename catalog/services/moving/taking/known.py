"""What the shop has that lists name: looked up when a worker begins a turn, not for each product."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from catalog.models import (
    Attribute,
    AttributeChoice,
    Category,
    Collection,
    ImportJob,
    ImportProblem,
    ProductType,
    TaxClass,
)
from catalog.states import ImportState

UNKNOWN = "unknown_name"


@dataclass(frozen=True)
class Known:
    """Keys by name and by address, in small letters; attributes by what programs call them.

    A check makes nothing of what is missing: `promised` are the names of collections that taking the list would make.
    `told` are the sentences about names that nobody knows, each of which an import says once.
    """

    is_check: bool
    categories: dict[str, int]
    types: dict[str, int]
    tax_classes: dict[str, int]
    attributes: dict[str, Attribute]
    collections: dict[str, int]
    told: set[str] = field(default_factory=set)
    promised: set[str] = field(default_factory=set)
    choices: dict[int, dict[str, AttributeChoice]] = field(default_factory=dict)

    @classmethod
    def of(cls, job: ImportJob) -> "Known":
        collections = Collection.objects.filter(merchant=job.merchant_id)
        said = ImportProblem.objects.filter(job=job, code=UNKNOWN).values_list("message", flat=True)
        return cls(
            is_check=job.state == ImportState.CHECKING,
            categories=_by_words(Category.objects.values_list("pk", "name", "slug")),
            types=_by_words(ProductType.objects.values_list("pk", "name")),
            tax_classes=_by_words(TaxClass.objects.values_list("pk", "name", "code")),
            attributes={each.slug.casefold(): each for each in Attribute.objects.all()},
            collections=_by_words(collections.values_list("pk", "name", "slug")),
            told=set(said),
        )

    def forget_collections(self, keys: Container[int]) -> None:
        """Those with these keys are not there any more."""
        for word in [word for word, key in self.collections.items() if key in keys]:
            del self.collections[word]

    def choices_of(self, attribute: Attribute) -> dict[str, AttributeChoice]:
        """The answers that the attribute has, by name in small letters; looked up when the first cell names one."""
        if attribute.pk not in self.choices:
            rows = AttributeChoice.objects.filter(attribute=attribute)
            self.choices[attribute.pk] = {choice.name.casefold(): choice for choice in rows}
        return self.choices[attribute.pk]


def _by_words(rows: Iterable[tuple[int, *tuple[str, ...]]]) -> dict[str, int]:
    """The last word of a row counts more than the others, because it is the one that is there once."""
    told = [(key, words) for key, *words in rows]
    longest = max((len(words) for _, words in told), default=0)
    return {words[place].casefold(): key for place in range(longest) for key, words in told}
