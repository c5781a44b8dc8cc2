"""Merchants bring lists in and take them out, and see what is wrong with them."""

import csv
import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client

from accounts.models import Merchant, User
from accounts.services.ensure_roles import MERCHANTS_GROUP
from catalog.admin.imports import pages
from catalog.models import Category, ImportJob, Product, WantedPicture
from catalog.states import ImportState, ListFormat
from tests.catalog.services.moving.conftest import run_whole
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.catalog import CategoryFactory, ImportJobFactory, ProductFactory, make_offer

pytestmark = pytest.mark.django_db

IMPORTS = "/admin/catalog/importjob/"
LIST = b"Handle,Title,Variant SKU,Variant Price,Vendor,Cost per item\nlamp,=Lamp,L-1,49.90,Nord,9\nvase,Vase,V-1,cheap,,9\n"


@pytest.fixture
def merchant() -> Merchant:
    merchant: Merchant = MerchantFactory()
    return merchant


@pytest.fixture
def shelf() -> Category:
    shelf: Category = CategoryFactory()
    return shelf


@pytest.fixture
def staff(merchant: Merchant) -> User:
    user: User = UserFactory()
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    MembershipFactory(user=user, merchant=merchant)
    return user


@pytest.fixture
def staff_client(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def post_list(client: Client, merchant: Merchant, shelf: Category, **changes: object) -> HttpResponseBase:
    sent = {
        "file": SimpleUploadedFile("products_export.csv", LIST),
        "format": "shopify",
        "currency": "eur",
        "category": shelf.pk,
        "merchant": merchant.pk,
        **changes,
    }
    return client.post(f"{IMPORTS}add/", sent)


def text_of(answer: HttpResponseBase) -> str:
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(answer).decode("utf-8-sig")


def test_list_is_sent_checked_and_taken(staff_client: Client, merchant: Merchant, shelf: Category) -> None:
    answer = post_list(staff_client, merchant, shelf)

    job = ImportJob.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{IMPORTS}{job.pk}/change/")
    assert (job.merchant, job.currency, job.bytes, job.state) == (merchant, "EUR", len(LIST), "checking")
    run_whole(job)
    page = staff_client.get(f"{IMPORTS}{job.pk}/change/").content.decode()
    assert "“cheap” is not a price. Write it like 1299.00." in page
    assert "Cost per item" in page
    assert "Attributes that are made: Brand." in page
    assert Product.objects.count() == 0

    staff_client.post(f"{IMPORTS}{job.pk}/apply/")
    run_whole(job)

    job.refresh_from_db()
    assert (job.state, job.created, job.refused) == (ImportState.DONE, 1, 1)
    assert Product.objects.get().merchant == merchant


def test_discarded_list_is_not_taken(staff_client: Client, merchant: Merchant) -> None:
    job = ImportJobFactory(merchant=merchant)

    staff_client.post(f"{IMPORTS}{job.pk}/discard/")
    answer = staff_client.post(f"{IMPORTS}{job.pk}/apply/", follow=True)

    job.refresh_from_db()
    assert job.state == ImportState.DISCARDED
    assert "not waiting for a decision any more" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"file": SimpleUploadedFile("a.pdf", b"x")}, "Send a list that ends in .csv or .xlsx."),
        ({"currency": "EUX"}, "is not an ISO 4217 currency code"),
        ({"format": "woo"}, "woo is not one of the available choices"),
        ({"category": 0}, "not one of the available choices"),
    ],
)
def test_wrong_form_is_said_and_nothing_kept(
    changes: dict[str, object], sentence: str, staff_client: Client, merchant: Merchant, shelf: Category
) -> None:
    answer = post_list(staff_client, merchant, shelf, **changes)

    assert isinstance(answer.status_code, int)
    assert sentence in answer.content.decode()  # type: ignore[attr-defined]  # not streamed
    assert ImportJob.objects.count() == 0


def test_nobody_brings_lists_to_another_merchant(staff_client: Client, shelf: Category) -> None:
    post_list(staff_client, MerchantFactory(), shelf)

    assert ImportJob.objects.count() == 0


def test_storage_that_is_away_is_said(
    staff_client: Client, merchant: Merchant, shelf: Category, settings: object
) -> None:
    settings.AWS_ENDPOINT_URL = "http://127.0.0.1:9"  # type: ignore[attr-defined]  # pytest-django's

    answer = post_list(staff_client, merchant, shelf)

    assert "The storage cannot be reached at the moment." in answer.content.decode()  # type: ignore[attr-defined]  # not streamed
    assert ImportJob.objects.count() == 0


def test_problems_are_downloaded_harmlessly(staff_client: Client, merchant: Merchant) -> None:
    job = ImportJobFactory(merchant=merchant)
    job.problems.create(line=7, column="Title", code="too_long", message="=cmd()", is_refusal=False)

    answer = staff_client.get(f"{IMPORTS}{job.pk}/problems/")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["line", "column", "code", "message", "product"],
        ["7", "Title", "too_long", "'=cmd()", "taken"],
    ]


def test_page_asks_the_same_number_of_questions_for_many_problems(
    staff_client: Client, merchant: Merchant, django_assert_num_queries: object
) -> None:
    job = ImportJobFactory(merchant=merchant)
    for line in range(150):
        job.problems.create(line=line, code="x", message="No")
    job.problems_found = 150

    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's
        context = pages.panel_context(job)

    assert context["more_problems"] == 50


@pytest.mark.parametrize("format", ListFormat)
def test_products_are_taken_out_and_come_back_the_same(
    format: ListFormat, staff_client: Client, merchant: Merchant, shelf: Category
) -> None:
    product = ProductFactory(
        merchant=merchant, category=shelf, published=True, name="=Chair", description="A\n\nB"
    )
    make_offer(product=product, name="Oak", width_mm=400, weight_g=900, swatch="#aabbcc")
    make_offer(product=product, name="Ash", is_active=format == ListFormat.SHOPIFY)
    make_offer(product=ProductFactory(merchant=merchant, category=shelf), name="Default", on_hand=0)
    ProductFactory(merchant=merchant, category=shelf)
    make_offer()
    address = f"{IMPORTS}export/?format={format}&merchant={merchant.pk}"
    before = text_of(staff_client.get(address))

    # Everything goes to a merchant of before, and an empty one takes its place.
    Product.objects.filter(merchant=merchant).update(merchant=MerchantFactory())
    file = SimpleUploadedFile("list.csv", before.encode())
    post_list(staff_client, merchant, shelf, file=file, format=format)
    job = ImportJob.objects.get()
    run_whole(job)
    staff_client.post(f"{IMPORTS}{job.pk}/apply/")
    run_whole(job)

    job.refresh_from_db()
    assert (job.created, job.refused, job.problems_found) == (3, 0, 0)
    assert text_of(staff_client.get(address)) == before


def test_export_asks_eight_questions_for_each_page(
    staff_client: Client, merchant: Merchant, django_assert_max_num_queries: object
) -> None:
    for _ in range(4):
        make_offer(product=ProductFactory(merchant=merchant))

    # Session, person, permissions and merchant; attributes; then eight for the page, and one to see that it was the last.
    with django_assert_max_num_queries(15):  # type: ignore[operator]  # pytest-django's
        text = text_of(staff_client.get(f"{IMPORTS}export/?format=vitrine&merchant={merchant.pk}"))

    assert text.count("\n") == 5


@pytest.mark.parametrize(
    "query", ["format=woo&merchant={0}", "format=vitrine&merchant={1}", "format=vitrine"]
)
def test_export_of_what_does_not_exist_is_404(query: str, staff_client: Client, merchant: Merchant) -> None:
    address = f"{IMPORTS}export/?{query.format(merchant.pk, MerchantFactory().pk)}"

    assert staff_client.get(address).status_code == 404


def test_page_tells_how_pictures_stand_and_tries_them_again(staff_client: Client, merchant: Merchant) -> None:
    job = ImportJobFactory(merchant=merchant, state=ImportState.DONE)
    product = ProductFactory(merchant=merchant, name="Lamp")
    for number, state in enumerate(("waiting", "fetched", "failed")):
        WantedPicture.objects.create(
            product=product,
            job=job,
            address=f"https://pictures.example/{number}.jpg",
            position=number,
            state=state,
            attempts=3,
            sha256="ab" * 32 if state == "fetched" else "",
            problem="It took too long." if state == "failed" else "",
        )

    page = staff_client.get(f"{IMPORTS}{job.pk}/change/").content.decode()
    assert "1 of 3 pictures is there, 1 is being fetched." in page
    assert "https://pictures.example/2.jpg" in page
    assert "It took too long." in page
    assert "data-working" not in page
    answer = staff_client.post(f"{IMPORTS}{job.pk}/pictures/", follow=True)

    assert "1 of 3 pictures is there, 2 are being fetched." in answer.content.decode()
    assert "data-working" in answer.content.decode()
    assert "Try again" not in answer.content.decode()


def test_pictures_of_others_are_not_tried_again(staff_client: Client) -> None:
    job = ImportJobFactory(state=ImportState.DONE)
    picture = WantedPicture.objects.create(
        product=ProductFactory(), job=job, address="https://pictures.example/", position=0, state="failed"
    )

    answer = staff_client.post(f"{IMPORTS}{job.pk}/pictures/")

    picture.refresh_from_db()
    assert (answer.status_code, picture.state) == (404, "failed")
