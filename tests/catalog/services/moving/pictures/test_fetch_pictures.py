"""Pictures that lists name are fetched from a server on this machine, which stands for a stranger's."""

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import Merchant
from accounts.outbound.asking import Rules
from catalog.models import ImportJob, Product, ProductMedia, WantedPicture
from catalog.services.media import add_media
from catalog.services.moving.pictures import fetch_pictures as fetching
from catalog.services.moving.pictures.fetch_pictures import ATTEMPTS, LEASE, fetch_pictures
from catalog.services.moving.pictures.retry_pictures import retry_pictures
from catalog.services.moving.pictures.sweep_pictures import sweep_pictures
from catalog.states import WantedState
from tests.accounts.outbound.server import PNG, Server, answer, serving
from tests.catalog.services.moving.conftest import Send, counts
from tests.factories.catalog import ImportJobFactory, ProductFactory
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db

GONE, AWAY = answer(b"", status="404 Not Found"), answer(b"", status="503 Service Unavailable")
LIST = "Handle,Title,Variant SKU,Image Src,Image Position,Image Alt Text,Variant Image\n"


@pytest.fixture
def said() -> dict[str, bytes]:
    """What the server says beside a picture of its own at each address."""
    return {}


@pytest.fixture
def server(said: dict[str, bytes]) -> Iterator[Server]:
    with serving(lambda path: iter([said.get(path, answer(PNG + path.encode()))])) as server:
        yield server


@pytest.fixture
def fetch(server: Server) -> Callable[[], None]:
    """Fetches everything that is due, however slow the machine is."""
    rules = replace(
        Rules(), ports=frozenset({server.port}), is_allowed=lambda address: address == "127.0.0.1"
    )
    return lambda: fetch_pictures(seconds=math.inf, rules=rules)


def want(address: str, *, product: Product | None = None, job: ImportJob | None = None) -> WantedPicture:
    wanted = product or ProductFactory(name="Lamp")
    position = wanted.wanted_pictures.count()
    return WantedPicture.objects.create(
        product=wanted, job=job or ImportJobFactory(), address=address, position=position
    )


def list_of(wanted: WantedPicture) -> ImportJob:
    assert wanted.job is not None
    return wanted.job


def states() -> dict[str, str]:
    return dict(WantedPicture.objects.order_by("pk").values_list("address", "state"))


def pass_time() -> None:
    """Let what waits for another attempt be due."""
    WantedPicture.objects.filter(state=WantedState.WAITING).update(due_at=Now())


def test_pictures_of_a_list_become_those_of_its_products(
    bring: Send, server: Server, fetch: Callable[[], None]
) -> None:
    text = (
        f"{LIST}lamp,Lamp,L-1,{server.url('/b.png')},2,,{server.url('/c.png')}\n"
        f"lamp,,L-2,{server.url('/a b.png')},1,From the side,\n"
    )
    bring(text)

    fetch()

    told = ProductMedia.objects.order_by("position").values_list("alt", "variant__sku", "position", "state")
    assert list(told) == [
        ("From the side", None, 0, "waiting"),
        ("Lamp", None, 1, "waiting"),
        ("Lamp", "L-1", 2, "waiting"),
    ]
    assert server.paths == ["/a%20b.png", "/b.png", "/c.png"]


def test_what_was_fetched_is_not_fetched_again(
    bring: Send, server: Server, fetch: Callable[[], None]
) -> None:
    text = f"{LIST}lamp,Lamp,L-1,{server.url('/a.png')},1,,{server.url('/a.png')}\n"
    bring(text)
    fetch()

    again = bring(text)
    fetch()

    assert counts(again)[1:] == (0, 0, 1, 0)
    assert (server.paths, ProductMedia.objects.count()) == (["/a.png"], 1)


def test_picture_that_somebody_removed_does_not_come_back(
    bring: Send, server: Server, fetch: Callable[[], None]
) -> None:
    text = f"{LIST}lamp,Lamp,L-1,{server.url('/a.png')},1,,\n"
    bring(text)
    fetch()
    ProductMedia.objects.all().delete()

    bring(text)
    fetch()

    assert (ProductMedia.objects.count(), list(states().values())) == (0, ["fetched"])


def test_same_picture_at_two_addresses_is_shown_once(
    server: Server, said: dict[str, bytes], fetch: Callable[[], None]
) -> None:
    said["/a.png"] = said["/b.png"] = answer(PNG)
    lamp = ProductFactory()
    for path, product in (("/a.png", lamp), ("/b.png", lamp), ("/a.png", None)):
        want(server.url(path), product=product)

    fetch()

    assert lamp.media.count() == 1
    assert ProductMedia.objects.count() == 2
    assert set(states().values()) == {"fetched"}


def test_address_that_is_no_picture_fails_with_a_reason_and_may_be_tried_again(
    server: Server, said: dict[str, bytes], fetch: Callable[[], None]
) -> None:
    said["/a.png"] = GONE
    wanted = want(server.url("/a.png"))
    other = want(server.url("/b.png"))
    fetch()
    wanted.refresh_from_db()
    assert (wanted.state, wanted.problem_code) == (WantedState.FAILED, "not_found")
    assert wanted.problem == "127.0.0.1 answers 404 Not Found."

    del said["/a.png"]
    fetch()
    assert server.paths == ["/a.png", "/b.png"]
    assert retry_pictures(import_id=list_of(other).pk) == 0
    assert retry_pictures(import_id=list_of(wanted).pk) == 1
    fetch()

    wanted.refresh_from_db()
    assert (wanted.state, wanted.attempts, wanted.problem) == (WantedState.FETCHED, 1, "")


def test_what_may_pass_is_tried_again_later_and_given_up_in_the_end(
    server: Server, said: dict[str, bytes], fetch: Callable[[], None]
) -> None:
    said["/a.png"] = AWAY
    wanted = want(server.url("/a.png"))

    pauses = []
    for _ in range(ATTEMPTS):
        fetch()
        fetch()
        pause = (
            WantedPicture.objects.annotate(pause=F("due_at") - Now()).values_list("pause", flat=True).get()
        )
        pauses.append(pause.total_seconds())
        pass_time()

    wanted.refresh_from_db()
    assert len(server.paths) == ATTEMPTS
    assert (wanted.state, wanted.problem_code, wanted.attempts) == (
        WantedState.FAILED,
        "refused_there",
        ATTEMPTS,
    )
    assert all(3 < later / sooner < 5 for sooner, later in itertools.pairwise(pauses))


def test_list_that_points_into_our_network_gets_nothing(bring: Send, server: Server) -> None:
    bring(f"{LIST}lamp,Lamp,L-1,http://127.0.0.1/a.png,1,,http://169.254.169.254/latest/meta-data\n")

    fetch_pictures(seconds=math.inf)

    assert set(WantedPicture.objects.values_list("state", "problem_code")) == {("failed", "address_refused")}
    assert (server.paths, ProductMedia.objects.count()) == ([], 0)


def test_product_with_enough_pictures_gets_no_more(
    server: Server, fetch: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(add_media, "MOST_OF_A_PRODUCT", 1)
    lamp = ProductFactory()
    for path in ("/a.png", "/b.png"):
        want(server.url(path), product=lamp)

    fetch()

    assert list(states().values()) == ["fetched", "failed"]
    assert lamp.media.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_fetch_each_picture_once(server: Server, fetch: Callable[[], None]) -> None:
    lamp = ProductFactory()
    for number in range(6):
        want(server.url(f"/{number}.png"), product=lamp)

    side_by_side([fetch, fetch, fetch])

    assert sorted(server.paths) == [f"/{number}.png" for number in range(6)]
    assert (lamp.media.count(), set(states().values())) == (6, {"fetched"})


class Killed(BaseException):
    """What a worker does not survive."""


def test_picture_of_a_killed_worker_is_somebody_elses_after_a_while(
    server: Server, fetch: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(*_arguments: object) -> None:
        raise Killed

    want(server.url("/a.png"))
    with monkeypatch.context() as dying:
        dying.setattr(fetching, "fetch_picture", kill)
        with pytest.raises(Killed):
            fetch()

    fetch()
    assert list(states().values()) == ["waiting"]
    WantedPicture.objects.update(due_at=F("due_at") - LEASE)
    fetch()

    assert list(states().values()) == ["fetched"]


def test_picture_that_breaks_every_worker_is_given_up() -> None:
    wanted = want("https://pictures.example/a.png")
    WantedPicture.objects.update(attempts=ATTEMPTS)

    fetch_pictures(seconds=math.inf)
    sweep_pictures()

    wanted.refresh_from_db()
    assert (wanted.state, wanted.problem) == (WantedState.FAILED, "Something failed on our side.")


def test_worker_that_took_too_long_adds_nothing(
    server: Server, fetch: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    add = add_media.add_image

    def overtaken(**facts: object) -> ProductMedia:
        WantedPicture.objects.update(attempts=F("attempts") + 1)
        return add(**facts)  # type: ignore[arg-type]  # handed on as they came

    want(server.url("/a.png"))
    monkeypatch.setattr(fetching, "add_image", overtaken)

    fetch()

    assert (ProductMedia.objects.count(), list(states().values())) == (0, ["waiting"])


def test_long_queue_is_worked_off_in_turns(
    server: Server, monkeypatch: pytest.MonkeyPatch, merchant: Merchant
) -> None:
    rings: list[int] = []
    monkeypatch.setattr(fetching, "ring_fetch_pictures", lambda: rings.append(1))
    for number in range(3):
        want(f"https://127.0.0.1/{number}.png", product=ProductFactory(merchant=merchant))

    fetch_pictures(seconds=0)

    assert (sorted(states().values()), len(rings)) == (["failed", "waiting", "waiting"], 1)
