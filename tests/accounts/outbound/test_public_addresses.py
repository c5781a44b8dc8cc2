"""Which addresses are somebody else's."""

import pytest

from accounts.outbound.public_addresses import is_public


@pytest.mark.parametrize(
    "written",
    [
        *("8.8.8.8", "23.227.38.32", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1"),
        *("2606:4700:4700::1111", "2a00:1450:4001:80b::200e"),
        # 8.8.8.8 for those who only speak IPv6.
        "64:ff9b::808:808",
    ],
)
def test_is_public_for_what_the_internet_holds(written: str) -> None:
    assert is_public(written)


@pytest.mark.parametrize(
    "written",
    [
        # Ours: this machine, private networks, links, carriers.
        *("0.0.0.0", "0.1.2.3"),  # noqa: S104  # looked at, not listened at
        *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255"),
        *("192.168.1.1", "169.254.0.1", "100.64.0.1", "100.127.255.255", "198.18.0.1", "192.0.0.8"),
        # What clouds tell their machines.
        *("169.254.169.254", "169.254.170.2", "169.254.169.253", "fd00:ec2::254"),
        # Nobody's and everybody's.
        *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.2.1", "203.0.113.9"),
        *("192.88.99.1", "233.252.0.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fdff::1", "fec0::1", "ff02::1", "ff0e::1"),
        *("2001:db8::1", "100::1", "3fff::1", "5f00::1"),
        # IPv4 inside of IPv6: mapped, translated, compatible, 6to4, Teredo, and NAT64 of this machine.
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "::127.0.0.1", "::8.8.8.8"),
        *("2002:7f00:1::", "2002:808:808::", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::a00:1", "64:ff9b:1::808:808"),
    ],
)
def test_is_public_not_for_our_own_and_not_in_disguise(written: str) -> None:
    assert not is_public(written)


def test_is_public_refuses_names() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        is_public("localhost")
