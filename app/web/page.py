"""The pages at a campaign's address: the one on which people join, and those that say why they cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response

from app.rules.campaign import Campaign, Step
from app.rules.country import country as rules_of
from app.rules.gate import asked, is_done, is_open
from app.rules.phone import prefix
from app.rules.stock import Empty, Gone
from app.rules.words import Say, mark
from app.store.visits import Visit
from app.web import visit
from app.web.face import Drawn, Face, answer, draw, face
from app.web.parts import now, parts

STATES = {
    "verified": mark("✓ Joined"),
    "clicked": mark("✓ Seen"),
    "claimed": mark("✓ Seen"),
    "asked": mark("Asked"),
    "unchecked": mark("We can't check right now"),
}

DATE_PARTS = {"day": mark("Day"), "month": mark("Month"), "year": mark("Year")}
HEADS = {
    "early": mark("Not yet"),
    "paused": mark("Taking a break"),
    "ended": mark("This one is over"),
    "gone": mark("All are gone"),
}


@dataclass(frozen=True)
class Row:
    """One network of the gate: what one gets there, and how far the visitor got."""

    step: Step
    text: str
    state: str
    done: bool


@dataclass(frozen=True)
class Choice:
    """One country whose numbers are taken, and how they begin."""

    code: str
    name: str
    prefix: str


@dataclass(frozen=True)
class DatePart:
    """One of the fields of a date: its name in the form, its label, and how many figures it has."""

    name: str
    label: str
    figures: int


@dataclass(frozen=True)
class Left:
    """What the visitor left on the page, to be shown again as it was."""

    number: str = ""
    country: str = ""
    coupon: bool = False
    marketing: bool = False
    born: Mapping[str, str] = field(default_factory=dict)  # by day, month and year


@dataclass(frozen=True)
class Way:
    """The way in by text: which word to which number, and the link that opens it on a phone."""

    word: str
    number: str
    href: str


@dataclass(frozen=True)
class Amiss:
    """What has to be put right, in sentences: at number, first box and date of birth, above them all, at the gate.

    held says that no text leaves now, helps_known that it does to whom we know, check is the sum for the browser
    (JSON), way the way in that is left, and again says when to try again.
    """

    number: str = ""
    coupon: str = ""
    born: str = ""
    page: str = ""
    gate: str = ""
    held: str = ""
    helps_known: bool = False
    check: str = ""
    way: Way | None = None
    again: str = ""


def own_page(
    campaign: Campaign, visited: Visit, *, left: Left | None = None, amiss: Amiss | None = None, status: int = 200
) -> Response:
    """The page of somebody who has done something, with what is amiss said where it is; else with what is done."""
    shown = face(campaign, visited.language or campaign.languages[0], visited.placement)
    token = visit.write(visited.id, campaign, visited.placement, shown.language, visited.friend)
    if state_of(campaign, now(), visited.placement) != "live":
        gate = Amiss(gate=amiss.gate if amiss else "")
        page = kind_page(shown, now(), visited.placement, token=token, visited=visited, amiss=gate)
        return answer(page, status)
    page = live_page(shown, token, visited, left=left, amiss=amiss, here=f"/c/{campaign.id}?v={token}&")
    return answer(page, status)


def live_page(
    shown: Face,
    token: str,
    visited: Visit | None,
    *,
    left: Left | None = None,
    amiss: Amiss | None = None,
    here: str = "?",
) -> Drawn:
    """The page on which people join: the gate and the number, or the one of them whose turn it is."""
    taken: Mapping[str, str] = visited.steps if visited else {}
    gate_open = is_open(shown.campaign, taken, without=visited.without if visited else False)
    amiss = amiss or Amiss()
    return draw(
        "landing",
        shown,
        shown.layout(),
        here=here,
        token=token,
        rows=_rows(shown, taken),
        intro=intro(shown.say, shown.campaign),
        asks=asked(shown.campaign),
        gate_open=gate_open,
        # After a slip only the half with the slip is shown, and a gate that was not passed has no number behind it.
        hello=bool(shown.campaign.follow.steps) and (left is None or not gate_open),
        ask=gate_open,
        countries=_countries(shown),
        number_hint=number_hint(shown.say, shown.campaign),
        dates=_dates(shown.say) if shown.campaign.age_gate else [],
        left=left or Left(),
        amiss=amiss,
        script=bool(amiss.check),
    )


def state_of(campaign: Campaign, at: datetime, placement: str = "") -> str:
    """early, live, paused, ended, or gone where nothing is left to take at this placement."""
    state = campaign.state(at)
    return "gone" if state == "live" and parts().stock.gone(campaign, placement, at) else state


def sold_out_page(campaign: Campaign, language: str, placement: str, token: str) -> Response:
    """The answer to a form that had passed the gate and came when what was left was gone by now."""
    stock, at = parts().stock, now()
    if stock.gone(campaign, placement, at) is None:
        stock.refresh()
    gone = stock.gone(campaign, placement, at) or Gone(Empty.ALL, at)
    shown = face(campaign, language, placement)
    return answer(kind_page(shown, at, placement, token=token, passed=True, gone=gone), 409)


def kind_page(
    shown: Face,
    at: datetime,
    placement: str = "",
    *,
    token: str = "",
    visited: Visit | None = None,
    passed: bool = False,
    gone: Gone | None = None,
    left: Left | None = None,
    amiss: Amiss | None = None,
) -> Drawn:
    """The page that says why nobody can join now, and what is on instead. `gone`: what was left is gone by now.

    Whoever would wait for one passes the gate first; `passed` says that they have, whatever is known of the visit.
    """
    campaign = shown.campaign
    taken: Mapping[str, str] = visited.steps if visited else {}
    gate_open = passed or is_open(campaign, taken, without=visited.without if visited else False)
    state = "gone" if gone else state_of(campaign, at, placement)
    gone = gone or (parts().stock.gone(campaign, placement, at) if state == "gone" else None)
    head = _head(shown, state, gone)
    return draw(
        "kind",
        shown,
        shown.layout_of(head),
        head=head,
        here=f"/c/{campaign.id}?v={token}&" if token and placement else f"/c/{campaign.id}?",
        state=state,
        gone=gone.what.value if gone else "",
        token=token,
        # No text can ask how old somebody is [US-AGE-2].
        waits=state == "gone" and bool(token) and campaign.age_gate is None,
        gate_open=gate_open,
        rows=_rows(shown, taken),
        intro=intro(shown.say, campaign),
        asks=asked(campaign),
        countries=_countries(shown),
        number_hint=number_hint(shown.say, campaign),
        left=left or Left(),
        amiss=amiss or Amiss(),
        starts=shown.local(campaign.starts),
        last=campaign.last_day(campaign.ends),
        since=shown.local(gone.since) if gone and gone.since else None,
        more=shown.local(gone.more) if gone and gone.more else None,
        today=shown.local(at).date(),
        running=running(shown.campaign.brand.name, shown.language, at, besides=campaign.id),
    )


def _head(shown: Face, state: str, gone: Gone | None) -> str:
    say, total = shown.say, shown.campaign.offer.limits.total
    if gone and gone.what is Empty.ALL and total:
        return say.many("The one code is gone", "All {n} are gone", total)
    if gone and gone.what is Empty.DAY:
        return say("Today's are gone")
    if gone and gone.what is Empty.PLACEMENT:
        return say("All from here are gone")
    return say(HEADS[state])


def running(brand: str, language: str, at: datetime, besides: str) -> list[Face]:
    """The brand's other campaigns that can be joined now."""
    others = [each for each in parts().campaigns.shelf.campaigns.values() if each.brand.name == brand]
    live = [each for each in others if each.id != besides and state_of(each, at) == "live"]
    return [face(each, each.language([language])) for each in live]


def intro(say: Say, campaign: Campaign) -> str:
    """What is asked before the number, said before anybody taps."""
    asks = asked(campaign)
    if not asks:
        return say("If you like, follow us. The code comes either way.")
    if any(step.mode == "verify" for step in asks):
        names = say.list([step.network.name for step in asks if step.mode == "verify"], "or")
        return say("Join, then come back. We ask {network} once whether you are in.", network=names)
    if len(asks) == 1:
        return say("Have a look, then come back.")
    if campaign.follow.need == "any":
        return say("Have a look at one of them, then come back.")
    return say("Have a look at each of them, then come back.")


def number_hint(say: Say, campaign: Campaign) -> str:
    """What stands under the label of the number."""
    only = rules_of(campaign.countries[0]).number if len(campaign.countries) == 1 else ""
    return (
        say("{number}. Spaces and dashes are fine.", number=say(only)) if only else say("Spaces and dashes are fine.")
    )


def young_page(shown: Face, at: datetime) -> Drawn:
    """The page for somebody who is too young, and what the brand offers to people of any age."""
    campaign = shown.campaign
    head = shown.say("This one has to wait")
    others = running(campaign.brand.name, shown.language, at, besides=campaign.id)
    return draw(
        "young",
        shown,
        shown.layout_of(head),
        head=head,
        here=f"/c/{campaign.id}?",
        running=[other for other in others if other.campaign.age_gate is None],
    )


def _dates(say: Say) -> list[DatePart]:
    """The fields of a date, in the order of the language."""
    return [DatePart(part, say(DATE_PARTS[part]), 4 if part == "year" else 2) for part in say.date_order]


def _countries(shown: Face) -> list[Choice]:
    """Whose numbers are taken, the campaign's first one first."""
    return [Choice(code, shown.say.country(code), prefix(code)) for code in shown.campaign.countries]


def _rows(shown: Face, taken: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            step,
            shown.text(step.text),
            shown.say(STATES[taken[step.platform]]) if step.platform in taken else shown.say("Open"),
            is_done(step, taken.get(step.platform)) if step.mode == "verify" else step.platform in taken,
        )
        for step in shown.campaign.follow.steps
    ]
