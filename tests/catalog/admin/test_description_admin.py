"""What products are said to be, on their pages and in collections."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Merchant
from accounts.services.ensure_roles import MERCHANTS_GROUP
from catalog.models import AttributeChoice, Collection, CollectionItem, Product, ProductType
from catalog.models.attributes import Value
from catalog.services.attributes.set_attribute import set_attribute
from catalog.states import AttributeKind
from tests.catalog.site.pages import Page
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.catalog import ProductFactory, make_attribute, say

pytestmark = pytest.mark.django_db

COLLECTIONS = "/admin/catalog/collection/"


@pytest.fixture
def merchant() -> Merchant:
    return MerchantFactory()


@pytest.fixture
def staff_client(client: Client, merchant: Merchant) -> Client:
    user = UserFactory()
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    MembershipFactory(user=user, merchant=merchant)
    client.force_login(user)
    return client


@pytest.fixture
def chair(merchant: Merchant) -> Product:
    """Of a type that asks for one attribute of each kind."""
    seat = ProductType.objects.create(name="Seat")
    for kind in AttributeKind:
        seat.asked_attributes.add(make_attribute(kind, name=kind.value.title()))
    AttributeChoice.objects.create(attribute=seat.asked_attributes.get(kind=AttributeKind.CHOICE), name="Oak")
    product: Product = ProductFactory(merchant=merchant, product_type=seat)
    return product


def typed(product: Product, **answers: object) -> dict[str, object]:
    """What the browser sends from the product's page; answers by kind."""
    kinds = {attribute.kind: attribute.pk for attribute in product.product_type.asked_attributes.all()}  # type: ignore[union-attr]  # it has one
    return {
        "name": product.name,
        "slug": product.slug,
        "category": product.category_id,
        "product_type": product.product_type_id,
        "options-TOTAL_FORMS": 0,
        "options-INITIAL_FORMS": 0,
        "variants-TOTAL_FORMS": 0,
        "variants-INITIAL_FORMS": 0,
        **{f"attribute_{kinds[kind]}": answer for kind, answer in answers.items()},
    }


def said(product: Product) -> dict[str, Value | None]:
    return {value.kind: value.value for value in product.attribute_values.all()}


def page_of(product: Product) -> str:
    return f"/admin/catalog/product/{product.pk}/change/"


def test_every_kind_is_answered_and_taken_back(staff_client: Client, chair: Product) -> None:
    oak = AttributeChoice.objects.get()

    staff_client.post(
        page_of(chair),
        typed(chair, text="Soft", number="12.5", choice=oak.pk, boolean="no", colour="#a1b2c3"),
    )
    assert said(chair) == {
        "text": "Soft",
        "number": Decimal("12.5"),
        "choice": oak,
        "boolean": False,
        "colour": "#a1b2c3",
    }

    staff_client.post(page_of(chair), typed(chair, text="", number="", choice="", boolean="", colour=""))
    assert said(chair) == {}


def test_wrong_answers_are_refused_beside_their_fields(staff_client: Client, chair: Product) -> None:
    foreign = AttributeChoice.objects.create(
        attribute=make_attribute(AttributeKind.CHOICE, name="Metal"), name="Steel"
    )

    answer = staff_client.post(
        page_of(chair), typed(chair, number="many", colour="red", choice=foreign.pk, boolean="perhaps")
    )

    assert answer.status_code == 200
    assert len(answer.context["adminform"].form.errors) == 4
    assert said(chair) == {}


def test_page_shows_what_is_said_also_under_another_type(staff_client: Client, chair: Product) -> None:
    say(chair, AttributeKind.TEXT, "From before", name="Odd")
    number = chair.product_type.asked_attributes.get(kind=AttributeKind.NUMBER)  # type: ignore[union-attr]  # it has one
    set_attribute(product_id=chair.pk, attribute=number, value=Decimal("12.5"))

    page = staff_client.get(page_of(chair)).content.decode()

    assert 'value="From before"' in page
    assert 'value="12.5"' in page


def collected(collection: Collection) -> list[tuple[str, int]]:
    return list(collection.items.values_list("product__slug", "position"))


def test_merchant_collects_their_own_products(
    staff_client: Client, merchant: Merchant, chair: Product
) -> None:
    answer = staff_client.post(
        f"{COLLECTIONS}add/",
        {
            "name": "Summer",
            "slug": "summer",
            "is_shown": "on",
            "merchant": merchant.pk,
            "items-TOTAL_FORMS": 1,
            "items-INITIAL_FORMS": 0,
            "items-0-product": chair.pk,
            "items-0-position": 4,
        },
    )

    assert answer.status_code == 302
    assert collected(Collection.objects.get(merchant=merchant)) == [(chair.slug, 4)]


@pytest.mark.parametrize("whose", ["another merchant's product", "nobody's collection"])
def test_merchant_collects_nothing_else(
    whose: str, staff_client: Client, merchant: Merchant, chair: Product
) -> None:
    of_another = whose == "another merchant's product"
    product = ProductFactory() if of_another else chair

    answer = staff_client.post(
        f"{COLLECTIONS}add/",
        {
            "name": "Summer",
            "slug": "summer",
            "merchant": merchant.pk if of_another else "",
            "items-TOTAL_FORMS": 1,
            "items-INITIAL_FORMS": 0,
            "items-0-product": product.pk,
            "items-0-position": 0,
        },
    )

    assert answer.status_code == 200
    assert not CollectionItem.objects.exists()


def test_kind_of_an_attribute_stays(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    attribute = make_attribute(AttributeKind.TEXT)

    client.post(
        f"/admin/catalog/attribute/{attribute.pk}/change/",
        {
            "name": "Fabric",
            "slug": "material",
            "kind": "number",
            "position": 0,
            "choices-TOTAL_FORMS": 0,
            "choices-INITIAL_FORMS": 0,
        },
    )

    attribute.refresh_from_db()
    assert (attribute.name, attribute.kind) == ("Fabric", AttributeKind.TEXT)


def test_words_for_search_engines_are_saved_and_bounded(staff_client: Client, chair: Product) -> None:
    words = {"seo_title": "Oak chair", "seo_description": "Four legs"}
    page = page_of(chair)

    staff_client.post(page, {**typed(chair), **words})
    answer = staff_client.post(page, {**typed(chair), **words, "seo_title": "x" * 71})

    assert answer.context["adminform"].form.errors["seo_title"]
    assert Product.objects.values("seo_title", "seo_description").get() == words


def languages_of(client: Client, product: Product) -> dict[str, dict[str, str]]:
    """The choices of the product's page, by their tags."""
    page = Page(client.get(page_of(product)).content.decode())
    return {option["value"]: option for option in page.all("option")}


def test_language_is_shown_and_chosen(staff_client: Client, chair: Product) -> None:
    assert "selected" in languages_of(staff_client, chair)["en"]

    staff_client.post(page_of(chair), {**typed(chair), "language": "pt-BR"})
    assert Product.objects.get().language == "pt-BR"

    staff_client.post(page_of(chair), {**typed(chair), "language": "tlh", "name": "Other"})
    assert Product.objects.filter(language="pt-BR").exclude(name="Other").exists()

    staff_client.post(page_of(chair), {**typed(chair), "name": "Other"})
    assert Product.objects.get(name="Other").language == "pt-BR"


def test_language_that_nobody_has_a_name_for_stays_a_choice(staff_client: Client, chair: Product) -> None:
    Product.objects.update(language="tlh")

    assert "selected" in languages_of(staff_client, chair)["tlh"]
