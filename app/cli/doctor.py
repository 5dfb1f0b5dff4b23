"""`handbill doctor`: what is wrong with this installation, and what to do about each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import click

from app.cli.diagnosis import Finding, tell
from app.cli.parts import Unusable, current_settings, now, opened
from app.cli.prove import prove
from app.cli.welcome import described, short
from app.engines import BadEngine
from app.gateways import BadGateway
from app.means import engine_of, gateways_of
from app.rules import alarm
from app.rules.campaign import Campaign
from app.rules.law import BOOK, BadChange, Book
from app.rules.registration import sender_faults
from app.rules.sender import sender_for
from app.settings import Settings
from app.store import Sessions, StoreUnavailable, alarms, heartbeats, law, ledger, outbox, removals, words
from app.store.campaigns import Campaigns
from app.store.clock import ahead
from app.store.migrate import is_current
from app.wallets.pocket import pocket

SILENT = timedelta(seconds=30)  # a worker beats every few seconds
APART = timedelta(seconds=5)  # leases and signed links bear a minute
LATE = timedelta(minutes=2)
AGED = timedelta(days=180)  # laws and carriers' terms move within months
UNTIDY = timedelta(days=2)
MONTH = timedelta(days=30)


@click.command()
@click.option("--json", "as_json", is_flag=True, help='As JSON: a list of {"severity", "what", "says"}.')
@click.option("--send", "number", metavar="NUMBER", help="Text this number by each gateway that is set, and no more.")
@click.option("--from", "sender", metavar="SENDER", help="With --send: by this sender and not the campaign's.")
def doctor(as_json: bool, number: str | None, sender: str | None) -> None:
    """Say what is wrong with this installation, and what to do.

    \b
    Example:
      handbill doctor
      handbill doctor --send "+39 333 123 4342"
    """
    if sender is not None and number is None:
        raise Unusable("--from goes with --send: whom shall it be sent to?")
    if number is not None:
        with opened() as parts:
            tell(list(prove(parts, number, sender)), as_json=as_json)
    tell(list(_examine(current_settings())), as_json=as_json)


def _examine(settings: Settings) -> Iterator[Finding]:
    yield from _settings(settings)
    yield _gateway(settings)
    yield from _law(settings)
    yield from _wallets(settings)
    sessions = Sessions(settings.database_url, settings.secret_keys)
    try:
        yield from _database(settings, sessions)
    except StoreUnavailable as down:
        yield Finding("error", "database", f"{described(settings)} is not to be had: {down}")
    finally:
        sessions.close()


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding("good", "data", short(settings.data))
    if settings.loopback:
        yield Finding(
            "warning", "base URL", f"{settings.base_url} opens on this machine only; nothing is to be printed"
        )
    elif settings.private:
        yield Finding(
            "warning", "base URL", f"{settings.base_url} opens on this network only; nothing is to be printed"
        )
    elif settings.base_url.startswith("https:"):
        yield Finding("good", "base URL", settings.base_url)
    else:
        yield Finding("warning", "base URL", f"{settings.base_url} is not https, which cameras and browsers warn about")
    if not settings.limits:
        yield Finding("warning", "limits", "off; set HANDBILL_LIMITS=on")
    yield from _ceilings(settings)
    if settings.allow_insecure:
        yield Finding("warning", "safety", "HANDBILL_ALLOW_INSECURE=1: unset it before anything is printed")


def _ceilings(settings: Settings) -> Iterator[Finding]:
    """What pages may cause, and whether money is counted."""
    ceilings = settings.ceilings
    priced = {currency for _, currency in settings.prices.values()}
    unknown = sorted(ceilings.currencies - priced)
    if unknown:
        says = f"money in {', '.join(unknown)} is not counted: HANDBILL_PRICES has no price in it"
        yield Finding("warning", "ceilings", says)
    elif not (ceilings.currencies or settings.private or settings.simulated):
        says = "none for money; set one, as HANDBILL_CEILINGS=money 200 EUR a day, and HANDBILL_PRICES"
        yield Finding("warning", "ceilings", says)
    else:
        idle = "" if settings.shielded else "; with the simulated phone they hold nothing back until they are set"
        yield Finding("good", "ceilings", ", ".join(map(str, ceilings.all.values())) + idle)


def _unpriced(settings: Settings, campaign: Campaign) -> Iterator[Finding]:
    """The countries whose texts no ceiling of money counts."""
    missing = [country for country in campaign.countries if country not in settings.prices]
    if settings.ceilings.currencies and missing:
        says = f"no price for {', '.join(missing)}: their texts count in no ceiling of money; next: HANDBILL_PRICES"
        yield Finding("warning", f"{campaign.id} prices", says)


def _gateway(settings: Settings) -> Finding:
    try:
        gateways_of(settings)
    except BadGateway as missing:
        return Finding("error", "gateway", str(missing))
    if settings.simulated:
        return Finding("good", "gateway", "the simulated phone, nobody is contacted")
    return Finding("good", "gateway", ", ".join(settings.gateways))


def _law(settings: Settings) -> Iterator[Finding]:
    try:
        book = law.load(settings.law)
    except BadChange as bad:
        yield Finding("error", "law", f"{bad}; next: HANDBILL_LAW, docs/settings.md")
        return
    if old := book.read_before(now().date() - AGED):
        said = ", ".join(old[:5]) + (f" and {len(old) - 5} more" if len(old) > 5 else "")
        yield Finding("warning", "law", f"last read over {AGED.days} days ago: {said}; see whether a release is newer")
    else:
        told = f"{len(book.changed)} of its rules changed here" if book.changed else "as it comes, nothing changed here"
        yield Finding("good", "law", told)
    for change in book.changed:
        yield Finding("good", f"{change.place}.{change.topic}", change.says)


def _wallets(settings: Settings) -> Iterator[Finding]:
    found = pocket(settings.wallets, now())
    for wallet, fault in found.faults.items():
        yield Finding("error", wallet, f"no button on coupons: {fault}")
    if found.apple:
        soon = found.apple.ends - now() < MONTH
        says = f"{found.apple.pass_type}, its certificates are good until {found.apple.ends:%Y-%m-%d}"
        yield Finding("warning" if soon else "good", "Apple Wallet", says)
    if found.google:
        yield Finding("good", "Google Wallet", f"issuer {found.google.issuer}, signed by {found.google.account}")
    if not (found.apple or found.google or found.faults):
        yield Finding("good", "wallets", "off: coupons have no button for Apple or Google Wallet")


def _database(settings: Settings, sessions: Sessions) -> Iterator[Finding]:
    with sessions.read() as session:
        drift = ahead(session, now())
    if not is_current(sessions.engine):
        yield Finding("error", "database", f"{described(settings)} is not of this release; next: handbill migrate")
        return
    yield Finding("good", "database", f"{described(settings)}, up to date")
    if abs(drift) > APART:
        yield Finding(
            "error", "clock", f"{abs(drift).total_seconds():.0f} s apart from the database's; set both by NTP"
        )
    else:
        yield Finding("good", "clock", f"{now():%Y-%m-%d %H:%M} UTC")
    yield _engine(settings, sessions)
    yield from _ledger(sessions)
    yield from _worker(sessions)
    yield _retention(sessions)
    yield from _alarms(sessions)
    yield from _campaigns(settings, sessions)


def _engine(settings: Settings, sessions: Sessions) -> Finding:
    try:
        fault = engine_of(settings).fault(sessions.engine)
    except BadEngine as bad:
        fault = str(bad)
    if fault:
        return Finding("error", "engine", fault)
    told = "embedded: workers look by themselves" if settings.engine == "embedded" else settings.engine
    return Finding("good", "engine", told)


def _ledger(sessions: Sessions) -> Iterator[Finding]:
    """Reads the whole ledger: some seconds for a million entries."""
    with sessions.read() as session:
        entries, persons = ledger.counted(session)
        wrong = list(ledger.faults(session))
    said = f"{entries} entries of {persons} persons"
    if not wrong:
        yield Finding("good", "ledger", f"{said} as they were written")
    for subscriber, fault in wrong:
        yield Finding(
            "error",
            "ledger",
            f"of {said}, those of subscriber {subscriber} are not as they were written: {fault}. "
            "Keep a copy of the database, find out who had access, restore these rows from a backup",
        )


def _worker(sessions: Sessions) -> Iterator[Finding]:
    with sessions.read() as session:
        seen = heartbeats.last_beat(session, "worker")
        waiting, since = outbox.waiting(session)
    if seen is None:
        yield Finding("warning", "worker", "none has ever run here; next: handbill run, or handbill worker")
    elif now() - seen > SILENT:
        yield Finding("error", "worker", f"last seen {seen:%Y-%m-%d %H:%M} UTC, so nothing is sent; start one")
    else:
        yield Finding("good", "worker", "at work")
    if since and now() - since > LATE:
        yield Finding("error", "outbox", f"waiting: {waiting}, the oldest since {since:%H:%M} UTC")
    else:
        yield Finding("good", "outbox", f"waiting: {waiting}")


def _retention(sessions: Sessions) -> Finding:
    with sessions.read() as session:
        ran = heartbeats.last_beat(session, "retention")
        removed = removals.counted(session, now() - MONTH)
    if ran is None or now() - ran > UNTIDY:
        return Finding("warning", "retention", "what is over was not removed lately; a worker does it each hour")
    told = ", ".join(f"{kind}: {count}" for kind, count, _ in removed) or "nothing"
    return Finding("good", "retention", f"removed in the last 30 days: {told}")


def _alarms(sessions: Sessions) -> Iterator[Finding]:
    """What staff have not seen yet."""
    with sessions.read() as session:
        waiting = alarms.open_alarms(session)
    say = words.load()["en"]
    for each in waiting:
        what, do = alarm.told(say, each.cause)
        yield Finding("warning", "alarm", f"{what} {do} {each.at:%Y-%m-%d %H:%M} UTC; /staff/alarms")
    if not waiting:
        yield Finding("good", "alarms", "none that staff have not seen")


def _campaigns(settings: Settings, sessions: Sessions) -> Iterator[Finding]:
    campaigns = Campaigns(sessions, settings.campaigns, words.load())
    campaigns.refresh()
    shelf = campaigns.shelf
    yield Finding("good" if shelf.campaigns else "warning", "campaigns", f"{len(shelf.campaigns)} in force")
    for id in sorted(shelf.faults):
        fault = shelf.fault(id)
        yield Finding("error", id, f"line {fault.line}: {fault.message}; next: handbill check {id}")
    for id, found in sorted(shelf.warnings.items()):
        for each in found:
            if not each.rule.startswith("sender-"):  # told below, by the law of this installation
                yield Finding("warning", id, f"line {each.line}: {each.message}")
    for _, campaign in sorted(shelf.campaigns.items()):
        if campaign.state(now()) != "ended":
            yield from _senders(campaign, _book(settings), simulated=settings.simulated)
            yield from _unpriced(settings, campaign)


def _book(settings: Settings) -> Book:
    """The law as it holds here; as it came with the release where the operator's file is at fault, told above."""
    try:
        return law.load(settings.law)
    except BadChange:
        return BOOK


def _senders(campaign: Campaign, book: Book, *, simulated: bool) -> Iterator[Finding]:
    """Where the campaign's texts come from, country by country, and what keeps them from leaving."""
    today, fine = now().date(), dict[str, list[str]]()
    for country in campaign.countries:
        sender = sender_for(campaign, country)
        faults = sender_faults(sender, book.needs((country,), today), today)
        for fault in faults:
            severity = "warning" if simulated or fault.weight == "told" else "error"
            says = f"{sender.from_}: {fault.message}. {fault.hint}"
            yield Finding(severity, f"{campaign.id} {country}", says)
        if not faults:
            fine.setdefault(sender.from_, []).append(country)
    for sent_from, countries in fine.items():
        yield Finding("good", f"{campaign.id} {countries[0]}", f"{sent_from} sends to {', '.join(countries)}")
