"""`manage.py rebuild_mirror`: writes every product into the mirror, for example into a new table."""

from django.core.management.base import BaseCommand, CommandError

from catalog.errors import CatalogFault
from catalog.mirror.verify import rebuild_mirror


class Command(BaseCommand):
    help = "Write every product into the mirror."

    def handle(self, *args: object, **options: object) -> None:
        try:
            done = rebuild_mirror(on_progress=lambda count: self.stdout.write(f"{count} products written"))
        except CatalogFault as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"The mirror holds {done} products."))
