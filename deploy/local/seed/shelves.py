"""Puts a demo product, whose model is published, onto the shelves."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.models import Merchant
from assets3d.models import Asset
from catalog.models import Category, Price, Product, Stock, Variant
from catalog.services.publish_product import publish_product
from catalog.states import ProductState
from deploy.local.demo.products.product import DemoProduct, DemoVariant
from deploy.local.seed.amounts import in_shop_currency


def stand_on_shelf(demo: DemoProduct, merchant: Merchant, asset: Asset, position: int, now: datetime) -> None:
    """Write the product with its variants and publish it. Doing so again changes nothing."""
    with transaction.atomic():
        category, _ = Category.objects.get_or_create(
            slug=demo.category.slug, defaults={"name": demo.category.name, "position": position}
        )
        product, _ = Product.objects.get_or_create(
            slug=demo.slug,
            defaults={
                "merchant": merchant,
                "category": category,
                "asset": asset,
                "name": demo.name,
                "tagline": demo.tagline,
                "description": demo.description,
            },
        )
        for place, variant in enumerate(demo.variants):
            _offer(product, variant, place)
    product.refresh_from_db()
    if product.state == ProductState.DRAFT:
        publish_product(product_id=product.pk, now=now)


def _offer(product: Product, demo: DemoVariant, place: int) -> None:
    variant, _ = Variant.objects.get_or_create(
        merchant=product.merchant,
        sku=demo.sku,
        defaults={
            "product": product,
            "name": demo.name,
            "position": place,
            "material_variant": demo.material_variant or "",
            "swatch": demo.swatch,
            "width_mm": demo.width_mm,
            "depth_mm": demo.depth_mm,
            "height_mm": demo.height_mm,
            "weight_g": demo.weight_g,
        },
    )
    currency = settings.SHOP_CURRENCY
    if not variant.prices.filter(currency=currency).exists():
        Price.objects.create(
            variant=variant, currency=currency, amount_minor=in_shop_currency(demo.price_minor)
        )
    if not variant.stock.exists():
        Stock.objects.create(variant=variant, on_hand=demo.stock)
