"""Messages as staff read them: a state as a shape and a word, the reason as a sentence, times as its reader's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.rules.cost import Cost, cost
from app.rules.decision import sentence
from app.rules.locality import locality
from app.rules.message import Kind, State
from app.rules.phone import E164, mask
from app.rules.words import MOMENT, Say, mark
from app.store.message_list import Listed
from app.web.board import Badge
from app.web.parts import now, parts

UTC = ZoneInfo("UTC")
THIS_YEAR = timedelta(days=300)
KINDS = {
    Kind.PROOF: mark("Proof"),
    Kind.REPLY: mark("Reply"),
    Kind.SERVICE: mark("Asked for"),
    Kind.CONFIRMATION: mark("Confirmation"),
    Kind.ACTIVITY: mark("Activity"),
    Kind.MARKETING: mark("Marketing"),
    Kind.REPERMISSION: mark("Asks to agree again"),
}
STATES = {  # (kind of badge, sign, word)
    State.QUEUED: ("soon", "○", mark("Waits")),
    State.SENDING: ("soon", "○", mark("Being sent")),
    State.UNKNOWN: ("wrong", "▲", mark("Not known")),
    State.SENT: ("live", "◐", mark("Sent")),
    State.EXPIRED: ("ended", "–", mark("Too late")),
    State.FAILED: ("wrong", "▲", mark("Failed")),
    State.UNDELIVERED: ("wrong", "▲", mark("Not delivered")),
    State.SUPPRESSED: ("ended", "–", mark("Not sent")),
    State.DELIVERED: ("live", "●", mark("Delivered")),
}
OUTCOMES = {
    "accepted": mark("The gateway took it."),
    "rejected": mark("The gateway refused it."),
    "deferred": mark("The gateway could not take it; it is tried again."),
    "repeated": mark("The gateway may have it. It gets it again, and sends it once."),
    "ambiguous": mark("Nobody knows whether the gateway took it."),
}


@dataclass(frozen=True)
class Line:
    """One row of a list of messages."""

    id: int
    when: str
    number: str
    campaign: str
    kind: str
    badge: Badge
    reason: str
    until: str
    parts: int
    cost: str
    cost_why: str


def line(say: Say, message: Listed) -> Line:
    """How it is with the message."""
    campaign = parts().campaigns.get(message.campaign)
    price, why = priced(say, cost_of(message))
    return Line(
        id=message.id,
        when=at(say, message.queued_at.astimezone(zone_of(message.campaign))),
        number=mask(message.number) if message.number else say("forgotten"),
        campaign=campaign.name if campaign else message.campaign,
        kind=say(KINDS[message.kind]),
        badge=badge(say, message.state),
        reason=sentence(say, message.reason) if message.reason else "",
        until=_until(say, message),
        parts=message.parts,
        cost=price,
        cost_why=why,
    )


def cost_of(message: Listed) -> Cost | None:
    """What it costs by the prices that are set, or by what its gateway said; None for nothing."""
    return cost(message.state, message.parts, message.country, message.price, parts().settings.prices)


def priced(say: Say, of: Cost | None) -> tuple[str, str]:
    """(what it costs, how that comes); a text that never left costs nothing."""
    if of is None:
        return say("nothing"), ""
    if of.whole is None or of.currency is None:
        return say("not known"), ""
    whole = say.money(of.whole, of.currency)
    if of.each is None:
        return whole, say("as its gateway says")
    return whole, f"{say.number(of.parts)} × {say.money(of.each, of.currency)}"


def zone_of(campaign: str | None) -> ZoneInfo:
    """The zone of a campaign; of any, for one that is gone."""
    shelf = parts().campaigns.shelf.campaigns
    found = shelf.get(campaign or "") or next(iter(shelf.values()), None)
    return found.zone if found else UTC


def name_of(campaign: str) -> str:
    """What the campaign is called; its id, for one that is gone."""
    found = parts().campaigns.shelf.campaigns.get(campaign)
    return found.name if found else campaign


def moment_of(say: Say, campaign: str | None, moment: datetime) -> str:
    """The moment in the campaign's zone."""
    return at(say, moment.astimezone(zone_of(campaign)))


def day_of(say: Say, campaign: str | None, moment: datetime) -> str:
    """Its day there."""
    return say.long_day(moment.astimezone(zone_of(campaign)).date())


def at(say: Say, local: datetime) -> str:
    """A moment in its zone, without its year while that needs no telling: "Sun, Jul 12, 2:02 p.m."."""
    if abs(now() - local) > THIS_YEAR:
        return say.moment(local)
    return say(MOMENT, day=say.short_day(local.date()), time=say.time(local))


def badge(say: Say, state: State) -> Badge:
    """The state as a shape and a word."""
    kind, sign, word = STATES[state]
    return Badge(kind, sign, say(word), "")


def path_line(say: Say, outcome: str, detail: str) -> str:
    """What an attempt or a receipt came to; what a gateway said comes as it is, unless it is the same word."""
    said = say(OUTCOMES[outcome]) if outcome in OUTCOMES else say(STATES[State(outcome)][2])
    return said if detail == outcome else f"{said} {detail}".strip()


def _until(say: Say, message: Listed) -> str:
    """Until when a message is held, on its reader's clock; empty for one that is not."""
    if message.state is not State.QUEUED or message.due_at <= now() or message.number is None:
        return ""
    where = locality(parts().means.law, E164(message.number), message.country, now().date())
    return say("Held until {moment}, local time.", moment=clock(say, message.due_at, where.zones))


def clock(say: Say, moment: datetime, zones: tuple[ZoneInfo, ...]) -> str:
    """A moment where a reader is, or the earliest and the latest it may be there: "Sat, Jul 4, 8:00 a.m."."""
    local = sorted((moment.astimezone(zone) for zone in zones), key=lambda each: each.replace(tzinfo=None))
    first, last = at(say, local[0]), at(say, local[-1])
    return first if first == last else say("{first} to {last}", first=first, last=last)
