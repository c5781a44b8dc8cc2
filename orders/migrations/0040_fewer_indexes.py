"""Indexes go that others of their tables begin with; built and dropped without holding up the shop.

What an interrupted attempt left behind goes first.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

# What each of them was on, for the way back.
DROPPED = {
    "orders_allocation_line_id_d37a8293": "orders_allocation (line_id)",
    "orders_cartline_cart_id_af5e6867": "orders_cartline (cart_id)",
    "orders_fulfilment_order_id_09315447": "orders_fulfilment (order_id)",
    "orders_fulfilmentline_fulfilment_id_4f62369d": "orders_fulfilmentline (fulfilment_id)",
    "orders_invoice_event_id_ddcad22d": "orders_invoice (event_id)",
    "orders_invoice_series_id_7b909240": "orders_invoice (series_id)",
    "orders_invoiceseries_merchant_id_a174b6ee": "orders_invoiceseries (merchant_id)",
    "orders_orderevent_merchant_id_2228f7ac": "orders_orderevent (merchant_id)",
    "orders_orderevent_order_id_b26297f3": "orders_orderevent (order_id)",
    "orders_orderevent_user_id_0a114380": "orders_orderevent (user_id)",
    "orders_orderline_merchant_id_155545dd": "orders_orderline (merchant_id)",
    "orders_orderline_order_id_17f8f3ef": "orders_orderline (order_id)",
    "orders_outgoingmail_event_id_fc8d0b1d": "orders_outgoingmail (event_id)",
    "orders_paymentevent_payment_id_7b3552b0": "orders_paymentevent (payment_id)",
    "orders_refund_order_id_43062cb7": "orders_refund (order_id)",
    "orders_refundline_refund_id_bbd48e7b": "orders_refundline (refund_id)",
    "orders_return_order_id_cde1ef50": "orders_return (order_id)",
    "orders_returnline_of_return_id_f06c7c6c": "orders_returnline (of_return_id)",
    "orders_shippingmethod_zone_id_77f234ff": "orders_shippingmethod (zone_id)",
    "orders_wantedinvoice_event_id_5f2d7119": "orders_wantedinvoice (event_id)",
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("accounts", "0008_account_mails"),
        ("orders", "0039_payments_begun_anew"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS order_event_of_merchant", migrations.RunSQL.noop
        ),
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS order_event_by_user", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="orderevent",
            index=models.Index(
                condition=models.Q(("merchant__isnull", False)),
                fields=["merchant"],
                name="order_event_of_merchant",
            ),
        ),
        AddIndexConcurrently(
            model_name="orderevent",
            index=models.Index(
                condition=models.Q(("user__isnull", False)), fields=["user"], name="order_event_by_user"
            ),
        ),
        *(
            migrations.RunSQL(
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {place}",
            )
            for name, place in DROPPED.items()
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="allocation",
                    name="line",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allocations",
                        to="orders.orderline",
                    ),
                ),
                migrations.AlterField(
                    model_name="cartline",
                    name="cart",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.cart",
                    ),
                ),
                migrations.AlterField(
                    model_name="fulfilment",
                    name="order",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fulfilments",
                        to="orders.order",
                    ),
                ),
                migrations.AlterField(
                    model_name="fulfilmentline",
                    name="fulfilment",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.fulfilment",
                    ),
                ),
                migrations.AlterField(
                    model_name="invoice",
                    name="event",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="orders.orderevent",
                    ),
                ),
                migrations.AlterField(
                    model_name="invoice",
                    name="series",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="orders.invoiceseries",
                    ),
                ),
                migrations.AlterField(
                    model_name="invoiceseries",
                    name="merchant",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.merchant",
                    ),
                ),
                migrations.AlterField(
                    model_name="orderevent",
                    name="merchant",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.merchant",
                    ),
                ),
                migrations.AlterField(
                    model_name="orderevent",
                    name="order",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="orders.order",
                    ),
                ),
                migrations.AlterField(
                    model_name="orderevent",
                    name="user",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="orderline",
                    name="merchant",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.merchant",
                    ),
                ),
                migrations.AlterField(
                    model_name="orderline",
                    name="order",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.order",
                    ),
                ),
                migrations.AlterField(
                    model_name="outgoingmail",
                    name="event",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="orders.orderevent",
                    ),
                ),
                migrations.AlterField(
                    model_name="paymentevent",
                    name="payment",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="orders.payment",
                    ),
                ),
                migrations.AlterField(
                    model_name="refund",
                    name="order",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="orders.order",
                    ),
                ),
                migrations.AlterField(
                    model_name="refundline",
                    name="refund",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.refund",
                    ),
                ),
                migrations.AlterField(
                    model_name="return",
                    name="order",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="orders.order",
                    ),
                ),
                migrations.AlterField(
                    model_name="returnline",
                    name="of_return",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.return",
                    ),
                ),
                migrations.AlterField(
                    model_name="shippingmethod",
                    name="zone",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="methods",
                        to="orders.shippingzone",
                    ),
                ),
                migrations.AlterField(
                    model_name="wantedinvoice",
                    name="event",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wanted_invoices",
                        to="orders.orderevent",
                    ),
                ),
            ]
        ),
    ]
