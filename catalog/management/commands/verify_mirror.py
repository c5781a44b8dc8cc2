"""`manage.py verify_mirror`: compares the mirror with PostgreSQL; exit 1 when they differ."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.errors import CatalogFault
from catalog.mirror.relay import relay_mirror
from catalog.mirror.verify import verify_mirror


class Command(BaseCommand):
    help = "Work the mirror's queue off, then compare every document with PostgreSQL."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend each difference that is found")

    def handle(self, *args: object, repair: bool, **options: object) -> None:
        try:
            relay_mirror()
            verdict = verify_mirror(repairs=repair)
        except CatalogFault as error:
            raise CommandError(str(error)) from error
        for difference in verdict.differences:
            self.stdout.write(f"{difference.slug}: {difference.kind}")
        found = len(verdict.differences)
        if found and not repair:
            raise CommandError(f"{found} of {verdict.checked} documents differ; --repair mends them.")
        self.stdout.write(self.style.SUCCESS(f"{verdict.checked} documents compared, {found} mended."))
