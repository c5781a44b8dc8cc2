"""From visits to requests and gigabytes."""

from dataclasses import asdict, replace

import pytest

from deploy.pricing.visits import KB, Profile, Traffic, Visit, traffic_of

VISIT = Visit(
    lists=1,
    products=2,
    others=1,
    badges=0.5,
    returning=0.5,
    document=10 * KB,
    page_files=10,
    page_files_bytes=100 * KB,
    viewer_files=2,
    viewer_bytes=300 * KB,
    card_posters=4,
    card_poster=20 * KB,
    product_poster=50 * KB,
    models=1,
    model=1000 * KB,
)
SHOP = Profile("test", visits=1000, page_hits=0.75, products=1, uploads=0, edits=0, visit=VISIT)


def test_traffic_of_a_thousand_visits_counted_by_hand() -> None:
    counted = Traffic(
        page_requests=3000,
        personal_requests=1500,
        static_requests=500 * 12,
        asset_requests=500 * 7,
        page_gigabytes=4000 * 10 / 1e6,
        static_gigabytes=500 * 400 / 1e6,
        asset_gigabytes=500 * (4 * 20 + 2 * 50 + 1000) / 1e6,
        origin_requests=750 + 1500,
    )

    assert asdict(traffic_of(SHOP)) == pytest.approx(asdict(counted))


@pytest.mark.parametrize("factor", [0.5, 3])
def test_traffic_grows_with_visits(factor: float) -> None:
    grown = traffic_of(replace(SHOP, visits=SHOP.visits * factor))

    expected = {name: amount * factor for name, amount in asdict(traffic_of(SHOP)).items()}
    assert asdict(grown) == pytest.approx(expected)
