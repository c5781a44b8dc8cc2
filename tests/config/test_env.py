"""The reader of the environment refuses nonsense by name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.env import HTTP, HTTPS, Environment


def test_text_refuses_a_missing_variable() -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing"):
        Environment({}).text("SECRET_KEY")


def test_text_takes_an_empty_variable_for_missing() -> None:
    assert Environment({"NAME": "  "}).text("NAME", "default") == "default"


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("TRUE", True), ("off", False), ("No", False)])
def test_boolean_reads_common_words(value: str, expected: bool) -> None:  # noqa: FBT001  # a test's parameter
    assert Environment({"DEBUG": value}).boolean("DEBUG", default=not expected) is expected


@pytest.mark.parametrize("value", ["2", "y", "enabled", "tru"])
def test_boolean_refuses_other_words(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DEBUG must be one of true or false"):
        Environment({"DEBUG": value}).boolean("DEBUG", default=False)


@pytest.mark.parametrize("value", ["ten", "1.5", "-1"])
def test_integer_refuses_what_is_not_a_whole_number_in_range(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="PORT must be"):
        Environment({"PORT": value}).integer("PORT")


def test_time_zone_is_one_that_the_world_knows() -> None:
    assert Environment({}).time_zone("TIME_ZONE", "UTC") == "UTC"
    assert Environment({"TIME_ZONE": "Europe/Vienna"}).time_zone("TIME_ZONE") == "Europe/Vienna"


@pytest.mark.parametrize("value", ["Vienna", "../etc/passwd", "Europe", "+01:00", "/etc/localtime"])
def test_time_zone_refuses_what_is_none(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="TIME_ZONE must name a time zone"):
        Environment({"TIME_ZONE": value}).time_zone("TIME_ZONE", "UTC")


def test_choice_names_the_choices() -> None:
    with pytest.raises(ImproperlyConfigured, match="GATEWAY must be one of closed, local, not 'stripes'"):
        Environment({"GATEWAY": "stripes"}).choice("GATEWAY", frozenset({"local", "closed"}))


@pytest.mark.parametrize("value", ["example.org", "ftp://example.org", "https://", "http:/example.org"])
def test_url_refuses_what_is_not_an_address(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_URL must be a URL"):
        Environment({"SITE_URL": value}).url("SITE_URL", schemes=HTTP)


def test_url_insists_on_the_scheme_and_drops_a_trailing_slash() -> None:
    reader = Environment({"SITE_URL": "https://shop.example/"})

    assert reader.url("SITE_URL", schemes=HTTPS) == "https://shop.example"


@pytest.mark.parametrize("value", ["mysql://u@h/n", "postgres://u@h", "shop"])
def test_database_refuses_what_is_not_a_postgres_address(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must"):
        Environment({"DATABASE_URL": value}).database("DATABASE_URL")


def test_names_splits_at_commas_and_refuses_none() -> None:
    assert Environment({"HOSTS": "a, b,"}).names("HOSTS") == ["a", "b"]

    with pytest.raises(ImproperlyConfigured, match="HOSTS must hold at least one name"):
        Environment({"HOSTS": ","}).names("HOSTS")
