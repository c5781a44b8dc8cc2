"""`manage.py rebuild_search`: writes every entry and count of the search anew, for example in another currency."""

from django.core.management.base import BaseCommand

from catalog.search.refresh import rebuild_search


class Command(BaseCommand):
    help = "Write every product's entry in the search, and count the facets."

    def handle(self, *args: object, **options: object) -> None:
        done = rebuild_search(on_progress=lambda count: self.stdout.write(f"{count} products done"))
        self.stdout.write(self.style.SUCCESS(f"The search knows all of {done} products."))
