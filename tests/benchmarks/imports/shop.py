"""The shop into which lists are brought, and how."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from catalog.models import AttributeChoice, Category, ImportJob, Product, ProductType
from catalog.services.moving.decide_import import apply_import
from catalog.services.moving.start_import import SentList, start_import
from catalog.states import AttributeKind, ImportState, ListFormat
from tests.benchmarks.imports.lists import MadeUp
from tests.benchmarks.imports.rounds import Round, run_apart
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.catalog import CategoryFactory, make_attribute


@dataclass(frozen=True)
class Brought:
    """What the two rounds of an import cost; `changed` products have another version than before."""

    check: Round
    taking: Round
    changed: int
    refused: int


class Shop:
    """A merchant who moves in."""

    def __init__(self) -> None:
        self.merchant, self.actor = MerchantFactory(), UserFactory()
        self.shelf: Category = CategoryFactory(name="Everything", slug="everything")
        ProductType.objects.create(name="Furniture")
        grade = make_attribute(AttributeKind.CHOICE, name="Grade")
        AttributeChoice.objects.bulk_create(AttributeChoice(attribute=grade, name=name) for name in "AB")
        make_attribute(AttributeKind.NUMBER, name="Height")

    def bring(self, made: MadeUp) -> Brought:
        """Raises RuntimeError when the import does not come to its end."""
        before = set(Product.objects.values_list("pk", "version"))
        sent = SentList(io.BytesIO(made.data), "list.csv", len(made.data), ListFormat.VITRINE, "EUR")
        job = start_import(
            sent=sent, merchant=self.merchant, category=self.shelf, actor=self.actor, now=timezone.now()
        )
        check, taking = self._rounds(job)
        changed = len(set(Product.objects.values_list("pk", "version")) - before)
        return Brought(check, taking, changed, job.refused)

    def _rounds(self, job: ImportJob) -> Iterator[Round]:
        yield run_apart(job.pk)
        apply_import(import_id=job.pk)
        yield run_apart(job.pk)
        job.refresh_from_db()
        if job.state != ImportState.DONE:
            raise RuntimeError(f"The import is {job.state}: {job.refusal}")
