from catalog.mirror.view import CategoryView
from catalog.site.search.shelves import as_tree


def test_shelves_stand_behind_those_above_them() -> None:
    shelves = (
        CategoryView("lounge", "Lounge chairs", "", parent_slug="chairs"),
        CategoryView("chairs", "Chairs", "", parent_slug="furniture"),
        CategoryView("lamps", "Lamps", ""),
        CategoryView("furniture", "Furniture", ""),
        CategoryView("lost", "Lost", "", parent_slug="nowhere"),
    )

    assert as_tree(shelves) == [
        ("lamps", "Lamps"),
        ("furniture", "Furniture"),
        ("chairs", "\N{EM SPACE}Chairs"),
        ("lounge", "\N{EM SPACE}\N{EM SPACE}Lounge chairs"),
        ("lost", "Lost"),
    ]
