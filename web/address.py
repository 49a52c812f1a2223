"""From which network address a request comes: what a proxy says counts only if it is trusted.

Anyone can write X-Forwarded-For. It is read from its end, where the proxies that the office named
wrote it themselves; the first address that is none of theirs is the visitor's (ASVS V15.3.4).
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
_Address = IPv4Address | IPv6Address


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting, such as "127.0.0.1, 10.1.0.0/16"; ValueError if one is none."""
    return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())


def address_of(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """The visitor's address: `peer` is who connected, `forwarded` the headers' texts in order."""
    here = _address(peer)
    if here is None:
        return peer[:64]
    said = [each.strip() for text in forwarded for each in text.split(",")]
    while said and _within(here, proxies):
        told = _address(said.pop())
        if told is None:
            break
        here = told
    return str(here)


def _address(text: str) -> _Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


def _within(address: _Address, proxies: Sequence[Network]) -> bool:
    return any(address.version == each.version and address in each for each in proxies)
