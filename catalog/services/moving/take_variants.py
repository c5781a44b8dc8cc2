"""The variants that a list tells of, with their prices and their stock."""

from collections.abc import Mapping

from catalog.errors import StockRefused
from catalog.exchange.formats.entries import EntryRefused, Problem, ProductEntry, VariantEntry
from catalog.models import Price, Product, Stock, Variant
from catalog.services.adjust_stock import adjust_stock
from catalog.services.set_price import set_price


def take_variants(product: Product, entry: ProductEntry, *, currency: str) -> bool:
    """Write what differs and tell whether anything did; variants that the list leaves out stay as they are.

    Raises EntryRefused for an article number of another product, and for stock below what orders were promised.
    """
    _refuse_foreign_skus(product, entry)
    known = {variant.sku: variant for variant in product.variants.all()}
    prices = _prices(product, currency)
    stock = _stock(product)
    is_changed = False
    for number, told in enumerate(entry.variants):
        variant = known.get(told.sku)
        if variant is None:
            variant = Variant.objects.create(
                product=product, sku=told.sku, name=told.name, position=len(known) + number, **told.facts
            )
            is_changed = True
        else:
            is_changed |= _update(variant, told)
        if told.price is not None and prices.get(variant.pk) != told.price.minor:
            set_price(variant_id=variant.pk, price=told.price, currency=currency)
            is_changed = True
        is_changed |= _count(variant, told, stock)
    return is_changed


def _refuse_foreign_skus(product: Product, entry: ProductEntry) -> None:
    lines = {variant.sku: variant.line for variant in entry.variants}
    foreign = (
        Variant.objects.filter(merchant=product.merchant_id, sku__in=lines)
        .exclude(product=product)
        .values_list("sku", "product__name")
    )
    problems = [
        Problem(lines[sku], "", "sku_elsewhere", f"“{name}” has the article number “{sku}” already.")
        for sku, name in foreign
    ]
    if problems:
        raise EntryRefused(*problems)


def _update(variant: Variant, told: VariantEntry) -> bool:
    wanted = {"name": told.name, **told.facts}
    differing = {name: value for name, value in wanted.items() if getattr(variant, name) != value}
    if differing:
        for name, value in differing.items():
            setattr(variant, name, value)
        variant.save(update_fields=list(differing))
    return bool(differing)


def _prices(product: Product, currency: str) -> Mapping[int, int]:
    rows = Price.objects.current(currency).filter(variant__product=product)
    return dict(rows.values_list("variant_id", "amount_minor"))


def _stock(product: Product) -> Mapping[int, int]:
    """What is on hand at the default location, held until the end, so that no sale comes between looking and booking the difference."""
    rows = Stock.objects.at(None).filter(variant__product=product).order_by("pk")
    rows = rows.select_for_update(no_key=True, of=("self",))
    return dict(rows.values_list("variant_id", "on_hand"))


def _count(variant: Variant, told: VariantEntry, stock: Mapping[int, int]) -> bool:
    if told.on_hand is None or stock.get(variant.pk) == told.on_hand:
        return False
    try:
        adjust_stock(variant_id=variant.pk, by=told.on_hand - stock.get(variant.pk, 0))
    except StockRefused as refusal:
        raise EntryRefused(Problem(told.line, "", refusal.code, str(refusal))) from refusal
    return True
