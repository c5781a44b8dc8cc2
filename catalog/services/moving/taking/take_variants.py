"""The variants that a list tells of, with their prices and their stock."""

from collections.abc import Mapping

from catalog.errors import StockRefused
from catalog.exchange.formats.entries import EntryRefused, Problem, ProductEntry, VariantEntry
from catalog.models import Price, Product, Stock, Variant
from catalog.money import Money
from catalog.services.adjust_stock import adjust_stock
from catalog.services.set_price import set_price


def take_variants(product: Product, entry: ProductEntry, *, currency: str) -> bool:
    """Write what differs and tell whether anything did; variants that the list leaves out stay as they are.

    Raises EntryRefused for an article number of another product, and for stock below what orders were promised.
    """
    _refuse_foreign_skus(product, entry)
    known = {variant.sku: variant for variant in product.variants.all()}
    new = [
        Variant(product=product, sku=told.sku, name=told.name, position=len(known) + number, **told.facts)
        for number, told in enumerate(entry.variants)
        if told.sku not in known
    ]
    known |= {variant.sku: variant for variant in Variant.objects.bulk_create(new)}
    prices, stock = _prices(product, currency), _stock(product)
    is_changed = bool(new)
    for told in entry.variants:
        variant = known[told.sku]
        is_changed |= _update(variant, told)
        is_changed |= _charge(variant, told, prices.get(variant.pk))
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


def _prices(product: Product, currency: str) -> Mapping[int, Price]:
    rows = Price.objects.current(currency).filter(variant__product=product)
    return {price.variant_id: price for price in rows}


def _charge(variant: Variant, told: VariantEntry, now: Price | None) -> bool:
    """A list that does not tell of reductions leaves one alone, as long as it still is one."""
    if told.price is None:
        return False
    before = told.compare_at.minor if told.compare_at else None
    if not told.tells_reduction and now and (now.compare_at_minor or 0) > told.price.minor:
        before = now.compare_at_minor
    if now and (now.amount_minor, now.compare_at_minor) == (told.price.minor, before):
        return False
    currency = told.price.currency
    compare_at = Money(before, currency) if before is not None else None
    set_price(variant_id=variant.pk, price=told.price, currency=currency, compare_at=compare_at)
    return True


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
