"""`handbill doctor --send`: whether texts leave by what is set, shown by sending one.

Nothing of it is kept: no message, so no page, no funnel and no receipt of ours knows of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.chance import dice
from app.cli.diagnosis import Finding
from app.cli.parts import NotWell, Parts, now
from app.gateways import BadGateway, Gateway, GatewayError, Outgoing
from app.means import gateways_of
from app.rules.failure import MEANINGS, Failure, Outcome
from app.rules.phone import Number, mask
from app.rules.redact import redact
from app.rules.sender import sender_for
from app.rules.suppression import Scope
from app.settings import Settings
from app.store import subscribers, suppressions

VALID_S = 600
TEXT = "handbill doctor, {at:%H:%M} UTC: texts by {gateway} arrive."
OTHER_NUMBER, AT_PROVIDER = "Next: another number.", "Next: look into the account at the provider."
LATER = {Failure.DOWN, Failure.THROTTLED}
NEXT = {
    Failure.BAD_NUMBER: OTHER_NUMBER,
    Failure.NO_TEXTS: OTHER_NUMBER,
    Failure.OPTED_OUT: "Next: text START from that phone to {sender}, or another number.",
    Failure.BLOCKED: OTHER_NUMBER,
    Failure.UNREACHABLE: OTHER_NUMBER,
    Failure.ADDRESS: "Next: see whether the address is right, {settings}.",
    Failure.CREDENTIALS: "Next: see {settings}.",
    Failure.ACCOUNT: AT_PROVIDER,
    Failure.BALANCE: "Next: top the account up.",
    Failure.SENDER: "Next: let the provider know {sender}, or name another sender in the campaign or by --from.",
    Failure.REGION: "Next: let the account send to {country} at the provider.",
    Failure.TRIAL: "Next: verify this number at the provider, or end the trial of the account.",
    Failure.THROTTLED: "Next: again in a minute.",
    Failure.DOWN: "Next: see whether this machine gets out to the provider, and {settings}.",
    Failure.LOST: "Next: look at the phone before another is sent.",
    Failure.BROKEN: "Next: look at the phone before another is sent.",
}


def prove(parts: Parts, typed: str, sender: str | None) -> Iterator[Finding]:
    """One finding for each gateway that is set, in the order they are tried. Raises Unusable and NotWell."""
    number = parts.number(typed)
    _must_be_wanted(parts, number)
    gateways = _real(parts.settings)
    sent_from = sender or _sender(parts, number.country)
    for name, gateway in gateways.items():
        yield _proved(parts.settings, name, gateway, number, sent_from)


def _real(settings: Settings) -> dict[str, Gateway]:
    """Those that reach somebody."""
    try:
        found = {name: gateway for name, gateway in gateways_of(settings).items() if name != "phone"}
    except BadGateway as missing:
        raise NotWell(str(missing)) from missing
    if not found:
        raise NotWell("Texts go to the simulated phone: nothing real would be sent. Next: set HANDBILL_GATEWAY.")
    return found


def _must_be_wanted(parts: Parts, number: Number) -> None:
    trial = parts.settings.trial
    if trial and number.e164 not in trial:
        raise NotWell(f"{mask(number.e164)} is not among HANDBILL_TRIAL_NUMBERS, so nothing is sent there.")
    with parts.sessions.read() as session:
        orders = suppressions.orders(session, subscribers.number_index(session.vault, number.e164))
    stopped = sorted({order.brand for order in orders if order.scope is Scope.ALL})
    if stopped:
        raise NotWell(f"{mask(number.e164)} said stop to {', '.join(stopped)}. {OTHER_NUMBER}")


def _sender(parts: Parts, country: str) -> str:
    """The one that the first campaign with this country sends by."""
    campaigns = (each for _, each in sorted(parts.shelf.campaigns.items()) if country in each.countries)
    return next(sender_for(each, country).from_ for each in campaigns)


def _proved(settings: Settings, name: str, gateway: Gateway, number: Number, sender: str) -> Finding:
    at = now()
    reference = f"{int(at.timestamp() * 1000):012x}{dice(1 << 80):020x}"
    text = TEXT.format(at=at, gateway=name)
    try:
        theirs = gateway.send(Outgoing(reference, number.e164, sender, text, VALID_S))
    except GatewayError as error:
        return Finding("error", name, _refused(name, error, number, sender))
    took = f"accepted for {mask(number.e164)} from {sender}, as {theirs}."
    return Finding("good", name, f"{took} {_cost(settings, number.country)} {_receipt(settings, name, gateway)}")


def _refused(name: str, error: GatewayError, number: Number, sender: str) -> str:
    meaning = MEANINGS[error.failure]
    what = "" if meaning.outcome is Outcome.AMBIGUOUS else "not sent: " if error.failure in LATER else "refused: "
    said = str(error) if str(error) != error.failure.value else ""
    settings = f"HANDBILL_GATEWAY_{name.upper()}_… in docs/gateways.md"
    next = NEXT.get(error.failure, AT_PROVIDER).format(sender=sender, country=number.country, settings=settings)
    told = f' It said: "{redact(said)}".' if said else ""
    return f"{what}{meaning.says}{told} {next}"


def _cost(settings: Settings, country: str) -> str:
    price = settings.prices.get(country)
    known = f"{price[0]} {price[1]}" if price else f"at a price that HANDBILL_PRICES does not name for {country}"
    return f"It costs one part, {known}."


def _receipt(settings: Settings, name: str, gateway: Gateway) -> str:
    if not gateway.can.delivered:
        return "This gateway tells of no delivery: only the phone shows it."
    told = f"Its receipt comes to {settings.base_url}/hooks/{name}/receipt"
    return f"{told} and belongs to no message here: the provider's log shows it."
