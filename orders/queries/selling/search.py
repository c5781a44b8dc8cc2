"""Finds orders by what somebody on the telephone says: number, e-mail address, name, article or tracking number."""

from itertools import islice

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Upper
from django.utils.text import smart_split

from accounts.tenancy import row_number
from orders.models import Order
from orders.queries.selling.merchant_lines import Seller, lines_of, parcels_of

# Of the newest orders with an article or parcel; whoever looks further back says more.
MOST_FOUND = 1_000
# Shorter words are in too many names for an index to help.
FEWEST_LETTERS = 3
# Each costs two statements; who says more has pasted something.
MOST_WORDS = 8


def orders_with(orders: QuerySet[Order], actor: Seller, text: str) -> QuerySet[Order]:
    """Those with every word of the text: as their number, as the beginning of the e-mail address, of one of the actor's
    article numbers or of one of the actor's tracking numbers, or in the name of the buyer. Each has an index. Of many
    different words the first MOST_WORDS count.
    """
    words = dict.fromkeys(word.strip("\"'").upper() for word in smart_split(text))
    found = orders.alias(buyer=Upper(KT("shipping_address__name")), mail=Upper("email"))
    for word in islice(filter(None, words), MOST_WORDS):
        found = found.filter(_has(word, actor))
    return found


def _has(word: str, actor: Seller) -> Q:
    condition = Q(mail__startswith=word) | Q(pk__in=_with_article(word, actor) + _with_parcel(word, actor))
    if len(word) >= FEWEST_LETTERS:
        condition |= Q(buyer__contains=word)
    number = row_number(word.removeprefix("#"))
    if number:
        condition |= Q(number=number)
    return condition


def _with_article(word: str, actor: Seller) -> list[int]:
    lines = lines_of(actor).alias(article=Upper("sku")).filter(article__startswith=word)
    return list(lines.order_by("-order").values_list("order", flat=True)[:MOST_FOUND])


def _with_parcel(word: str, actor: Seller) -> list[int]:
    parcels = parcels_of(actor).alias(parcel=Upper("tracking_number"))
    found = parcels.exclude(tracking_number="").filter(parcel__startswith=word)
    return list(found.order_by("-order_id").values_list("order", flat=True)[:MOST_FOUND])
