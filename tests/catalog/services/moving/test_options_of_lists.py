"""Options that lists tell of, and the variants that have their values."""

import pytest

from accounts.models import Merchant
from catalog.models import ImportProblem, OptionValue, Product, ProductOption, Variant
from catalog.services.moving.taking import take_options
from catalog.states import ListFormat
from tests.catalog.services.moving.conftest import Send, counts
from tests.factories.catalog import ProductFactory, VariantFactory, choose, make_option

pytestmark = pytest.mark.django_db

HEADER = "Handle,Title,Variant SKU,Option1 Name,Option1 Value,Option2 Name,Option2 Value\n"
SOFA = HEADER + "sofa,Sofa,S-1,Colour,Red,Size,S\nsofa,,S-2,,Blue,,S\nsofa,,S-3,,Red,,L\n"


def offered() -> dict[str, str]:
    return dict(Variant.objects.order_by("sku").values_list("sku", "name"))


def options() -> dict[str, list[str]]:
    return {
        option.name: [value.name for value in option.values.all()] for option in ProductOption.objects.all()
    }


def test_options_and_values_are_made_in_the_order_of_the_list(bring: Send) -> None:
    bring(SOFA)

    assert options() == {"Colour": ["Red", "Blue"], "Size": ["S", "L"]}
    assert offered() == {"S-1": "Red / S", "S-2": "Blue / S", "S-3": "Red / L"}
    assert Variant.objects.filter(combination=None).count() == 0


def test_list_brought_twice_changes_nothing(bring: Send) -> None:
    bring(SOFA)
    version = Product.objects.get().version

    again = bring(SOFA.replace("Red", "red").replace("Colour", "COLOUR"))

    assert counts(again)[1:] == (0, 0, 1, 0)
    assert (Product.objects.get().version, offered()["S-1"]) == (version, "Red / S")


def test_variants_change_places(bring: Send) -> None:
    bring(SOFA)

    bring(HEADER + "sofa,Sofa,S-1,Colour,Blue,Size,S\nsofa,,S-2,,Red,,S\n")

    assert offered() == {"S-1": "Blue / S", "S-2": "Red / S", "S-3": "Red / L"}


def test_option_that_no_variant_has_any_more_goes(bring: Send) -> None:
    bring("Handle,Title,Variant SKU,Option1 Name,Option1 Value\nsofa,Sofa,S-1,Colour,Red\n")

    bring("Handle,Title,Variant SKU,Option1 Name,Option1 Value\nsofa,Sofa,S-1,Fabric,Wool\n")

    assert (options(), offered()) == ({"Fabric": ["Wool"]}, {"S-1": "Wool"})


def test_product_without_options_has_none(bring: Send) -> None:
    bring("Handle,Title,Variant SKU,Option1 Name,Option1 Value\nlamp,Lamp,L-1,Title,Default Title\n")

    assert (options(), offered()) == ({}, {"L-1": "Default"})


def test_double_of_a_variant_that_the_list_leaves_out_is_refused(bring: Send) -> None:
    bring(SOFA)

    job = bring(HEADER + "sofa,Sofa,S-9,Colour,Red,Size,L\n")

    assert counts(job)[1:] == (0, 0, 0, 1)
    assert ImportProblem.objects.get(job=job).code == "options_twice"
    assert "S-9" not in offered()


def test_too_many_options_and_values_are_refused(bring: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(SOFA)
    monkeypatch.setattr(take_options, "MOST_OPTIONS", 2)
    monkeypatch.setattr(take_options, "MOST_VALUES", 3)

    options_job = bring(HEADER + "sofa,Sofa,S-1,Fabric,Wool,,\n")
    values_job = bring(HEADER + "sofa,Sofa,S-7,Colour,Green,Size,S\nsofa,,S-8,,Grey,,S\n")

    told = ImportProblem.objects.filter(job__in=[options_job, values_job]).order_by("job_id")
    assert list(told.values_list("code", "message")) == [
        ("too_many_options", "A product has up to 2 options."),
        ("too_many_options", "An option has up to 3 values."),
    ]
    assert OptionValue.objects.count() == 4


def test_what_follows_from_values_is_not_for_the_list_to_say(bring: Send, merchant: Merchant) -> None:
    variant = VariantFactory(product=ProductFactory(merchant=merchant, slug="sofa"), sku="S-1")
    (red,) = make_option(variant.product, "Colour", "Red")
    OptionValue.objects.update(material_variant="Rouge", swatch="#ff0000")
    choose(variant, red)
    text = "handle,title,sku,variant,look,swatch,width_mm\nsofa,{},S-1,Old name,Other,#00ff00,100\n"

    bring(text.format(variant.product.name), ListFormat.VITRINE)
    again = bring(text.format(variant.product.name), ListFormat.VITRINE)

    told = Variant.objects.values_list("name", "material_variant", "swatch", "width_mm").get()
    assert told == ("Red", "Rouge", "#ff0000", 100)
    assert counts(again)[1:] == (0, 0, 1, 0)


def test_own_list_tells_of_options_too(bring: Send) -> None:
    text = "handle,title,sku,option_1,value_1,option_2,value_2\nsofa,Sofa,S-1,Colour,Red,Size,S\n"

    bring(text, ListFormat.VITRINE)

    assert (options(), offered()) == ({"Colour": ["Red"], "Size": ["S"]}, {"S-1": "Red / S"})
