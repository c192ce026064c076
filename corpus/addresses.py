"""Which addresses may be asked: those of the catalogue's hosts, on the usual ports, on the public internet."""

import ipaddress
from collections.abc import Collection, Iterable
from urllib.parse import quote, urlsplit, urlunsplit

from corpus.errors import ContentError

__all__ = ["checked", "is_public", "sites"]

_PORTS = {"http": 80, "https": 443}


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
        raise ContentError(f"{asked} leads to {url!r}, which is not an address") from error
    if parts.scheme not in _PORTS or parts.hostname not in hosts or not usual or parts.username is not None:
        raise ContentError(f"{asked} leads to {url}, which is not at any publisher of the catalogue")
    return quote(urlunsplit(parts._replace(fragment="")), safe="%/:=&?~+!$,;'@()*[]")


def is_public(address: str) -> bool:
    """Tell whether an IP address is of the public internet; version 4 inside version 6 is judged by itself."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast
