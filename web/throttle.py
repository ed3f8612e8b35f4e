"""限流: how often one address may ask without signing in, so that nobody's script keeps the public's pages from the public.

Kept in memory by each web process, for a bounded number of addresses; the figures are settings. Who is signed in is not counted.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from flask import request

from web.problems import ProblemError
from web.system import system

if TYPE_CHECKING:
    from datetime import datetime

    from application.settings import Settings

PUBLIC_PLACES = ("/api/", "/public/")
"""Where the public asks; health checks and our own files are not counted, the sign-in page counts for itself."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_ADDRESSES = 20_000
"""More are not remembered; the one that asked longest ago is forgotten first."""
IPV6_NETWORK = 64
"""Bits of an IPv6 address that belong to one customer."""


class Allowance(NamedTuple):
    """额度: so many requests in so many seconds, at once or spread."""

    requests: int
    seconds: int


class Throttle:
    """限流器: a generic cell rate algorithm (ITU-T I.371): one number per address, the instant at which it has used up nothing."""

    def __init__(self, allowance: Allowance, most: int = MOST_ADDRESSES) -> None:
        self.allowance = allowance
        self.most = most
        self._even_at: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str, now: datetime) -> int:
        """Take one request of an address; seconds to wait where it has used up what it may, and then nothing is taken."""
        each, at = self.allowance.seconds / self.allowance.requests, now.timestamp()
        with self._lock:
            # A clock set back must not lock an address out for longer than the whole period.
            even_at = min(max(self._even_at.pop(address, at), at), at + self.allowance.seconds)
            waiting = even_at + each - at - self.allowance.seconds
            self._even_at[address] = even_at if waiting > 0 else even_at + each
            if len(self._even_at) > self.most:
                self._even_at.popitem(last=False)
        return max(math.ceil(waiting - 1e-6), 0)

    @property
    def remembered(self) -> int:
        """How many addresses are remembered."""
        return len(self._even_at)


class Throttles:
    """What one process remembers of those who ask without signing in."""

    def __init__(self, settings: Settings) -> None:
        self._kinds = {
            "read": _throttle(settings.public_reads_per_minute, 60),
            "write": _throttle(settings.public_writes_per_hour, 3600),
        }

    def of(self, kind: str) -> Throttle | None:
        """The throttle of a kind of request; none where there is no limit."""
        return self._kinds[kind]


def _throttle(requests: int | None, seconds: int) -> Throttle | None:
    return Throttle(Allowance(requests, seconds)) if requests else None


def count() -> None:
    """Count a request of somebody not signed in. Raises ProblemError (429) saying when to ask again."""
    if not request.path.startswith(PUBLIC_PLACES):
        return
    on = system()
    throttle = on.throttles.of("read" if request.method in READING else "write")
    waiting = throttle.wait(network_of(caller()), on.clock.now()) if throttle else 0
    if waiting:
        raise ProblemError("too-many-requests", headers={"Retry-After": str(waiting)})


def caller() -> str:
    """The address of whoever asks: of the connection, or as the outermost of our own proxies saw it."""
    direct, proxies = request.remote_addr or "", system().settings.proxies
    named = [each.strip() for each in ",".join(request.headers.getlist("X-Forwarded-For")).split(",") if each.strip()]
    # Each proxy adds whom it heard from on the right; what stands further left anybody can write.
    return [direct, *reversed(named)][min(proxies, len(named))]


def network_of(address: str) -> str:
    """What counts as one caller: an IPv4 address, or a customer's network in IPv6."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, IPV6_NETWORK), strict=False))
    return str(found)
