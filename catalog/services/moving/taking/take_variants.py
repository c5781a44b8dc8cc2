"""The variants that a list tells of, with their prices and their stock."""

from collections import Counter
from collections.abc import Mapping

from catalog.errors import StockRefused
from catalog.exchange.formats.entries import EntryRefused, Problem, ProductEntry, VariantEntry
from catalog.models import Price, Product, Stock, Variant
from catalog.money import Money
from catalog.services.adjust_stock import adjust_stocks, begin_stock
from catalog.services.moving.taking.take_options import take_options
from catalog.services.set_price import NewPrice, begin_prices, set_prices


def take_variants(product: Product, entry: ProductEntry, *, currency: str, is_new: bool) -> bool:
    """Write what differs and tell whether anything did; variants that the list leaves out stay as they are.

    Raises EntryRefused for an article number of another product, and for stock below what orders were promised.
    """
    _refuse_foreign_skus(product, entry)
    known = {} if is_new else {variant.sku: variant for variant in product.variants.all()}
    new = [
        Variant(product=product, sku=told.sku, name=told.name, position=len(known) + number, **told.facts)
        for number, told in enumerate(entry.variants)
        if told.sku not in known
    ]
    known |= {variant.sku: variant for variant in Variant.objects.bulk_create(new)}
    options = take_options(product, entry, known, is_new=is_new)
    is_changed = bool(new) or options.is_changed
    for told in entry.variants:
        is_changed |= _update(known[told.sku], told, options.following)
    if is_new:
        _begin(entry, known)
        return True
    is_changed |= _charge(product, entry, known, _prices(product, currency))
    return _count(entry, known, _stock(product)) or is_changed


def _begin(entry: ProductEntry, variants: Mapping[str, Variant]) -> None:
    """The first prices and the first stock of what nobody else knows yet."""
    prices = {variants[told.sku].pk: _new_price(told, None) for told in entry.variants}
    begin_prices(prices={key: price for key, price in prices.items() if price is not None})
    begin_stock(
        on_hand={variants[told.sku].pk: told.on_hand for told in entry.variants if told.on_hand is not None}
    )


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


def _update(variant: Variant, told: VariantEntry, following: frozenset[str]) -> bool:
    """What follows from the values of options is not for the list to say."""
    wanted = {"name": told.name, **told.facts}
    has_options = told.options or variant.combination is not None
    differing = {
        name: value
        for name, value in wanted.items()
        if getattr(variant, name) != value and not (has_options and name in following)
    }
    if differing:
        for name, value in differing.items():
            setattr(variant, name, value)
        variant.save(update_fields=list(differing))
    return bool(differing)


def _prices(product: Product, currency: str) -> Mapping[int, Price]:
    rows = Price.objects.current(currency).filter(variant__product=product)
    return {price.variant_id: price for price in rows}


def _charge(
    product: Product, entry: ProductEntry, variants: Mapping[str, Variant], prices: Mapping[int, Price]
) -> bool:
    wanted: dict[int, NewPrice] = {}
    for told in entry.variants:
        variant_id = variants[told.sku].pk
        price = _new_price(told, prices.get(variant_id))
        if price is not None:
            wanted[variant_id] = price
    if wanted:
        currency = next(iter(wanted.values())).price.currency
        set_prices(product_id=product.pk, prices=wanted, currency=currency)
    return bool(wanted)


def _new_price(told: VariantEntry, now: Price | None) -> NewPrice | None:
    """None where nothing changes. A list that does not tell of reductions leaves one alone, as long as it still is one."""
    if told.price is None:
        return None
    before = told.compare_at.minor if told.compare_at else None
    if not told.tells_reduction and now and (now.compare_at_minor or 0) > told.price.minor:
        before = now.compare_at_minor
    if now and (now.amount_minor, now.compare_at_minor) == (told.price.minor, before):
        return None
    return NewPrice(told.price, Money(before, told.price.currency) if before is not None else None)


def _stock(product: Product) -> Mapping[int, int]:
    """What is on hand at the default location, held until the end, so that no sale comes between looking and booking the difference."""
    rows = Stock.objects.at(None).filter(variant__product=product).order_by("pk")
    rows = rows.select_for_update(no_key=True, of=("self",))
    on_hand: Counter[int] = Counter()
    for variant_id, quantity in rows.values_list("variant_id", "on_hand"):
        on_hand[variant_id] += quantity
    return dict(on_hand)


def _count(entry: ProductEntry, variants: Mapping[str, Variant], stock: Mapping[int, int]) -> bool:
    differences: dict[int, int] = {}
    lines: dict[int, int] = {}
    for told in entry.variants:
        variant_id = variants[told.sku].pk
        if told.on_hand is not None and stock.get(variant_id) != told.on_hand:
            differences[variant_id] = told.on_hand - stock.get(variant_id, 0)
            lines[variant_id] = told.line
    if not differences:
        return False
    try:
        adjust_stocks(by=differences)
    except StockRefused as refusal:
        line = lines.get(refusal.variant_id or 0, entry.line)
        raise EntryRefused(Problem(line, "", refusal.code, str(refusal))) from refusal
    return True
