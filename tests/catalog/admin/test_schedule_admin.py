"""What merchants do in the admin so that products go on sale by themselves."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from accounts.models import Merchant
from accounts.services.ensure_roles import MERCHANTS_GROUP
from catalog.admin.products.form import ProductForm
from catalog.models import Price, Product
from catalog.services.publish_scheduled import publish_scheduled
from catalog.states import ProductState
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.catalog import ProductFactory, make_offer

pytestmark = pytest.mark.django_db

PRODUCTS = "/admin/catalog/product/"
NEVER = ("", "")


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
def product(merchant: Merchant) -> Product:
    draft: Product = ProductFactory(merchant=merchant)
    make_offer(product=draft, name="Oak")
    return draft


@pytest.fixture
def tomorrow() -> datetime:
    return timezone.now().replace(microsecond=0) + timedelta(days=1)


def page_of(product: Product) -> str:
    return f"{PRODUCTS}{product.pk}/change/"


def typed(product: Product, day: str, time: str, **buttons: str) -> dict[str, object]:
    """What the browser sends from the page when this day and time were typed."""
    variant = product.variants.get()
    row = {"id": variant.pk, "name": "Oak", "sku": variant.sku, "position": 0, "is_active": "on"}
    return {
        "name": product.name,
        "slug": product.slug,
        "category": product.category_id,
        "publish_at_0": day,
        "publish_at_1": time,
        "options-TOTAL_FORMS": 0,
        "options-INITIAL_FORMS": 0,
        "variants-TOTAL_FORMS": 1,
        "variants-INITIAL_FORMS": 1,
        **{f"variants-0-{name}": value for name, value in {**row, "price": "49.90", "on_hand": 10}.items()},
        **buttons,
    }


def at(moment: datetime) -> tuple[str, str]:
    return f"{moment:%Y-%m-%d}", f"{moment:%H:%M:%S}"


def state_of(product: Product) -> tuple[str, datetime | None]:
    product.refresh_from_db()
    return product.state, product.publish_at


def schedule(product: Product, moment: datetime) -> None:
    Product.objects.filter(pk=product.pk).update(state=ProductState.SCHEDULED, publish_at=moment)


def test_save_and_schedule_takes_the_time_that_was_typed(
    staff_client: Client, product: Product, tomorrow: datetime
) -> None:
    staff_client.post(page_of(product), typed(product, *at(tomorrow), _schedule="1"))

    assert state_of(product) == (ProductState.SCHEDULED, tomorrow)


def test_save_and_schedule_refuses_a_time_that_is_over(staff_client: Client, product: Product) -> None:
    answer = staff_client.post(page_of(product), typed(product, "2020-01-01", "12:00:00", _schedule="1"))

    assert "Say a time to come" in " ".join(str(each) for each in get_messages(answer.wsgi_request))
    assert state_of(product)[0] == ProductState.DRAFT


def test_scheduled_product_keeps_a_time(staff_client: Client, product: Product, tomorrow: datetime) -> None:
    schedule(product, tomorrow)

    answer = staff_client.post(page_of(product), typed(product, *NEVER))

    assert answer.context["adminform"].form.errors["publish_at"]
    assert state_of(product) == (ProductState.SCHEDULED, tomorrow)


def test_schedule_is_called_off_on_the_page_and_in_the_list(
    staff_client: Client, product: Product, tomorrow: datetime
) -> None:
    schedule(product, tomorrow)
    staff_client.post(page_of(product), typed(product, *at(tomorrow), _call_off="1"))
    on_the_page = state_of(product)
    schedule(product, tomorrow)

    staff_client.post(PRODUCTS, {"action": "call_off_selected", "_selected_action": [product.pk]})

    assert (on_the_page, state_of(product)) == ((ProductState.DRAFT, None), (ProductState.DRAFT, None))


def test_page_says_why_a_product_did_not_go_on_sale(staff_client: Client, product: Product) -> None:
    due = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
    schedule(product, due)
    Price.objects.all().delete()
    publish_scheduled(product_id=product.pk, now=due)

    page = staff_client.get(page_of(product)).content.decode()

    assert "Give “Oak” a price in EUR" in page


def test_page_that_was_opened_before_does_not_take_a_product_off_sale(
    staff_client: Client, product: Product, tomorrow: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish_meanwhile(form: ProductForm) -> dict[str, object]:
        publish_scheduled(product_id=product.pk, now=tomorrow)
        return clean(form)

    schedule(product, tomorrow)
    clean = ProductForm.clean
    monkeypatch.setattr(ProductForm, "clean", publish_meanwhile)
    staff_client.post(page_of(product), {**typed(product, *at(tomorrow)), "tagline": "New"})

    product.refresh_from_db()
    assert (product.state, product.tagline) == (ProductState.PUBLISHED, "New")


def test_products_of_others_are_neither_scheduled_nor_called_off(
    staff_client: Client, tomorrow: datetime
) -> None:
    foreign = ProductFactory(merchant=MerchantFactory())
    make_offer(product=foreign)
    schedule(foreign, tomorrow)

    page = staff_client.post(page_of(foreign), typed(foreign, *at(tomorrow), _call_off="1"))
    staff_client.post(PRODUCTS, {"action": "call_off_selected", "_selected_action": [foreign.pk]})

    assert page.status_code == 404
    assert state_of(foreign) == (ProductState.SCHEDULED, tomorrow)
