"""What people who work for a merchant may do with each kind of row in the admin, and how to make a foreign one."""

import enum
from collections.abc import Callable

from django.db.models import Model

from accounts.models import ApiKey, Merchant, MerchantDetails, WebhookEndpoint
from accounts.tenancy import TenantQuerySet
from assets3d.models import Asset, Revision, Source
from catalog.models import (
    AttributeValue,
    Collection,
    CollectionItem,
    ImportJob,
    OptionValue,
    Product,
    ProductMedia,
    ProductOption,
    SizeAcceptance,
    Stock,
    StockEntry,
    StockLocation,
    Variant,
    VariantOption,
    WantedPicture,
)
from catalog.money import Money
from catalog.services.media.add_media import add_video
from catalog.states import AttributeKind
from orders.models import (
    Fulfilment,
    FulfilmentLine,
    Invoice,
    Order,
    OrderLine,
    Refund,
    RefundLine,
    Return,
    ReturnLine,
)
from orders.services.fulfilment.fulfil import fulfil
from orders.services.refunds.request_refund import request_refund
from orders.states import RefundReason
from tests.factories.accounts import MerchantFactory, make_key
from tests.factories.assets3d import NOW, AssetFactory, finished, received
from tests.factories.catalog import ImportJobFactory, ProductFactory, choose, make_offer, make_option, say
from tests.factories.orders import placed_order, sold_variant
from tests.factories.selling import details_of, invoiced_order, paid_order, sent_back, shipped_order

# Found in what is made below, so that it would be seen wherever it leaked to.
SECRET = "Zephyrine"


class Merchants(enum.Enum):
    """What the admin shows to people of a merchant."""

    THEIR_OWN = "rows of their merchant; others do not exist"
    LOOK = "all rows, to read"
    NOTHING = "nothing; this is for whoever runs the shop"


ADMIN_POLICIES: dict[str, Merchants] = {
    "accounts.ApiKey": Merchants.THEIR_OWN,
    "accounts.Merchant": Merchants.NOTHING,
    "accounts.MerchantDetails": Merchants.THEIR_OWN,
    "accounts.User": Merchants.NOTHING,
    "accounts.WebhookEndpoint": Merchants.THEIR_OWN,
    "auth.Group": Merchants.NOTHING,
    "axes.AccessAttempt": Merchants.NOTHING,
    "axes.AccessFailureLog": Merchants.NOTHING,
    "axes.AccessLog": Merchants.NOTHING,
    "assets3d.Asset": Merchants.THEIR_OWN,
    "assets3d.Conversion": Merchants.NOTHING,
    "catalog.Attribute": Merchants.NOTHING,
    "catalog.Category": Merchants.LOOK,
    "catalog.Collection": Merchants.THEIR_OWN,
    "catalog.ImportJob": Merchants.THEIR_OWN,
    "catalog.MirrorEntry": Merchants.NOTHING,
    "catalog.Product": Merchants.THEIR_OWN,
    "catalog.ProductMedia": Merchants.THEIR_OWN,
    "catalog.ProductOption": Merchants.THEIR_OWN,
    "catalog.ProductType": Merchants.NOTHING,
    "catalog.Stock": Merchants.THEIR_OWN,
    "catalog.StockLocation": Merchants.THEIR_OWN,
    "catalog.Synonym": Merchants.NOTHING,
    "catalog.TaxClass": Merchants.NOTHING,
    "catalog.Variant": Merchants.THEIR_OWN,
    "orders.Invoice": Merchants.THEIR_OWN,
    "orders.Order": Merchants.THEIR_OWN,
    "orders.OutgoingMail": Merchants.NOTHING,
    "orders.Payment": Merchants.NOTHING,
    "orders.ShippingMethod": Merchants.NOTHING,
    "orders.ShippingZone": Merchants.NOTHING,
    "orders.TaxRate": Merchants.NOTHING,
    "orders.Voucher": Merchants.NOTHING,
}


def _asset() -> Asset:
    asset: Asset = AssetFactory.create(title=SECRET)
    finished(asset)
    return asset


def _product() -> Product:
    return make_offer(product=ProductFactory(published=True, name=SECRET, asset=_asset())).product


def _stock() -> Stock:
    return _product().variants.get().stock.get()


def _import() -> ImportJob:
    job: ImportJob = ImportJobFactory(filename=f"{SECRET}.csv")
    return job


def _wanted_picture() -> WantedPicture:
    address = f"https://pictures.example/{SECRET}.jpg"
    return WantedPicture.objects.create(product=_product(), job=_import(), address=address, position=0)


def _order() -> Order:
    order = placed_order((sold_variant(name=SECRET), 1))
    Order.objects.filter(pk=order.pk).update(email=f"{SECRET}@vitrine.test")
    return order


def _fulfilment() -> Fulfilment:
    order = paid_order((sold_variant(name=SECRET), 1))
    line = order.lines.get()
    shipped = {line.pk: 1}
    return fulfil(
        order_id=order.public_id, actor=line.merchant, quantities=shipped, carrier=SECRET, now=order.placed_at
    )


def _refund() -> Refund:
    order = paid_order((sold_variant(name=SECRET), 1))
    line = order.lines.get()
    return request_refund(
        order_id=order.public_id,
        actor=line.merchant,
        amount=order.total - Money(order.shipping_minor, order.currency),
        reason=RefundReason.GOODWILL,
        now=NOW,
        note=SECRET,
        lines={line.pk: line.quantity},
    )


def _return() -> Return:
    order = shipped_order((sold_variant(name=SECRET), 1))
    return sent_back(order, {order.lines.get().pk: 1})


def _merchant() -> Merchant:
    merchant = _product().merchant
    merchant.name = f"{SECRET} {merchant.pk}"
    merchant.save()
    return merchant


def _invoice() -> Invoice:
    order = invoiced_order(name=SECRET)
    return order.invoices.get()


def _collection_item() -> CollectionItem:
    product = _product()
    collection = Collection.objects.create(merchant=product.merchant, name=SECRET, slug=product.slug)
    return CollectionItem.objects.create(collection=collection, product=product)


def _chosen_value() -> VariantOption:
    variant = _product().variants.get()
    choose(variant, *make_option(variant.product, SECRET, SECRET))
    return VariantOption.objects.get(variant=variant)


def _size_acceptance() -> SizeAcceptance:
    return SizeAcceptance.objects.create(
        variant=_product().variants.get(), revision=finished(_asset()), accepted_at=NOW
    )


def _api_key() -> ApiKey:
    key = make_key().key
    key.name = SECRET
    key.save()
    return key


def _webhook_endpoint() -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(
        merchant=MerchantFactory(), url=f"https://{SECRET}.vitrine.test/", events=["order.paid"]
    )


MAKE_FOREIGN: dict[type[Model], Callable[[], Model]] = {
    ApiKey: _api_key,
    WebhookEndpoint: _webhook_endpoint,
    Merchant: _merchant,
    MerchantDetails: lambda: details_of(_merchant(), legal_name=SECRET),
    Asset: _asset,
    Source: lambda: received(_asset()),
    Revision: lambda: finished(_asset()),
    Product: _product,
    Variant: lambda: _product().variants.get(),
    ProductMedia: lambda: add_video(product=_product(), video_url="https://youtu.be/1", alt=SECRET),
    ProductOption: lambda: _chosen_value().option,
    OptionValue: lambda: _chosen_value().value,
    VariantOption: _chosen_value,
    AttributeValue: lambda: say(_product(), AttributeKind.TEXT, SECRET),
    Collection: lambda: _collection_item().collection,
    CollectionItem: _collection_item,
    SizeAcceptance: _size_acceptance,
    ImportJob: _import,
    WantedPicture: _wanted_picture,
    StockLocation: lambda: _stock().location,
    Stock: _stock,
    StockEntry: lambda: _stock().entries.get(),
    Invoice: _invoice,
    Order: _order,
    OrderLine: lambda: _order().lines.get(),
    Fulfilment: _fulfilment,
    FulfilmentLine: lambda: _fulfilment().lines.get(),
    Refund: _refund,
    RefundLine: lambda: _refund().lines.get(),
    Return: _return,
    ReturnLine: lambda: _return().lines.get(),
}


def is_tenant(model: type[Model]) -> bool:
    """Whether rows of this model belong to a merchant."""
    return isinstance(model._default_manager.all(), TenantQuerySet)
