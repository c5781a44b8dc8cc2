"""`manage.py verify_search`: compares the search with the products; exit 1 when they differ."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.search.refresh import relay_search, verify_search


class Command(BaseCommand):
    help = "Work the search's queue off, then compare every entry with its product, and every count with the entries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend whatever is wrong")

    def handle(self, *args: object, repair: bool, **options: object) -> None:
        relay_search(work_seconds=float("inf"))
        verdict = verify_search(repairs=repair)
        found = f"{verdict.entries} entries and {verdict.counts} counts"
        if (verdict.entries or verdict.counts) and not repair:
            raise CommandError(f"{found} are wrong; --repair mends them.")
        self.stdout.write(self.style.SUCCESS(f"{verdict.products} products compared; {found} mended."))
