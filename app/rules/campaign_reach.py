"""Whether a campaign's texts will get through: what is wrong with its senders, country by country.

A sender that the file names and that can never work is an error. Where it names none yet, the same is a warning, since
the simulated phones take texts from anybody; before texts really leave `decide` asks again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from app.rules.campaign_sections import CampaignFile
from app.rules.campaign_sender import LONGEST_SHORT_CODE, SHORTEST_NUMBER, Sender, kind_of, may_be
from app.rules.country import can_answer
from app.rules.finding import Path, Problem, Severity
from app.rules.law import BOOK
from app.rules.registration import SAID, Fault, Flaw, sender_faults
from app.rules.sender import sender_for
from app.rules.wording import STOP

KEYS = {
    Flaw.COST: "reply_cost",
    Flaw.ENDED: "until",
    Flaw.ENDING: "until",
    Flaw.TOO_LONG: "until",
    Flaw.RECORD: "records",
    Flaw.RECORD_FORM: "records",
    Flaw.ADVISED: "records",
}


def problems(file: CampaignFile, now: datetime | None) -> Iterator[Problem]:
    """All that is to be said of the senders, one for each country and flaw; without a clock as on the first day."""
    for n, sender in enumerate(file.senders):
        yield from _kind(n, sender)
    for country in file.countries:
        sender = sender_for(file, country)
        faults = sender_faults(sender, BOOK.needs((country,), _day(file, now)), _day(file, now))
        never = [fault for fault in faults if fault.weight == "never"]
        for fault in never or faults:  # what cannot work needs another sender first, then its records
            yield _problem(fault, file, sender)
    yield from _asking(file)


def _day(file: CampaignFile, now: datetime | None) -> date:
    first = file.runs.from_
    return now.date() if now else first.date() if isinstance(first, datetime) else first


def _kind(n: int, sender: Sender) -> Iterator[Problem]:
    if not may_be(sender.from_, sender.kind):
        told = SAID[kind_of(sender.from_)]
        hint = f"It is {told}. Leave kind out, or write the right one."
        if sender.kind == "short_code":
            hint = f"A short number has {SHORTEST_NUMBER} to {LONGEST_SHORT_CODE} digits and no +. {hint}"
        yield Problem(("senders", n, "kind"), "sender-kind-form", f"this is not {SAID[sender.kind]}", hint)


def _problem(fault: Fault, file: CampaignFile, sender: Sender) -> Problem:
    severity: Severity = "error" if fault.weight == "never" else "warning"
    if sender in file.senders:
        path: Path = ("senders", file.senders.index(sender), KEYS.get(fault.flaw, "from"))
        return Problem(path, fault.flaw.value, fault.message, fault.hint, severity=severity)
    if file.keyword:
        return Problem(("keyword", "sender"), fault.flaw.value, fault.message, _named(fault), severity=severity)
    message = f"texts come from “{sender.from_}”: {fault.message}"
    return Problem(("brand", "name"), fault.flaw.value, message, _named(fault), severity="warning")


def _named(fault: Fault) -> str:
    """The hint to somebody whose file has no section for it yet."""
    return f"{fault.hint} Write it below [[senders]]."


def _asking(file: CampaignFile) -> Iterator[Problem]:
    """Wording of the campaign's own that asks for replies where none arrives [US-TCPA-REV-3]."""
    mute = [country for country in file.countries if not can_answer(file, country)]
    own = (("coupon", file.messages.coupon), ("confirmation", file.messages.confirmation))
    for key, texts in own if mute else ():
        for language, text in texts.items() if texts else ():
            if STOP.search(text):
                hint = "handbill adds the way that works. Take STOP out, or send from a number."
                path, message = ("messages", key, language), f"nobody with a {mute[0]} number can answer this"
                yield Problem(path, "message-unanswerable", message, hint, severity="warning")
