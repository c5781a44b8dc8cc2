"""What sending cost every order until now, as rows."""

from decimal import Decimal

from django.conf import settings
from django.db import migrations

from orders.pricing.amounts import in_minor_units


def deliver_as_before(apps, schema_editor):
    """Everywhere, for 4.90 and from 100 on for nothing."""
    database = schema_editor.connection.alias
    zones = apps.get_model("orders", "ShippingZone").objects.using(database)
    if zones.exists():
        return
    zone = zones.create(name="Everywhere", is_elsewhere=True)
    method = zone.methods.create(name="Standard delivery", currency=settings.SHOP_CURRENCY)
    free_from = in_minor_units(Decimal(100), settings.SHOP_CURRENCY).minor
    flat = in_minor_units(Decimal("4.90"), settings.SHOP_CURRENCY).minor
    method.rates.create(total_from=0, total_to=free_from, amount_minor=flat)
    method.rates.create(total_from=free_from, amount_minor=0)


class Migration(migrations.Migration):
    dependencies = [("orders", "0025_validate_order_sums")]

    operations = [migrations.RunPython(deliver_as_before, migrations.RunPython.noop)]
