"""A provider's web interface, as gateways call it: what an answer means for a text, before its own words are read.

What certainly did not leave may be tried again; what may have left may not, unless the provider knows a repeated
reference (message-gateways: outcomes of an attempt).
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from app.gateways import BadGateway, BadSignature, GatewayError, Hook, Place, storable
from app.http_pool import Answer, Lost, NotSent, Pool
from app.rules.failure import Failure
from app.rules.moment import BadMoment, read_moment
from app.rules.provider_request import ORIGIN as ADDRESS
from app.rules.provider_request import is_overheard

MOST_OF_DETAIL = 300  # letters of what a provider said
HIDDEN = "•••"  # stands for a secret in it
SECRET_AT = "k"  # where a secret of ours stands in the address that a provider calls
SECRET = r"[A-Za-z0-9_-]{32,}"  # nothing that an address, or what fills one in, could mean otherwise
BY_STATUS = {
    **dict.fromkeys((301, 302, 303), Failure.BROKEN),  # also what a script says that has done what it was asked
    **dict.fromkeys((307, 308, 404, 405, 410, 421), Failure.ADDRESS),  # nothing of ours was looked at
    401: Failure.CREDENTIALS,
    402: Failure.BALANCE,
    403: Failure.CREDENTIALS,
    407: Failure.CREDENTIALS,
    408: Failure.LOST,
    429: Failure.THROTTLED,
    503: Failure.DOWN,
}

Headers = Mapping[str, str]


def basic(user: str, password: str) -> dict[str, str]:
    """The header that signs in by name and password (RFC 7617)."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def pool_of(place: Place, default: str) -> Pool:
    """The connections to URL; to the default, if it is not set. Raises BadGateway."""
    return Pool(address_of(place, default), hidden=place.hidden)


def address_of(place: Place, default: str) -> str:
    """URL; the default, if it is not set.

    Raises BadGateway for what is no address, and for one where others could read texts, numbers and keys on the way.
    """
    url = place.given("URL", default)
    found = ADDRESS.match(url)
    if not (found and int(found["port"] or 443) in range(1, 65_536)):
        raise BadGateway(f"{place.setting('URL')} must be written like https://api.example, without name and password.")
    if is_overheard(url):
        raise BadGateway(f"{place.setting('URL')} shows texts and keys to everybody on the way; write https.")
    return url


def post_form(pool: Pool, path: str, fields: Mapping[str, str], headers: Headers) -> Answer:
    """The answer to a form. Raises GatewayError where none came."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask(pool, "POST", path, urlencode(fields).encode(), {**headers, **kind})


def post_json(pool: Pool, path: str, value: Any, headers: Headers) -> Answer:
    """The answer to a JSON body. Raises GatewayError where none came."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return ask(pool, "POST", path, body, {**headers, "Content-Type": "application/json"})


def get(pool: Pool, path: str, headers: Headers) -> Answer:
    """The answer to a question. Raises GatewayError where none came."""
    return ask(pool, "GET", path, b"", headers)


def ask(pool: Pool, method: str, path: str, body: bytes, headers: Headers) -> Answer:
    """The answer, whatever its status. Raises GatewayError where none came."""
    signed_in = frozenset(headers.get("Authorization", "").split()[1:])
    try:
        answer = pool.call(method, path, body, {"Accept": "application/json", **headers})
        return replace(answer, hidden=answer.hidden | signed_in)
    except NotSent as error:
        raise GatewayError(Failure.DOWN, str(error)) from error
    except Lost as error:
        raise GatewayError(Failure.LOST, str(error)) from error


def refused(answer: Answer, failure: Failure | None = None, detail: str = "") -> GatewayError:
    """The error that an answer comes to: by the provider's own word for it, where we know that, else by its status."""
    by_status = Failure.BROKEN if answer.status >= 500 else Failure.REFUSED
    found = failure or BY_STATUS.get(answer.status, by_status)
    said = detail or f"HTTP {answer.status}: {answer.text}"
    return GatewayError(found, _kept(said, answer.hidden), retry_after_s=answer.retry_after_s)


def unreadable(answer: Answer) -> GatewayError:
    """The error of a yes that does not say what it should: the text may have left."""
    return GatewayError(Failure.BROKEN, _kept(f"HTTP {answer.status}: {answer.text}", answer.hidden))


def told(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; an empty one where it is none."""
    found = answer.json
    return found if isinstance(found, dict) else {}


def looked_up(answer: Answer) -> dict[str, Any] | None:
    """What a provider says of a text by its name there; None where it has none such. Raises GatewayError."""
    if answer.status == 404:
        return None
    found = told(answer)
    if answer.status >= 300 or not found:
        raise refused(answer)
    return found


def is_same(one: str, other: str) -> bool:
    """Whether two signatures are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def must_be_fresh(stamped: str, now: datetime | None, off_s: float) -> None:
    """Raises BadSignature unless the seconds since 1970 that were signed are those of about now."""
    try:
        at = datetime.fromtimestamp(float(stamped), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadSignature("the signature has no time") from error
    if now is not None and abs((now - at).total_seconds()) > off_s:
        raise BadSignature("the signature is too old, or one of the clocks is wrong")


def mac(key: str, signed: bytes, hash: str = "sha256") -> str:
    """The HMAC (RFC 2104) of what is signed, as most providers write it: in base64."""
    return base64.b64encode(hmac.digest(key.encode(), signed, hash)).decode()


def object_of(value: Any) -> dict[str, Any]:
    """The JSON object that it must be. Raises ValueError."""
    if not isinstance(value, dict):
        raise ValueError("this must be a JSON object")
    return value


def text_of(value: Any) -> str | None:
    """The text that a value of JSON is; None where it is empty or something else."""
    return value if isinstance(value, str) and value else None


def needed(told: Mapping[str, Any], *names: str) -> str:
    """The text under the first of these names that has one. Raises ValueError where none has."""
    found = next(filter(None, (text_of(told.get(name)) for name in names)), None)
    if found is None:
        raise ValueError(f"{names[0]} is missing")
    return found


def moment_of(value: Any) -> datetime | None:
    """The moment in UTC that a value of JSON is, written as rules/moment.py reads it; None where it is none."""
    try:
        return read_moment(value) if isinstance(value, str) else None
    except BadMoment:
        return None


def stops_at_vendor(place: Place, *choices: str) -> bool:
    """STOPS: whether the provider answers a STOP itself ("vendor") or we do ("ours"); the first choice, if not set.

    Raises BadGateway.
    """
    return place.one_of("STOPS", *choices) == "vendor"


def hook_secret(place: Place) -> str:
    """HOOK_SECRET, which stands in the address that a provider calls who signs nothing. Raises BadGateway."""
    secret = place.given("HOOK_SECRET")
    if not re.fullmatch(SECRET, secret):
        asked = "32 or more of A-Z, a-z, 0-9, - and _; `openssl rand -hex 32` makes one"
        raise BadGateway(f"{place.setting('HOOK_SECRET')} must be {asked}.")
    return secret


def must_know(hook: Hook, secret: str) -> None:
    """Raises BadSignature unless the address that was called holds the secret."""
    if not is_same(hook.query.get(SECRET_AT, ""), secret):
        raise BadSignature("the address does not hold our secret")


def _kept(said: str, hidden: frozenset[str]) -> str:
    """What is kept of what a provider said: what any database can, no secret, however it is written, and not all."""
    for secret in sorted(hidden, key=len, reverse=True):
        for written in (secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]):
            said = said.replace(written, HIDDEN)
    return storable(said[:MOST_OF_DETAIL])
