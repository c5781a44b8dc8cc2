"""`manage.py rebuild_mirror`: writes every product into the mirror, for example into a new table."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.errors import CatalogFault
from catalog.mirror.rebuild import rebuild_mirror


class Command(BaseCommand):
    help = "Write every product into the mirror."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--after-id", type=int, default=0, metavar="ID", help="go on behind this product")

    def handle(self, *args: object, after_id: int, **options: object) -> None:
        try:
            done = rebuild_mirror(on_progress=self._tell, after_id=after_id)
        except CatalogFault as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"The mirror holds {done} products."))

    def _tell(self, done: int, last_id: int) -> None:
        self.stdout.write(f"{done} products written; --after-id {last_id} goes on from here")
