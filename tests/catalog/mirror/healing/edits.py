"""What merchants, programs and people at a psql prompt do to a shop of a few addresses."""

from collections.abc import Callable
from random import Random

from django.db import connection, transaction

from catalog.models import Attribute, Category, Collection, Price, Product, Stock
from catalog.services.attributes.set_attribute import set_attribute
from catalog.services.category.move_category import move_category
from catalog.states import AttributeKind, ProductState
from tests.factories.catalog import CategoryFactory, ProductFactory, make_offer

SLUGS = tuple(f"p{number}" for number in range(6))
BETWEEN = "on-its-way"
PICKED = "picked"

Edit = Callable[[Random], None]


def found(random: Random) -> None:
    """The shop as it opens: a few products on two shelves."""
    categories = [CategoryFactory(slug=f"shelf-{number}", name=f"Shelf {number}") for number in range(2)]
    for slug in SLUGS[:4]:
        make_offer(product=ProductFactory(published=True, slug=slug, category=random.choice(categories)))


def save_product(random: Random) -> None:
    product = _any(random)
    if product:
        product.name = f"Named {random.random()}"
        product.save()


def update_prices(random: Random) -> None:
    Price.objects.filter(variant__product=_any(random)).update(amount_minor=random.randrange(1, 10_000))


def update_in_bulk(random: Random) -> None:
    products = list(Product.objects.order_by("pk"))
    for product in products:
        product.tagline = f"Of {random.random()}"
    Product.objects.bulk_update(products, ["tagline"])


def write_sql(random: Random) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_price SET amount_minor = amount_minor + 1 WHERE variant_id IN"
            " (SELECT id FROM catalog_variant WHERE product_id = %s)",
            [getattr(_any(random), "pk", None)],
        )


def sell(random: Random) -> None:
    Stock.objects.filter(variant__product=_any(random)).update(on_hand=random.randrange(8), allocated=0)


def swap_slugs(random: Random) -> None:
    products = list(Product.objects.order_by("pk"))
    if len(products) < 2:
        return
    one, other = random.sample(products, 2)
    with transaction.atomic():
        for product, slug in ((one, BETWEEN), (other, one.slug), (one, other.slug)):
            Product.objects.filter(pk=product.pk).update(slug=slug)


def move_to_free_slug(random: Random) -> None:
    slug, product = _free(random), _any(random)
    if slug and product:
        Product.objects.filter(pk=product.pk).update(slug=slug)


def delete_product(random: Random) -> None:
    product = _any(random)
    if product:
        product.delete()


def create_product(random: Random) -> None:
    slug = _free(random)
    if slug:
        category = random.choice(list(Category.objects.order_by("pk")))
        make_offer(product=ProductFactory(published=True, slug=slug, category=category))


def change_state(random: Random) -> None:
    state = random.choice((ProductState.DRAFT, ProductState.PUBLISHED, ProductState.ARCHIVED))
    product = _any(random)
    if product:
        Product.objects.filter(pk=product.pk).update(state=state)


def rename_category(random: Random) -> None:
    category = random.choice(list(Category.objects.order_by("pk")))
    Category.objects.filter(pk=category.pk).update(name=f"Shelf {random.random()}")


def move_branch(random: Random) -> None:
    """The second shelf below the first, or back to the top."""
    first, second = Category.objects.order_by("pk")
    move_category(category_id=second.pk, parent_id=random.choice((None, first.pk)))


def say_something(random: Random) -> None:
    product = _any(random)
    told = {"name": "Made", "kind": AttributeKind.TEXT}
    attribute, _ = Attribute.objects.get_or_create(slug="made", defaults=told)
    if product:
        value = random.choice(("", f"By hand {random.random()}"))
        set_attribute(product_id=product.pk, attribute=attribute, value=value)
    Attribute.objects.update(name=f"Made {random.random()}")


def collect(random: Random) -> None:
    collection, _ = Collection.objects.get_or_create(slug=PICKED, defaults={"name": "Picked"})
    product = _any(random)
    if product and not collection.items.filter(product=product).delete()[0]:
        collection.items.create(product=product)
    Collection.objects.update(is_shown=random.random() < 0.8)


EDITS: tuple[Edit, ...] = (
    *(save_product, update_prices, update_in_bulk, write_sql, sell),
    *(swap_slugs, move_to_free_slug, delete_product, create_product, change_state, rename_category),
)
# What is said of products and where they stand; with these among them, bugs show in fewer of the lives.
EVERY_EDIT: tuple[Edit, ...] = (*EDITS, move_branch, say_something, collect)


def _any(random: Random) -> Product | None:
    products = list(Product.objects.order_by("pk"))
    return random.choice(products) if products else None


def _free(random: Random) -> str | None:
    taken = set(Product.objects.values_list("slug", flat=True))
    free = [slug for slug in SLUGS if slug not in taken]
    return random.choice(free) if free else None
