"""Where e-mails go: what addresses of carriers say, and the folder that one machine uses."""

from email import message_from_bytes
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from pytest_django.fixtures import Settings

from config.settings.mail import FOLDER, SES, SMTP, Carrier, parse_carrier


@pytest.mark.parametrize(
    ("url", "carrier"),
    [
        ("ses://", Carrier(SES)),
        ("smtp://mail.example", Carrier(SMTP, host="mail.example", port=25)),
        (
            "smtp+tls://shop:p%40ss@mail.example",
            Carrier(SMTP, "mail.example", 587, "shop", "p@ss", starts_tls=True),
        ),
        ("smtps://mail.example:4650", Carrier(SMTP, "mail.example", 4650, is_tls=True)),
        ("folder:///data/mail", Carrier(FOLDER, folder="/data/mail")),
    ],
)
def test_carriers_are_read_from_addresses(url: str, carrier: Carrier) -> None:
    assert parse_carrier(url) == carrier


@pytest.mark.parametrize(
    "url",
    ["", "mail.example", "smtp://", "folder://mail", "smtp://shop:secret@mail:port", "ftp://mail.example"],
)
def test_nonsense_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        parse_carrier(url)

    assert "secret" not in str(refusal.value)


def test_a_folder_gets_a_file_for_mail_programs_and_one_for_browsers(
    tmp_path: Path, settings: Settings
) -> None:
    settings.EMAIL_FOLDER = str(tmp_path / "mail")
    message = EmailMultiAlternatives("Your order 7", "Plain", "shop@vitrine.test", ["ada@vitrine.test"])
    message.attach_alternative("<p>Größe</p>", "text/html")

    sent = get_connection(FOLDER).send_messages([message])

    written = {file.suffix: file.read_bytes() for file in (tmp_path / "mail").iterdir()}
    assert (sent, sorted(written)) == (1, [".eml", ".html"])
    assert message_from_bytes(written[".eml"])["Subject"] == "Your order 7"
    assert written[".html"] == "<p>Größe</p>".encode()
