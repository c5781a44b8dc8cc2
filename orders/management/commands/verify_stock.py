"""`manage.py verify_stock`: compares stock with its ledger and with what orders were promised; exit 1 when they differ."""

from django.core.management.base import BaseCommand, CommandError

from orders.queries.stock_drift import drifted_stock


class Command(BaseCommand):
    help = "Compare what is on hand with the ledger, and what is allocated with the orders that wait for it."

    def handle(self, *args: object, **options: object) -> None:
        drifts = drifted_stock()
        for drift in drifts:
            self.stdout.write(
                f"stock {drift.stock_id}: {drift.on_hand} on hand, {drift.booked} booked; "
                f"{drift.allocated} allocated, {drift.promised} promised"
            )
        if drifts:
            raise CommandError(f"{len(drifts)} stock rows differ from what made them.")
        self.stdout.write(self.style.SUCCESS("All stock is as booked and as promised."))
