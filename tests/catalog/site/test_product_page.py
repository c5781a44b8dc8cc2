import json
from dataclasses import replace

from django.test import Client

from catalog.mirror.view import AttributeView, OptionView, ValueView
from tests.catalog.site.conftest import Show
from tests.catalog.site.pages import Page
from tests.factories.views import ASSETS, MODEL, OAK, WALNUT, product_view

HOSTILE = "</script><script>alert(1)</script><!--\"'&\u2028"


def open_page(client: Client, path: str) -> Page:
    response = client.get(path)
    assert response.status_code == 200
    return Page(response.content.decode())


def test_product_page_shows_the_poster_before_any_3d(client: Client, show: Show) -> None:
    show(product_view())

    page = open_page(client, "/products/chair/")

    poster = page.one("img", fetchpriority="high")
    assert (poster["src"], poster["width"], poster["height"]) == (f"{ASSETS}/oak-512.webp", "1024", "1024")
    assert page.one("button", aria_label="View Chair in 3D")["type"] == "button"
    assert page.all("model-viewer") == []
    assert [script["src"] for script in page.all("script") if "vendor" in script.get("src", "")] == []


def test_product_page_tells_the_viewer_what_to_load(client: Client, show: Show) -> None:
    show(product_view())

    stage = open_page(client, "/products/chair/?sku=CH-WALNUT").one("div", data_state="poster")

    assert stage["data-model-url"] == f"{ASSETS}/chair.glb"
    assert stage["data-model-bytes"] == "990000"
    assert stage["data-material-variant"] == "walnut"
    assert (stage["data-webp-url"], stage["data-webp-bytes"]) == (f"{ASSETS}/chair-webp.glb", "1200000")
    assert (stage["data-lite-url"], stage["data-lite-bytes"]) == (f"{ASSETS}/chair-lite.glb", "300000")
    assert stage["data-script"].startswith("/static/vendor/model-viewer")
    assert stage["data-decoder"].startswith("/static/vendor/meshopt_decoder")


def test_product_page_offers_a_room_to_those_scripts_that_know_of_one(client: Client, show: Show) -> None:
    show(product_view())

    link = open_page(client, "/products/chair/").one("a", rel="ar")

    assert "hidden" in link
    assert link["data-glb"] == f"{ASSETS}/chair-room.glb"
    assert json.loads(link["data-usdz"]) == {
        "": f"{ASSETS}/chair.usdz",
        "walnut": f"{ASSETS}/chair-walnut.usdz",
    }


def test_product_page_of_a_document_with_one_file_is_as_before(client: Client, show: Show) -> None:
    show(product_view(model=replace(MODEL, files=())))

    page = open_page(client, "/products/chair/")

    stage = page.one("div", data_state="poster")
    assert stage["data-model-url"] == f"{ASSETS}/chair.glb"
    assert [name for name in stage if name.startswith(("data-webp", "data-lite"))] == []
    assert page.all("a", rel="ar") == []


def test_product_page_offers_every_variant_without_a_script(client: Client, show: Show) -> None:
    show(product_view())

    page = open_page(client, "/products/chair/?sku=CH-WALNUT")

    form = page.one("form", method="post")
    assert form["action"] == "/cart/lines/"
    radios = page.all("input", type="radio", name="variant")
    assert [(radio["value"], "checked" in radio) for radio in radios] == [("11", False), ("12", True)]
    assert page.one("input", name="quantity")["value"] == "1"
    assert page.all("input", name="csrfmiddlewaretoken") == []


def test_product_page_lists_what_is_said_of_the_product(client: Client, show: Show) -> None:
    said = (
        AttributeView("seat", "Seat height", "number", "45.5", "cm"),
        AttributeView("tone", "Tone", "colour", "#a1b2c3", ""),
        AttributeView("made", "Made", "text", HOSTILE, ""),
        AttributeView("foldable", "Foldable", "boolean", value=False, unit=""),
    )
    show(product_view(attributes=said, variants=(replace(OAK, gtin="4006381333931"), WALNUT)))

    page = open_page(client, "/products/chair/")

    assert page.facts["Seat height"] == "45.5 cm"
    assert page.facts["Tone"] == "#a1b2c3"
    assert page.facts["Made"] == HOSTILE
    assert page.facts["Foldable"] == "No"
    assert page.facts["GTIN"] == "4006381333931"
    assert "hidden" in page.one("div", data_row="mpn")
    assert page.one("circle", fill="#a1b2c3")


def test_product_page_without_a_model_has_no_viewer(client: Client, show: Show) -> None:
    show(product_view(model=None, variants=(replace(OAK, poster=None),)))

    page = open_page(client, "/products/chair/")

    assert page.all("div", data_state="poster") == []
    assert page.one("input", name="variant") == {"type": "hidden", "name": "variant", "value": "11"}


def test_product_page_sold_out_cannot_be_added(client: Client, show: Show) -> None:
    show(product_view(variants=(replace(OAK, left=0), replace(WALNUT, left=0))))

    page = open_page(client, "/products/chair/")

    assert "disabled" in page.one("button", **{"class": "button button--primary button--large"})


def test_product_page_survives_hostile_words(client: Client, show: Show) -> None:
    clean, hostile = product_view(), product_view(slug="hostile", name=HOSTILE, description=HOSTILE)
    show(clean, replace(hostile, variants=(replace(OAK, name=HOSTILE, sku=HOSTILE), WALNUT)))

    page = open_page(client, "/products/hostile/")

    assert len(page.all("script")) == len(open_page(client, "/products/chair/").all("script"))
    document = json.loads(page.blocks["application/ld+json"])
    assert document["@graph"][0]["name"] == HOSTILE
    assert json.loads(page.blocks["variants"])[0]["name"] == HOSTILE


def test_product_page_carries_nothing_inline(client: Client, show: Show) -> None:
    show(product_view())

    page = open_page(client, "/products/chair/")

    executable = [script for script in page.all("script") if script.get("type") in ("", None, "module")]
    assert executable
    assert all(script["src"].startswith("/static/") for script in executable)
    assert page.all("style") == []
    handlers = [
        name for _, found in page.elements for name in found if name.startswith("on") or name == "style"
    ]
    assert handlers == []


def test_product_page_says_who_it_is_to_search_engines(client: Client, show: Show) -> None:
    show(product_view())

    page = open_page(client, "/products/chair/?sku=CH-WALNUT")

    address = page.one("link", rel="canonical")["href"]
    assert address.endswith("/products/chair/")
    assert page.one("meta", property="og:image")["content"] == f"{ASSETS}/walnut-1024.webp"
    assert page.one("meta", name="description")["content"] == "To sit on."
    assert page.all("meta", name="robots") == []
    assert json.loads(page.blocks["application/ld+json"])["@graph"][0]["url"] == address


def test_product_page_takes_the_words_that_are_meant_for_search_engines(client: Client, show: Show) -> None:
    show(product_view(seo_title="Oak & walnut chair", seo_description="Made to last."))

    html = client.get("/products/chair/").content.decode()

    page = Page(html)
    assert "<title>Oak &amp; walnut chair</title>" in html
    assert page.one("meta", property="og:title")["content"] == "Oak & walnut chair"
    for described in ({"name": "description"}, {"property": "og:description"}):
        assert page.one("meta", **described)["content"] == "Made to last."


def test_product_page_without_such_words_takes_the_products_own(client: Client, show: Show) -> None:
    show(product_view())

    html = client.get("/products/chair/").content.decode()

    page = Page(html)
    assert "<title>Chair | Vitrine</title>" in html
    assert page.one("meta", property="og:title")["content"] == "Chair"
    assert page.one("meta", name="description")["content"] == "To sit on."


def test_unknown_product_is_a_page_of_the_shop(client: Client, show: Show) -> None:
    show(product_view())

    response = client.get("/products/nowhere/")

    assert response.status_code == 404
    assert "This case is empty" in response.content.decode()


def test_product_page_refuses_to_be_posted_to(client: Client, show: Show) -> None:
    show(product_view())

    assert client.post("/products/chair/").status_code == 405


OPTIONS = (
    OptionView("Wood", (ValueView("Oak", "#c8a165"), ValueView("Walnut", "#5b3a26"))),
    OptionView("Size", (ValueView("Small", ""), ValueView("Large", ""))),
)
OAK_SMALL = replace(OAK, name="Oak / Small", values=("Oak", "Small"))
WALNUT_LARGE = replace(WALNUT, name="Walnut / Large", values=("Walnut", "Large"))


def test_product_page_asks_for_each_option(client: Client, show: Show) -> None:
    show(product_view(options=OPTIONS, variants=(OAK_SMALL, WALNUT_LARGE)))

    page = open_page(client, "/products/chair/?sku=CH-WALNUT")

    for name, values in (("option-0", ("Oak", "Walnut")), ("option-1", ("Small", "Large"))):
        radios = page.all("input", type="radio", name=name)
        assert [(radio["value"], "checked" in radio) for radio in radios] == [
            (values[0], False),
            (values[1], True),
        ]
    swatches = [circle["fill"] for circle in page.all("circle") if "fill" in circle]
    assert swatches == 2 * ["#c8a165", "#5b3a26"]  # of the options, and of the versions below them
    facts = json.loads(page.blocks["variants"])
    assert [variant["values"] for variant in facts] == [["Oak", "Small"], ["Walnut", "Large"]]


def test_product_page_sends_the_version_whatever_the_options(client: Client, show: Show) -> None:
    show(product_view(options=OPTIONS, variants=(OAK_SMALL, WALNUT_LARGE)))

    page = open_page(client, "/products/chair/?sku=CH-WALNUT")

    radios = page.all("input", type="radio", name="variant")
    assert [(radio["value"], "checked" in radio) for radio in radios] == [("11", False), ("12", True)]


def test_product_page_without_options_asks_for_the_version_alone(client: Client, show: Show) -> None:
    show(product_view())

    page = open_page(client, "/products/chair/")

    assert [radio["name"] for radio in page.all("input", type="radio")] == ["variant", "variant"]
    assert page.all("fieldset", data_versions="") == []
    assert "values" not in json.loads(page.blocks["variants"])[0]


def test_names_of_options_are_no_markup(client: Client, show: Show) -> None:
    hostile = (OptionView(HOSTILE, (ValueView(HOSTILE, ""), ValueView("Oak", ""))),)
    variants = (replace(WALNUT, values=(HOSTILE,)), replace(OAK, values=("Oak",)))
    show(product_view(options=hostile, variants=variants))

    page = open_page(client, "/products/chair/?sku=CH-OAK")

    assert [radio["value"] for radio in page.all("input", name="option-0")] == [HOSTILE, "Oak"]
    assert json.loads(page.blocks["variants"])[0]["values"] == [HOSTILE]


def test_words_in_another_language_say_so(client: Client, show: Show) -> None:
    show(product_view(language="pt-BR"))

    page = open_page(client, "/products/chair/")

    assert page.one("html")["lang"] == "en"
    assert page.one("header", lang="pt-BR")["class"] == "product__head"
    assert page.one("div", lang="pt-BR")["class"] == "product__text"
