"""Make the models in the shop anew after a recipe was raised: `manage.py reconvert_assets`."""

from typing import Any

from django.core.management.base import BaseCommand

from assets3d.services.recipe.reconvert_assets import reconvert_assets


class Command(BaseCommand):
    help = "Puts every published model in line under the present recipe, in the background. May run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reconvert_assets()} models wait to be converted anew.")
