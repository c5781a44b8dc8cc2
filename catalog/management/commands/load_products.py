"""`manage.py load_products --count N --seed S`: fills the shop with made-up products, up to a million in minutes."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.errors import CatalogFault
from catalog.management.sample.copying import AlreadyLoaded, load_products
from catalog.mirror.rebuild import rebuild_mirror
from catalog.search.refresh import rebuild_search

MOST = 1_000_000


class Command(BaseCommand):
    help = (
        "Write made-up products, the same ones for the same seed. Without --mirror they are not in the mirror "
        "until somebody asks for them or rebuild_mirror runs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=1000, help=f"how many, from 1 to {MOST:,}")
        parser.add_argument(
            "--seed", type=int, default=1, help="from 0 to 9999; another seed, other products"
        )
        parser.add_argument("--mirror", action="store_true", help="then write the whole mirror anew")

    def handle(self, *args: object, count: int, seed: int, mirror: bool, **options: object) -> None:
        if not 1 <= count <= MOST:
            raise CommandError(f"--count is from 1 to {MOST:,}.")
        if not 0 <= seed <= 9999:
            raise CommandError("--seed is from 0 to 9999.")
        try:
            load_products(
                count,
                seed,
                settings.SHOP_CURRENCY,
                on_progress=lambda done: self.stdout.write(f"{done} products"),
            )
            rebuild_search(on_progress=lambda done: self.stdout.write(f"{done} products in the search"))
            if mirror:
                rebuild_mirror(lambda done, _last_id: self.stdout.write(f"{done} products in the mirror"))
        except (AlreadyLoaded, CatalogFault) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"{count} products are there."))
