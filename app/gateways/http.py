"""Any provider that takes a text by one HTTP request, as an operator's own file describes it (rules/provider.py).

Where the file names no reference of the provider's, ours takes its place: then receipts must carry it.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from app import wire
from app.gateways import BadGateway, BadSignature, Can, Hook, Inbound, Outgoing, Place, Pushing, Receipt, Thanks
from app.http_pool import Answer, Pool
from app.rules.description import BadDescription, Spot, Told, inside
from app.rules.failure import state_of
from app.rules.message import State
from app.rules.provider import Proof, Provider, Receipts, Texts, read_provider
from app.rules.provider_request import Send
from app.rules.template import Template

News = TypeVar("News", Receipt, Inbound)

SETTINGS = {
    "FILE": "TOML file that describes the provider",
    "URL": "what the file calls ${URL}, if it begins the address so",
    "KEY": "what the file calls ${KEY}; any other ${NAME} of the file is a setting likewise",
    "HOOK_KEY": "what the file calls ${HOOK_KEY}: the key or the secret by which hooks are known",
}
SETTLED = {State.SENT, State.DELIVERED}
ALREADY = 409  # by which those who send a repeated reference once say that they have the text
FORM, JSON = {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "application/json"}


class Gateway(Pushing):
    """A provider that a file describes."""

    def __init__(self, place: Place) -> None:
        self._about = _described(place)
        told, proof = self._about, self._about.proof
        self._callback = place.hook_url("receipt")
        if proof and proof.query:
            self._callback += "?" + urlencode({proof.query: proof.prefix + proof.key})
        self._pool = Pool(told.send.origin, hidden=place.hidden)
        self.methods: Collection[str] = _methods(told)
        self.thanks: Mapping[str, Thanks] = {}
        if proof and proof.thanks is not None:
            thanks = Thanks(200, "text/plain", proof.thanks.encode())
            self.thanks = {"receipt": thanks, "inbound": thanks}
        self.can = Can(
            idempotent=told.send.repeats_once,
            delivered=told.receipts is not None,
            two_way=told.texts is not None,
            handles_stop=told.texts is not None and told.texts.handles_stop,
        )

    def send(self, message: Outgoing) -> str:
        """The provider's reference, or ours where none is described. Raises GatewayError."""
        asked, facts = self._about.send, _facts(message, self._callback)
        path, (kind, body) = _path(asked, facts), _body(asked, facts)
        headers = {name: template.filled(facts) for name, template in asked.headers.items()}
        if any(name.lower() == "content-type" for name in headers):
            kind = {}
        sign_in = wire.basic(*asked.basic) if asked.basic else {}
        answer = wire.ask(self._pool, asked.method, path, body, {**kind, **sign_in, **headers})
        return self._reference(answer, message)

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """What became of one text or more. Raises BadSignature, ValueError."""
        about = self._about.receipts
        _must_be_theirs(hook, self._about.proof if about else None)
        return _readable([partial(_receipt, about, told) for told in _told(hook, about)]) if about else ()

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text or more. Raises BadSignature, ValueError."""
        about = self._about.texts
        _must_be_theirs(hook, self._about.proof if about else None)
        return _readable([partial(_inbound, about, told) for told in _told(hook, about)]) if about else ()

    def _reference(self, answer: Answer, message: Outgoing) -> str:
        """What a yes gives; a word that nobody described is a no, unless a reference is there. Raises GatewayError."""
        about, told = self._about.answers, Told(answer.json, answer.text)
        code = about.code.of(told) or ""
        _, failure = about.means.get(code.casefold(), (None, None))
        reference = (about.reference.of(told) if about.reference else message.reference) or ""
        if self.can.idempotent and answer.status == ALREADY and not failure:
            return reference or message.reference
        is_yes = code.casefold() in about.yes
        is_other = bool(code) and not is_yes and (bool(about.yes) or not reference)
        if answer.status not in about.statuses or failure or is_other:
            raise wire.refused(answer, failure, " ".join(filter(None, (code, about.detail.of(told)))))
        if not reference or (about.yes and not is_yes):
            raise wire.unreadable(answer)
        return reference


def _described(place: Place) -> Provider:
    """What the file says. Raises BadGateway."""
    path = Path(place.given("FILE"))
    setting = place.setting("FILE")
    try:
        return read_provider(path.read_text(encoding="utf-8"), place.given)
    except OSError as error:
        raise BadGateway(f"{setting}: {path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadGateway(f"{setting}: {path} is not UTF-8; save it so.") from error
    except BadDescription as bad:
        raise BadGateway(f"{setting}: {path.name}: {bad}") from bad


def _methods(about: Provider) -> tuple[str, ...]:
    kinds = {table.kind for table in (about.receipts, about.texts) if table}
    return ("GET", "POST") if "query" in kinds else ("POST",)


def _facts(message: Outgoing, callback: str) -> dict[str, str]:
    return {
        "number": message.number,
        "digits": message.number.removeprefix("+"),
        "sender": message.sender,
        "text": message.text,
        "reference": message.reference,
        "receipt_url": callback,
        "valid_s": str(message.valid_s),
        "valid_min": str(max(1, message.valid_s // 60)),
    }


def _path(asked: Send, facts: Mapping[str, str]) -> str:
    path = asked.path.filled(facts, lambda value: quote(value, safe=""))
    query = urlencode({name: template.filled(facts) for name, template in asked.query.items()})
    return path + ("&" if "?" in path else "?") + query if query else path


def _body(asked: Send, facts: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
    if asked.form is not None:
        return FORM, urlencode({name: template.filled(facts) for name, template in asked.form.items()}).encode()
    if asked.json is not None:
        return JSON, json.dumps(_tree(asked.json, facts), ensure_ascii=False, separators=(",", ":")).encode()
    return {}, b""


def _tree(value: Any, facts: Mapping[str, str]) -> Any:
    match value:
        case Template():
            return value.valued(facts)
        case dict():
            return {name: _tree(each, facts) for name, each in value.items()}
        case list():
            return [_tree(each, facts) for each in value]
    return value


def _must_be_theirs(hook: Hook, proof: Proof | None) -> None:
    """Raises BadSignature."""
    if proof is None:
        raise BadSignature("nothing says how such a hook is known")
    given = hook.query.get(proof.query, "") if proof.query else hook.headers.get(proof.header, "")
    due = proof.prefix + (_signature(proof, hook.body) if proof.hash else proof.key)
    if proof.written == "hex":
        given, due = given.lower(), due.lower()
    if not wire.is_same(given, due):
        raise BadSignature("the signature does not fit the body" if proof.hash else "the key is not the one agreed on")


def _signature(proof: Proof, body: bytes) -> str:
    digest = hmac.digest(proof.key.encode(), body, proof.hash)
    return digest.hex() if proof.written == "hex" else base64.b64encode(digest).decode()


def _told(hook: Hook, about: Receipts | Texts) -> list[Told]:
    """What a hook says, one by one where it says much at once. Raises ValueError."""
    if about.kind == "query":
        return [Told(hook.query, "", hook.query)]
    value = hook.fields if about.kind == "form" else hook.json
    found = inside(value, about.each) if about.each else value
    text = hook.body.decode(errors="replace")
    return [Told(wire.object_of(each), text, hook.query) for each in (found if isinstance(found, list) else [found])]


def _readable(readers: Sequence[Callable[[], News]]) -> list[News]:
    """What can be read: news of another kind may be among it. Raises ValueError where there is nothing else."""
    found, wrong = list[News](), None
    for read in readers:
        try:
            found.append(read())
        except ValueError as error:
            wrong = error
    if wrong and not found:
        raise wrong
    return found


def _receipt(about: Receipts, told: Told) -> Receipt:
    reference, status, code = _needed(about.reference, told), _needed(about.status, told), about.code.of(told)
    known, (_, failure) = about.means.get(status.casefold()), about.means.get((code or "").casefold(), (None, None))
    state, by_status = known or (State.FAILED if failure else State.SENT, None)
    failure = None if state in SETTLED else failure or by_status
    said = f"{status} {code}" if failure and code else status
    return Receipt(reference, said, state_of(state, failure), about.ours.of(told), failure)


def _inbound(about: Texts, told: Told) -> Inbound:
    id, number, sender = (_needed(spot, told) for spot in (about.id, about.number, about.sender))
    return Inbound(id, number, sender, about.text.of(told) or "")


def _needed(spot: Spot, told: Told) -> str:
    found = spot.of(told)
    if not found:
        raise ValueError(f"{spot.at} is missing")
    return found
