"""`manage.py verify_mirror`: compares the mirror with PostgreSQL; exit 1 when they differ."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.errors import CatalogFault
from catalog.mirror.relay import relay_mirror
from catalog.mirror.verify import Segment, verify_mirror


class Command(BaseCommand):
    help = "Work the mirror's queue off, then compare every document with PostgreSQL, part by part."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend each difference that is found")
        parser.add_argument("--parts", type=int, default=1, metavar="N", help="equal parts of the mirror")
        parser.add_argument("--from-part", type=int, default=0, metavar="K", help="the first one, from 0")

    def handle(self, *args: object, repair: bool, parts: int, from_part: int, **options: object) -> None:
        if not 0 <= from_part < parts:
            raise CommandError(f"Of {parts} parts, --from-part can be 0 to {parts - 1}.")
        checked = found = 0
        try:
            relay_mirror()
            for number in range(from_part, parts):
                verdict = verify_mirror(repairs=repair, segment=Segment(number, parts))
                checked, found = checked + verdict.checked, found + len(verdict.differences)
                for difference in verdict.differences:
                    self.stdout.write(f"{difference.slug}: {difference.kind}")
                if parts > 1:
                    self.stdout.write(f"part {number} of {parts}: {verdict.checked} documents compared")
        except CatalogFault as error:
            raise CommandError(str(error)) from error
        if found and not repair:
            raise CommandError(f"{found} of {checked} documents differ; --repair mends them.")
        self.stdout.write(self.style.SUCCESS(f"{checked} documents compared, {found} mended."))
