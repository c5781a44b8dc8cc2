"""Which addresses belong to the Internet at large, and which to us, to this machine or to nobody.

Sources: the special-purpose registries of IANA for IPv4 and IPv6 (RFC 6890), RFC 6598 for carriers' networks, RFC 6052
and 8215 for what is translated to IPv4. Clouds answer for their machines at 169.254.0.0/16 and in fd00::/8.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

# Python's registry tells of most, but not the same ones in each release.
NEVER = tuple(
    ip_network(written)
    for written in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        # Unspecified, itself, and IPv4 in the clothes of IPv6, which no name server has reason to give out.
        *(
            "::/96",
            "::ffff:0:0/96",
            "::ffff:0:0:0/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
        ),
        *("2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
)
# Where only IPv6 is spoken, name servers write public IPv4 addresses like this.
TRANSLATED = IPv6Network("64:ff9b::/96")


def is_public(written: str) -> bool:
    """Whether whoever answers there is somebody else. Raises ValueError for what is no address."""
    address = ip_address(written)
    if isinstance(address, IPv6Address) and address in TRANSLATED:
        address = IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.is_global and not any(address in network for network in NEVER)
