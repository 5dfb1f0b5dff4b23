"""What every page of a campaign shows of it: brand, languages, facts, picture, numeral, style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from flask import Response, make_response, render_template, request

from app.rules import headline
from app.rules.campaign import Campaign, Offer
from app.rules.conditions import conditions
from app.rules.consent import Box, coupon_box, marketing_box, reward_box, taking_box, waiting_box
from app.rules.headline import Layout
from app.rules.network import Network
from app.rules.picture import Picture
from app.rules.texts import Texts
from app.rules.words import Say
from app.web.parts import parts
from app.web.picture import picture_of
from app.web.style import policy, style_of

TAG_LETTERS, SHORT_TAG_LETTERS = 18, 14
NUMERAL_RATIO = 1.4
DIGITS = re.compile(r"[\d.,\u066b\u066c\u0660-\u0669]+")
NATION = re.compile(r"^[A-Z]{1,2}(?=[$£¥])")  # of US$, CA$: at the till of one shop it goes without saying
SAME_SITE = "same-origin"  # our own forms must be able to say where they come from; other sites still learn nothing


@dataclass(frozen=True)
class Drawn:
    """A page as text, and the policy it is sent with."""

    text: str
    policy: str


@dataclass(frozen=True)
class Tongue:
    """Another language of the page, and where to read it."""

    code: str
    name: str
    href: str


@dataclass(frozen=True)
class Numeral:
    """The offer in its largest letters: a number with its sign before or after it, or words."""

    number: str
    before: str = ""
    after: str = ""

    @property
    def size(self) -> str:
        """The class of its size: the more letters, the smaller."""
        letters = len(self.number) + (len(self.before) + len(self.after) + 1) // 2
        return "" if letters <= 3 else "wide" if letters <= 5 else "words"


@dataclass(frozen=True)
class Face:
    """One campaign in one language, as its pages show it."""

    campaign: Campaign
    language: str
    say: Say
    tier: str | None = None

    @property
    def offer(self) -> Offer:
        """What people get here: the offer, or its tier."""
        return self.campaign.offer.tier(self.tier)

    @property
    def terms(self) -> str:
        """The address of the terms, as they are here."""
        here = f"&tier={self.tier}" if self.tier else ""
        return f"/t/{self.campaign.id}?language={self.language}{here}"

    def text(self, texts: Texts | None) -> str:
        """A text of the campaign in the page's language; empty where it has none."""
        return texts.in_(self.language) if texts else ""

    @property
    def headline(self) -> str:
        """What stands largest on the landing page."""
        return self.text(self.campaign.page.headline)

    @property
    def title(self) -> str:
        """The offer in a few words."""
        return self.text(self.offer.title)

    @property
    def tag(self) -> str:
        """The class of the offer's label: one line of it has to fit."""
        letters = len(self.title)
        return "plain" if letters > TAG_LETTERS else "tag long" if letters > SHORT_TAG_LETTERS else "tag"

    @property
    def minimum(self) -> str:
        """The least spend as a sentence; empty where there is none."""
        said = self.text(self.offer.minimum)
        return said if not said or said.endswith(".") else f"{said}."

    @property
    def facts(self) -> list[str]:
        """What must be known before a number is left: its conditions, last day, how many, how long it is good."""
        say, offer, campaign = self.say, self.offer, self.campaign
        facts = [self.minimum, *self.conditions]
        if campaign.age_gate:
            facts.append(say("For people of {age} and over.", age=campaign.age_gate))
        facts.append(say("Through {day}.", day=say.long_day(campaign.last_day(campaign.ends))))
        facts.append(say.many("One per person.", "Up to {n} per person.", offer.limits.per_person))
        if offer.valid.days is not None:
            facts.append(say.many("Good for one day.", "Good for {n} days.", offer.valid.days))
        elif offer.valid.until is not None:
            last = campaign.last_day(campaign.valid_until(campaign.starts))
            facts.append(say("Good through {day}.", day=say.long_day(last)))
        return [fact for fact in facts if fact]

    @property
    def conditions(self) -> list[str]:
        """What the offer's own keys say of when, where and on what it is good, in sentences."""
        return conditions(self.offer, self.say)

    @property
    def numeral(self) -> Numeral | None:
        """The offer as a number; None where it has none."""
        return _numeral(self.offer, self.language, self.say)

    @property
    def picture(self) -> Picture | None:
        """The drawing or photo of the printed block."""
        return picture_of(self.campaign.brand.look.image)

    @property
    def logo(self) -> Picture | None:
        """The brand's sign beside its name."""
        return picture_of(self.campaign.brand.look.logo)

    @property
    def ratio(self) -> float | None:
        """The picture's width by its height, or that of the numeral which takes its place."""
        if self.picture:
            return self.picture.width / self.picture.height
        return NUMERAL_RATIO if self.numeral and not self.numeral.size else None

    @property
    def networks(self) -> list[Network]:
        """The networks that are named on the page."""
        return [step.network for step in self.campaign.follow.steps]

    @property
    def coupon_box(self) -> Box:
        """The box without which there is no coupon."""
        return coupon_box(self.campaign, self.say)

    @property
    def reward_box(self) -> Box:
        """The box of whoever passes the offer on."""
        return reward_box(self.campaign, self.say)

    @property
    def taking_box(self) -> Box:
        """What taking a coupon that was kept back agrees to."""
        return taking_box(self.campaign, self.say)

    @property
    def waiting_box(self) -> Box:
        """The box of whoever waits for one to come free."""
        return waiting_box(self.campaign, self.say)

    @property
    def marketing_box(self) -> Box | None:
        """The box that may stay empty; None where the campaign has no programme."""
        return marketing_box(self.campaign, self.say) if self.campaign.programme else None

    def layout(self) -> Layout:
        """The layout of the headline with the offer's label, as the landing page begins."""
        return headline.lay(self.headline, ratio=self.ratio)

    def layout_of(self, head: str) -> Layout:
        """The layout of another headline, without the label."""
        return headline.lay(head, ratio=self.ratio if self.picture else None, tagged=False, largest="l")

    def ticket_layout(self) -> Layout:
        """The layout of the ticket."""
        return headline.beside_numeral(self.ratio if self.picture else None)

    def local(self, moment: datetime) -> datetime:
        """The moment as clocks show it where the campaign is."""
        return moment.astimezone(self.campaign.zone)


def face(campaign: Campaign, language: str, placement: str = "", *, tier: str | None = None) -> Face:
    """The campaign in one of its languages, with what people get at this placement, or in this tier."""
    spot = campaign.placement(placement) if placement else None
    return Face(campaign, language, parts().says[language], spot.tier if spot else tier)


def language_of(campaign: Campaign) -> str:
    """The campaign's language for this request: the one that the address asks for, else what the browser prefers."""
    wanted = request.args.get("language") if request.environ.get("QUERY_STRING") else None
    tags = (wanted,) if wanted else _tags(request.environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    return campaign.language(tags)


def draw(
    template: str,
    shown: Face,
    layout: Layout | None,
    *,
    here: str = "?",
    room: str = "visitor",
    sheets: Sequence[str] = (),
    script: object = False,
    connect: object = False,
    **values: object,
) -> Drawn:
    """The page of a template of this room, with its printed block, if it has one, in this layout.

    `here` is its address as far as the language, which the links to its other languages add; `sheets` are the style
    sheets that it needs besides the visitor's, `script` lets it have one of ours, and `connect` lets that one ask us.
    """
    style = style_of(shown.campaign.brand.look.colour, layout, *sheets)
    others = [
        Tongue(code, language_name(code), f"{here}language={code}")
        for code in shown.campaign.languages
        if code != shown.language
    ]
    page = render_template(
        f"{room}/{template}.html",
        face=shown,
        campaign=shown.campaign,
        brand=shown.campaign.brand,
        style=style,
        layout=layout,
        language=shown.language,
        say=shown.say,
        others=others,
        **values,
    )
    return Drawn(page, policy(style, _hosts(shown.campaign), script=bool(script), connect=bool(connect)))


def answer(page: Drawn, status: int = 200) -> Response:
    """The page as an answer that is for one person alone."""
    response = make_response(page.text, status)
    response.headers["Content-Security-Policy"] = page.policy
    response.headers["Referrer-Policy"] = SAME_SITE
    response.headers["Vary"] = "Accept-Language"
    if request.method == "POST":
        # An answer that no browser may keep is an error page to whoever goes back to it.
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _hosts(campaign: Campaign) -> set[str]:
    """Where its forms may lead on to: a follow is a form of ours that is sent on to the network's own link."""
    hosts = set()
    for step in campaign.follow.steps:
        host = step.network.follow_host(step.account)
        hosts |= {host, f"*.{host.removeprefix('www.')}"}
    return hosts


def _numeral(offer: Offer, language: str, say: Say) -> Numeral | None:
    value = offer.value
    if isinstance(value, Texts):
        return Numeral(value.in_(language))
    if value is None:
        return None
    if offer.kind not in ("percent", "amount", "card"):
        return Numeral(say.number(value))
    written = say.percent(value) if offer.kind == "percent" else say.money(Decimal(value), offer.currency or "EUR")
    found = DIGITS.search(written)
    if found is None:
        return Numeral(written)
    before, after = (NATION.sub("", part.strip()) for part in (written[: found.start()], written[found.end() :]))
    return Numeral(found[0], before, after)


@lru_cache(1024)
def _tags(header: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, most wanted first (RFC 9110, 12.5.4)."""
    weighed: list[tuple[float, int, str]] = []
    for item in header[:200].split(","):
        tag, _, weight = item.partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if tag.strip() and quality > 0:
            weighed.append((-quality, len(weighed), tag.strip()))
    return tuple(tag for _, _, tag in sorted(weighed))


@lru_cache(64)
def language_name(code: str) -> str:
    """The name of a language in itself, else its code."""
    from babel import Locale, UnknownLocaleError

    try:
        return (Locale.parse(code, sep="-").get_language_name(code) or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code
