"""Addresses that pages can link to; one that could not be linked to would break every page that lists it."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from catalog.models import Category, Product
from tests.factories.catalog import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db

NO_ADDRESSES = ["", "two words", "a/b", "stühle", "a\nb", "chair\n", "a?b", "..", "a%20b"]


@pytest.mark.parametrize("slug", NO_ADDRESSES)
def test_database_refuses_a_product_address_that_no_page_could_link_to(slug: str) -> None:
    product = ProductFactory()

    with pytest.raises(IntegrityError, match="product_slug_is_an_address"):
        Product.objects.filter(pk=product.pk).update(slug=slug)


@pytest.mark.parametrize("slug", NO_ADDRESSES)
def test_database_refuses_a_category_address_that_no_page_could_link_to(slug: str) -> None:
    category = CategoryFactory()

    with pytest.raises(IntegrityError, match="category_slug_is_an_address"):
        Category.objects.filter(pk=category.pk).update(slug=slug)


def test_address_with_every_allowed_character_is_kept_and_linked_to() -> None:
    product = ProductFactory(slug="Chair_No-7")

    assert reverse("catalog:product", args=[product.slug]) == "/products/Chair_No-7/"
