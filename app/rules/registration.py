"""Whether a sender may be used in a country: what networks turn away, and what must be on record first.

The facts are data of law/; rules in brackets are those of docs/compliance.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from re import findall, fullmatch
from typing import Literal

from app.rules.campaign_sections import CampaignFile
from app.rules.campaign_sender import Sender
from app.rules.law import Book, Needs, Record
from app.rules.law.form import Kind
from app.rules.sender import sender_for, sender_named, takes_replies

SOON = timedelta(days=60)
GENERIC = frozenset(
    findall(
        "[A-Z]+",
        """
        ALERT ALERTS CODE COUPON DEALS INFO INFORMATION INFOSMS MESSAGE MMS MSG NEWS NOTICE OFFER OFFERS OTP PIN PROMO
        PROMOTION SALE SALES SENDER SERVICE SHOP SMS SMSINFO SUPPORT TEST TEXT VERIFY
        """,
    )
)
SAID: dict[Kind, str] = {
    "long_code": "a number",
    "short_code": "a short number",
    "toll_free": "a toll-free number",
    "alphanumeric": "a name",
}


# never: no paper makes it work; before: not until something is on record; told: worth knowing, and no more.
Weight = Literal["never", "before", "told"]


class Flaw(StrEnum):
    """What can be wrong with a sender; shown and stored, so the names never change."""

    KIND = "sender-kind"
    LENGTH = "sender-length"
    FORBIDDEN = "sender-forbidden"
    GENERIC = "sender-generic"
    FOREIGN = "sender-foreign"
    ONE_WAY = "sender-one-way"
    COST = "sender-reply-cost"
    RECORD = "sender-record"
    RECORD_FORM = "sender-record-form"
    ADVISED = "sender-record-advised"
    ENDED = "sender-ended"
    ENDING = "sender-ending"
    TOO_LONG = "sender-until"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a sender in a country: what, in a sentence, what to do, and how much it weighs."""

    flaw: Flaw
    message: str
    hint: str
    weight: Weight = "never"


def is_registered(campaign: CampaignFile, book: Book, country: str, today: date, *, sent_from: str = "") -> bool:
    """Whether texts may leave for numbers of this country: the sender gets through, and all it needs is on record.

    `sent_from` is the sender of a text that is written already; the file may name another by now.
    """
    sender = sender_named(campaign, sent_from) if sent_from else sender_for(campaign, country)
    faults = sender_faults(sender, book.needs((country,), today), today)
    return all(fault.weight == "told" for fault in faults)


def sender_faults(sender: Sender, needs: Needs, today: date) -> tuple[Fault, ...]:
    """What is wrong with sending from it to where the needs are those of, on that day."""
    where = " and ".join(needs.places)
    return (
        *_form(sender, needs, where),
        *_replies(sender, needs, where),
        *_records(sender, needs, where),
        *_dates(sender, needs, where, today),
    )


def _form(sender: Sender, needs: Needs, where: str) -> Iterator[Fault]:
    """What networks turn away whatever is on record [US-SND-1, FR-3, IT-4, NZ-1, RU-2]."""
    law, name = needs.sender, sender.kind == "alphanumeric"
    if sender.kind not in law.kinds:
        ways = " or ".join(said for kind, said in SAID.items() if kind in law.kinds)
        hint = f"There it must be {ways}."
        yield Fault(Flaw.KIND, f"texts to {where} numbers cannot come from {SAID[sender.kind]}", hint)
    elif name and not law.shortest <= len(sender.from_) <= law.longest:
        message = f"for {where} a name has {law.shortest} to {law.longest} letters"
        yield Fault(Flaw.LENGTH, message, "Write more of the brand's name, or less.")
    if name and not law.generic and sender.from_.upper().replace(" ", "") in GENERIC:
        message = f"{where} networks block a name that names nobody"
        yield Fault(Flaw.GENERIC, message, "Write the brand's.")
    if not name and sender.from_.startswith(tuple(law.forbidden)):
        hint = (
            f"Numbers that begin with {' or '.join(sorted(law.forbidden))} are people's own. Take another, or a name."
        )
        yield Fault(Flaw.FORBIDDEN, f"for {where} no business may send from such a number", hint)
    if not law.foreign and sender.from_.startswith("+") and _is_foreign(sender.from_, needs.places):
        message = f"numbers of other countries do not get through to {where}"
        yield Fault(Flaw.FOREIGN, message, "Take a number from there, a short number or a name.")


def _is_foreign(number: str, places: Sequence[str]) -> bool:
    """Whether a number in E.164 has another calling code than these places."""
    # Takes a tenth of a second, and hardly any country asks.
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    codes = [code for code, regions in COUNTRY_CODE_TO_REGION_CODE.items() if not set(regions).isdisjoint(places)]
    return not number.startswith(tuple(f"+{code}" for code in codes))


def _replies(sender: Sender, needs: Needs, where: str) -> Iterator[Fault]:
    """Where people must be able to object by text [AT-1, NZ-1], and what that costs them [UK-PECR-23]."""
    if needs.sender.answers and not takes_replies(sender):
        hint = "Send from a number that takes replies; nobody can answer a name."
        yield Fault(Flaw.ONE_WAY, f"people with {where} numbers must be able to answer", hint)
    if not needs.sender.usual_cost:
        return
    if sender.reply_cost == "premium":
        hint = "Take a number that can be answered at the usual rate."
        yield Fault(Flaw.COST, f"for {where} an answer may cost no more than usual", hint)
    elif sender.kind == "short_code" and sender.reply_cost is None:
        hint = 'If an answer costs what any text does, write reply_cost = "standard".'
        yield Fault(Flaw.COST, f"for {where} it must be known what an answer costs", hint, "before")


def _records(sender: Sender, needs: Needs, where: str) -> Iterator[Fault]:
    """What must be on record, or should [US-10DLC-1, US-TF-1, IE-1, AU-2, IN-1, RU-1, ID-1, US-TX-1]."""
    asked = [record for record in needs.sender.records if sender.kind in record.kinds]
    missing = [record for record in asked if not _has(sender, record)]
    for blocks in (True, False):
        lacking = [record for record in missing if record.blocks is blocks]
        if lacking:
            ids = " and ".join(f"{each.id} or {each.or_else}" if each.or_else else each.id for each in lacking)
            example = ", ".join(f'{each.id} = "{each.example or "…"}"' for each in lacking)
            message = f"texts to {where} numbers need {ids}" if blocks else f"for {where} there should be {ids}"
            hint = f"Before texts really leave for {where}: records = {{ {example} }}."
            yield Fault(Flaw.RECORD if blocks else Flaw.ADVISED, message, hint, "before" if blocks else "told")
    for record in asked:
        given = getattr(sender.records, record.id)
        if record.form and given and not fullmatch(record.form, given):
            hint = f'Such as {record.id} = "{record.example}".'
            yield Fault(Flaw.RECORD_FORM, f"for {where} {record.id} has another form", hint, "before")


def _has(sender: Sender, record: Record) -> bool:
    ids = filter(None, (record.id, record.or_else))
    return any(getattr(sender.records, each) for each in ids)


def _dates(sender: Sender, needs: Needs, where: str, today: date) -> Iterator[Fault]:
    """When the registration ends, and whether it can last that long [ES-2]."""
    last = sender.last_day
    terms = [record.months for record in needs.sender.records if record.months and sender.kind in record.kinds]
    months = min(terms, default=0)
    if last is None and months:
        hint = "Write its last day: until = 2028-06-01."
        message = f"for {where} a registration lasts {months} months at most"
        yield Fault(Flaw.TOO_LONG, message, hint, "before")
    elif last and last < today:
        yield Fault(Flaw.ENDED, f"its registration ended on {last}", "Renew it, and write its new end.", "before")
    elif last and months and last > _later(today, months):
        hint = "Write the day that the registry names."
        yield Fault(Flaw.TOO_LONG, f"for {where} a registration lasts {months} months at most", hint, "before")
    elif last and last <= today + SOON:
        yield Fault(Flaw.ENDING, f"its registration ends on {last}", "Renew it in time.", "told")


def _later(day: date, months: int) -> date:
    """The same day some months later; of a month that is shorter the first day after it."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(day.year + years, month + 1)
    except ValueError:
        return date(day.year + years, month + 2, 1)
