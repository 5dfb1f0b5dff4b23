"""Webhooks: where an event goes, how it is signed, what an answer means and when to try again.

Signed as Standard Webhooks 1.0 has it (standardwebhooks.com): HMAC-SHA-256 over `id.timestamp.body` under a secret
of `whsec_` and base64, one `v1,…` for each secret that counts, so that a secret can be changed while events flow.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from app.rules.words import Say, mark

SECRET_BYTES = 32  # Standard Webhooks: 24 to 64
PREFIX = "whsec_"
BOTH_COUNT = timedelta(hours=24)  # the old secret and the new
WAITS_S = (5, 30, 150, 600, 1800, 3600, 7200, 14_400, *[28_800] * 8)  # after the first, second, … try: three days
LONGEST_WAIT_S = 28_800.0
PATIENCE = timedelta(days=3)  # a webhook that failed so long, and did not answer once, is ended
LONGEST_URL = 500

WHY = {  # there was no answer
    "no_host": mark("Its name leads to no address."),
    "address": mark("It leads to an address inside a network; we call none of those."),
    "no_connection": mark("Nobody took the connection."),
    "tls": mark("Its certificate does not prove its name."),
    "timeout": mark("It took too long to answer."),
    "broken": mark("It answered something that is not HTTP."),
    "unreadable": mark("What it is signed with cannot be read with today’s keys."),
    "ended": mark("The webhook had ended before."),
}

ENDED = {  # by Webhook.ended_because
    "gone": mark("It ended {moment}: it answered 410, which means that it wants no more."),
    "failing": mark("It ended {moment}: nothing had arrived there for three days."),
}
FAILING = mark("Nothing has arrived there since {moment}; after three days it ends.")

# inet_aton reads all of these as IPv4 addresses; whoever writes one hides where it leads.
_ODD_ADDRESS = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*\.?", re.ASCII | re.IGNORECASE)
_PLAIN_ADDRESS = re.compile(r"(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}", re.ASCII)


class BadUrl(ValueError):
    """No URL that we would call; the message says why."""


class Outcome(StrEnum):
    """What became of a delivery."""

    DELIVERED = "delivered"
    AGAIN = "queued"
    FAILED = "failed"  # tried for three days
    GONE = "gone"  # the webhook itself said that it is no more


@dataclass(frozen=True)
class Secret:
    """A secret that signs; the one that was changed for another signs until then."""

    text: str
    until: datetime | None = None


def read_url(typed: str, *, trial: bool) -> str:
    """The URL that may become a webhook: https, or in a trial http to this very machine. Raises BadUrl."""
    url = typed.strip()
    try:
        split = urlsplit(url)
        host, _ = split.hostname, split.port
    except ValueError as error:
        raise BadUrl("That is not a URL.") from error
    if not host or not url.isascii() or not url.isprintable() or " " in url or "\\" in url or len(url) > LONGEST_URL:
        raise BadUrl("Write it like https://example.com/handbill, in ASCII.")
    if split.username is not None or split.password is not None or split.fragment:
        raise BadUrl("A name, a password or a # has no place in it; the signature proves that it is us.")
    if _ODD_ADDRESS.fullmatch(host) and not _PLAIN_ADDRESS.fullmatch(host):
        raise BadUrl("Write the address with four plain numbers, or better with its name.")
    if split.scheme == "https":
        return url
    if split.scheme == "http" and trial and host in {"localhost", "127.0.0.1", "::1"}:
        return url
    raise BadUrl("It has to be https.")


def write_secret(random: bytes) -> str:
    """A secret as it is shown, once: whsec_ and the bytes in base64."""
    return PREFIX + b64encode(random).decode()


def signature(id: str, at: datetime, body: str, secrets: Iterable[str]) -> str:
    """The header webhook-signature: one `v1,…` for each secret, a space between them."""
    message = f"{id}.{int(at.timestamp())}.{body}".encode()
    return " ".join(
        f"v1,{b64encode(hmac.digest(b64decode(secret.removeprefix(PREFIX)), message, 'sha256')).decode()}"
        for secret in secrets
    )


def headers(id: str, at: datetime, body: str, secrets: Iterable[str]) -> dict[str, str]:
    """What goes along with a body."""
    return {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(id, at, body, secrets),
    }


def in_force(secrets: Sequence[Secret], now: datetime) -> list[str]:
    """The secrets that sign now, the newest first."""
    return [each.text for each in secrets if each.until is None or each.until > now]


def changed(secrets: Sequence[Secret], new: str, now: datetime) -> tuple[Secret, ...]:
    """The secrets once there is a new one: it, and for BOTH_COUNT the one that was in force before."""
    before = next((each for each in secrets if each.until is None), None)
    return (Secret(new), *([Secret(before.text, now + BOTH_COUNT)] if before else []))


def outcome(status: int | None, tries: int) -> Outcome:
    """What an answer means after so many tries; None where there was no answer."""
    if status is not None and 200 <= status < 300:
        return Outcome.DELIVERED
    if status == 410:  # Standard Webhooks: the endpoint wants no more
        return Outcome.GONE
    return Outcome.AGAIN if tries <= len(WAITS_S) else Outcome.FAILED


def why(say: Say, status: int | None, reason: str | None) -> str:
    """Why a delivery did not arrive: a sentence, or nothing where that is not known."""
    if reason in WHY:
        return say(WHY[reason])
    return "" if status is None else say("It answered {status}.", status=status)


def wait_s(tries: int, jitter: float, asked_s: float | None = None) -> float:
    """Seconds until the next try: a growing pause and up to a fifth more, by chance; longer if the other asked for it.

    `jitter` is between 0 and 1.
    """
    pause = float(WAITS_S[min(tries, len(WAITS_S)) - 1])
    return max(pause * (1 + jitter / 5), min(asked_s or 0.0, LONGEST_WAIT_S))


def is_over(failing_since: datetime | None, now: datetime) -> bool:
    """Whether a webhook has failed for so long that it is ended."""
    return failing_since is not None and now - failing_since >= PATIENCE
