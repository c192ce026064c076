"""Which addresses may be asked: those of the catalogue's hosts, on the usual ports, on the public internet."""

import ipaddress
from collections.abc import Collection, Iterable
from urllib.parse import quote, urlsplit, urlunsplit

from corpus.errors import ContentError

__all__ = ["checked", "is_public", "sites"]

_PORTS = {"http": 80, "https": 443}
_IPV6 = ipaddress.ip_network("2000::/3")  # all that is given out as public (RFC 4291, 2.4, and IANA's registry)
_EXAMPLES = ipaddress.ip_network("3fff::/20")  # for documentation (RFC 9637), which Python does not know yet
_HOLDS_IPV4 = (
    ipaddress.ip_network("64:ff9b::/96"),  # NAT64 (RFC 6052), which some mobile networks use for the whole internet
    ipaddress.ip_network("::/96"),  # the old "compatible" form (RFC 4291, 2.5.5.1)
)


def sites(hosts: Iterable[str]) -> frozenset[str]:
    """Return the hosts, each with and without ``www.``, which are one site everywhere."""
    bare = {host.removeprefix("www.") for host in hosts}
    return frozenset(bare | {f"www.{host}" for host in bare})


def checked(url: str, asked: str, hosts: Collection[str]) -> str:
    """Return `url` in ASCII and without fragment. Raises ContentError when nothing of the kind is at `hosts`.

    `asked` is the address that led to it.
    """
    try:
        parts = urlsplit(url)
        usual = parts.port in {None, _PORTS.get(parts.scheme)}
    except ValueError as error:
        raise ContentError("leads-nowhere", url=asked, target=url) from error
    if parts.scheme not in _PORTS or parts.hostname not in hosts or not usual or parts.username is not None:
        raise ContentError("leads-off-catalogue", url=asked, target=url)
    return quote(urlunsplit(parts._replace(fragment="")), safe="%/:=&?~+!$,;'@()*[]")


def is_public(address: str) -> bool:
    """Return whether an IP address is of the public internet; version 4 inside version 6 is judged by itself."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is None and any(found in network for network in _HOLDS_IPV4):
            inner = ipaddress.IPv4Address(found.packed[-4:])
        if inner is None:
            return found in _IPV6 and found.is_global and found not in _EXAMPLES
        found = inner
    return found.is_global and not found.is_multicast
