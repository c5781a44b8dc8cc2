"""The ways of sending that lead to a country."""

from collections.abc import Sequence

from django_countries import countries

from catalog.money import Money
from orders.errors import MethodNotOffered, NotDeliveredThere
from orders.models import ShippingMethod
from orders.pricing.shipping import Band, Method, OfferedMethod, cheapest, offered


def methods_to(country: str, currency: str) -> tuple[Method, ...]:
    """In the order in which the shop offers them; none when it does not deliver there. One query."""
    return tuple(
        Method(
            id=row.pk,
            name=row.name,
            days_from=row.days_from,
            days_to=row.days_to,
            currency=row.currency,
            bands=tuple(Band(**band) for band in row.bands),  # type: ignore[attr-defined]  # annotated by to()
        )
        for row in ShippingMethod.objects.to(country, currency)
    )


def require_offered(
    country: str, goods: Money, weight: int, known: Sequence[Method] | None = None
) -> tuple[OfferedMethod, ...]:
    """Those that take goods of this value and weight, in grams, there. NotDeliveredThere when none does.

    known: what `methods_to` would read, for whoever has read it.
    """
    # Not `in countries`, which takes codes of three letters for those of two.
    if country not in countries.countries:
        raise NotDeliveredThere("We do not know that country.")
    place = countries.name(country)
    if known is None:
        known = methods_to(country, goods.currency)
    choices = offered(known, goods, weight)
    if choices:
        return choices
    if known:
        raise NotDeliveredThere(f"We have no way of sending an order like this to {place}.")
    raise NotDeliveredThere(f"We do not deliver to {place} yet.")


def choose(choices: Sequence[OfferedMethod], method_id: int | None) -> OfferedMethod:
    """The method with this id, or the cheapest when none is named. MethodNotOffered when it is another's."""
    if method_id is None:
        found = cheapest(choices)
    else:
        found = next((choice for choice in choices if choice.method.id == method_id), None)
    if found is None:
        raise MethodNotOffered(
            "This way of sending is not offered for your order. Please choose another one."
        )
    return found
