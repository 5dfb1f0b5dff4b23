"""Which addresses of the internet we call when a stranger's URL leads there: public ones, and no way round.

What is inside a house, a machine or a data centre is nobody's to reach by giving us a URL (OWASP, Server-Side Request
Forgery Prevention Cheat Sheet). An address is judged as the system resolved it, so no spelling of it matters.
"""

from __future__ import annotations

import ipaddress

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Public by their numbers and yet inside: what a cloud answers its own machines with, and relays into IPv6.
NOT_FOR_US: tuple[_Network, ...] = tuple(
    ipaddress.ip_network(written)
    for written in (
        "168.63.129.16/32",  # Azure's platform, to each machine of its own
        "192.88.99.0/24",  # relays of 6to4, RFC 7526
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "2001::/23",  # protocol assignments, Teredo among them, RFC 2928
        "2002::/16",  # 6to4, which holds an IPv4 address, RFC 3056
        "3fff::/20",  # documentation, RFC 9637
    )
)
_PUBLIC_6 = ipaddress.ip_network("2000::/3")  # the rest is mapped, translated, local, multicast or nobody's


def is_public(written: str) -> bool:
    """Whether an address, as the system writes it, is one of the public internet; False for what is no address."""
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    if address.version == 6 and (address not in _PUBLIC_6 or address.scope_id is not None):
        return False
    inside = any(address.version == each.version and address in each for each in NOT_FOR_US)
    return address.is_global and not address.is_multicast and not inside


def is_loopback(written: str) -> bool:
    """Whether an address, as the system writes it, is this very machine."""
    try:
        return ipaddress.ip_address(written).is_loopback
    except ValueError:
        return False
