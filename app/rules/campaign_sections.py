"""The sections of a campaign file: fields are keys, descriptions become the JSON Schema that editors complete from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from app.rules.age import Category
from app.rules.campaign_forms import (
    COLOUR,
    COUNTRY,
    CURRENCY,
    DISTANCE,
    EMAIL,
    FILE_NAME,
    HOURS,
    LANGUAGE_CODE,
    MOMENT,
    OFFER_VALUE,
    PLACEMENT_ID,
    PLATFORM,
    SENDER,
    STORE,
    SUM,
    SUPPORT_PHONE,
    TEXT,
    TIER,
    TIMEZONE,
    TOPIC,
    WEBSITE,
    WORD,
    YES_OR_NO,
    Money,
    Span,
    choice,
    number,
)
from app.rules.campaign_sender import Sender
from app.rules.network import NETWORKS, Mode, Network
from app.rules.section import Many, Table, key
from app.rules.texts import TEXTS, Texts

Need = Literal["any", "all", "none"]
Kind = Literal["percent", "amount", "item", "points", "card", "access"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
OptIn = Literal["single", "double", "auto"]
Joins = Literal["coupon", "programme"]


@dataclass(frozen=True, kw_only=True)
class Support:
    """Where people reach a person: an address, a number, or both."""

    email: str | None = key(EMAIL, "An address that somebody reads.", None)
    phone: str | None = key(SUPPORT_PHONE, "A number that somebody answers, as people write it.", None)


@dataclass(frozen=True, kw_only=True)
class Look:
    """The second ink, and what is printed in it."""

    colour: str = key(COLOUR, "The brand's colour, # and six digits.", "#1c1914")
    logo: str | None = key(FILE_NAME, "A .png, .jpg or .webp beside the file.", None)
    image: str | None = key(FILE_NAME, "The drawing or photo beside the headline, beside the file.", None)


@dataclass(frozen=True, kw_only=True)
class Brand:
    """Who makes the offer."""

    name: str = key(TEXT, "The name people know.")
    legal_name: str = key(TEXT, "The company and its address, as the law wants it printed.")
    tagline: Texts | None = key(TEXTS, "The small line under the name: a town, a trade.", None)
    support: Support = key(Table(Support), "email, phone or both.")
    website: str | None = key(WEBSITE, "The brand's own site.", None)
    terms: str | None = key(WEBSITE, "Terms of the brand's own; those of handbill link to them.", None)
    privacy: str | None = key(WEBSITE, "A privacy policy of the brand's own; that of handbill links to it.", None)
    look: Look = key(Table(Look), "Colour and pictures.", Look())


@dataclass(frozen=True, kw_only=True)
class Runs:
    """From when until when people can join."""

    from_: date | datetime = key(MOMENT, "The first day, such as 2026-06-01.", name="from")
    until: date | datetime = key(MOMENT, "The last day, all of it, such as 2026-08-31.")
    timezone: str = key(TIMEZONE, 'Whose days these are, such as "Europe/Rome".')
    paused: bool = key(YES_OR_NO, "true closes the page for a while; coupons already out stay good.", False)


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the landing page says on top."""

    headline: Texts = key(TEXTS, "Under 30 letters is printed largest.")
    text: Texts | None = key(TEXTS, "One or two sentences below it.", None)


def _usual_mode(step: Mapping[str, Any]) -> Mode:
    return NETWORKS[step["platform"]].default


@dataclass(frozen=True, kw_only=True)
class Step:
    """One network that people are asked to look at."""

    platform: str = key(PLATFORM, "Which network.")
    account: str = key(TEXT, "The account there, without @.")
    mode: Mode = key(choice(Mode), "Lower than the network allows; never higher.", _usual_mode)
    text: Texts | None = key(TEXTS, "What one gets there, in 32 letters.", None)

    @property
    def network(self) -> Network:
        """What is known about the platform."""
        return NETWORKS[self.platform]


@dataclass(frozen=True, kw_only=True)
class Follow:
    """The gate: what is asked before the number."""

    need: Need = key(choice(Need), "How many of the steps come first.", "none")
    alternative: bool = key(YES_OR_NO, "People without an account may go on.", True)
    steps: tuple[Step, ...] = key(Many(Table(Step), most=6), "The networks, in their order.", ())


@dataclass(frozen=True, kw_only=True)
class Valid:
    """How long a coupon can be spent."""

    days: int | None = key(number(1, 3650), "Calendar days, its first included.", None)
    until: date | datetime | None = key(MOMENT, "The last day for every coupon.", None)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much may be given."""

    total: int | None = key(number(1), "Coupons in all.", None)
    per_day: int | None = key(number(1), "Coupons in one day, in the campaign's zone.", None)
    per_person: int = key(number(1, 100), "Coupons for one number, the next when the last is spent.", 1)
    wait_days: int = key(number(0, 366), "Days from one coupon to the same number's next.", 0)
    budget: Money | None = key(SUM, 'The discount in all, such as "20000 EUR".', None)
    budget_alarm: int = key(number(1, 100), "Percent of the budget at which staff are told.", 80)


TIERED = ("value", "title", "line", "till", "most")  # what a tier can have in the place of the offer's


@dataclass(frozen=True, kw_only=True)
class Tier:
    """What people get from some placements instead: a placement names its tier."""

    name: str = key(TIER, "The name that placements call it by.")
    value: Any = key(OFFER_VALUE, "In place of the offer's value.", None)
    title: Texts | None = key(TEXTS, "In place of the offer's title.", None)
    line: Texts | None = key(TEXTS, "In place of the offer's line.", None)
    till: Texts | None = key(TEXTS, "In place of what the cashier is told.", None)
    most: Money | None = key(SUM, "In place of the offer's most.", None)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What people get, and on what terms."""

    title: Texts = key(TEXTS, "The offer in 18 letters, for the tag.")
    line: Texts | None = key(TEXTS, "What the ticket says beside the numeral.", None)
    till: Texts | None = key(TEXTS, "What the cashier is told to do.", None)
    kind: Kind = key(choice(Kind), "How the value is meant.")
    value: Any = key(OFFER_VALUE, '25, 5.00, 100; for an item a numeral such as "3 for 2", or nothing.', None)
    currency: str | None = key(CURRENCY, "The amount's currency.", None)
    terms: Texts = key(TEXTS, "Least spend, what is excluded, which stores, with other offers or not.")
    minimum: Texts | None = key(TEXTS, "The least spend in a few words, for the page.", None)
    least: Money | None = key(SUM, 'The least spend, such as "20 EUR"; a till that sends the sum is held to it.', None)
    most: Money | None = key(SUM, "The most that a percentage takes off.", None)
    worth: Money | None = key(SUM, "What one costs the brand: an item, or the points. For the budget.", None)
    excluded: Texts | None = key(TEXTS, "What it is not good for, in a few words for the cashier.", None)
    stores: tuple[str, ...] = key(Many(STORE, most=2000), "Shops where it is good; else all. Tills name theirs.", ())
    days: tuple[Day, ...] = key(Many(choice(Day), most=7), "Days of the week when it is good; else all.", ())
    hours: Span | None = key(HOURS, 'Hours of the day when it is good, such as "11:00-15:00".', None)
    stackable: bool | None = key(YES_OR_NO, "false: with no other coupon in one purchase; true: with others.", None)
    uses: int = key(number(1, 1000), "How many times one coupon can be spent.", 1)
    tiers: tuple[Tier, ...] = key(Many(Table(Tier), most=12), "What some placements give instead.", ())

    @property
    def money(self) -> str | None:
        """The one currency that all of the offer's sums are in; None where it names no sum."""
        sums = (self.least, self.most, self.worth, self.limits.budget)
        return self.currency or next((each.currency for each in sums if each), None)

    def tier(self, name: str | None) -> "Offer":
        """The offer as it is in this tier; itself where there is none of that name."""
        found = next((each for each in self.tiers if each.name == name), None)
        if found is None:
            return self
        told = {one: value for one in TIERED if (value := getattr(found, one)) is not None}
        return replace(self, **told)

    valid: Valid = key(Table(Valid), "Days after issue, or a last day; else the campaign's.", Valid())
    limits: Limits = key(Table(Limits), "Coupons in all, for one person, and the budget.", Limits())


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The text-message programme people may join, if they tick the second box."""

    name: str | None = key(TEXT, "Its name; else the brand's.", None)
    purpose: Texts = key(TEXTS, "What the texts are about.")
    frequency: int = key(number(1, 31), "Texts a month at most.", 4)
    opt_in: OptIn = key(choice(OptIn), "auto: what the number's country asks for.", "auto")
    premium: bool = key(YES_OR_NO, "true if texts are billed beyond the usual rates; each number proves itself.", False)
    topics: tuple[str, ...] = key(Many(TOPIC, most=12), "What people can pick from.", ())


@dataclass(frozen=True, kw_only=True)
class Keyword:
    """Joining by text."""

    word: str = key(WORD, "The word to send.")
    sender: str = key(SENDER, "The number to send it to.")
    joins: Joins = key(choice(Joins), "What the word asks for: the coupon, or the programme too.", "coupon")


@dataclass(frozen=True, kw_only=True)
class Messages:
    """The brand's own wording; what is left out is written by handbill."""

    confirmation: Texts | None = key(TEXTS, "The text that confirms the programme.", None)
    coupon: Texts | None = key(TEXTS, "The text that carries the coupon.", None)


@dataclass(frozen=True, kw_only=True)
class Share:
    """A link of each coupon's own, for a friend."""

    reward: bool = key(YES_OR_NO, "One more coupon to whoever passed it on, when a friend has used theirs.", False)
    most: int = key(number(1, 100), "Such rewards for one person.", 3)
    text: Texts | None = key(TEXTS, "What stands above the link, in a sentence.", None)


@dataclass(frozen=True, kw_only=True)
class Placement:
    """One spot where a QR hangs. Its id is printed, so it never changes."""

    id: str = key(PLACEMENT_ID, "Printed in the address; handbill check --fix writes one.")
    name: str = key(TEXT, "What staff call the spot.")
    distance_mm: int = key(DISTANCE, 'From where people scan, such as "1.5 m".', 250, name="distance")
    piece: str | None = key(TEXT, 'What hangs there, such as "A4 poster".', None)
    total: int | None = key(number(1), "Coupons from this spot in all.", None)
    tier: str | None = key(TIER, "Which of the offer's tiers people get here.", None)


@dataclass(frozen=True, kw_only=True)
class CampaignFile:
    """A campaign: one offer, from the printed code to the till."""

    name: str = key(TEXT, "What staff call it.")
    languages: tuple[str, ...] = key(
        Many(LANGUAGE_CODE, least=1, most=12), "Of the page and the texts; the first is the fallback."
    )
    countries: tuple[str, ...] = key(Many(COUNTRY, least=1, most=60), "Whose numbers are accepted.")
    category: Category = key(choice(Category), "What is sold; alcohol, tobacco and firearms ask for an age.", "general")
    age: int | None = key(number(13, 25), "How old people must be; they are asked for their date of birth.", None)
    brand: Brand = key(Table(Brand), "Who makes the offer.")
    runs: Runs = key(Table(Runs), "From when until when people can join.")
    page: Page = key(Table(Page), "What the landing page says on top.")
    follow: Follow = key(Table(Follow), "What is asked before the number.", Follow())
    offer: Offer = key(Table(Offer), "What people get.")
    programme: Programme | None = key(Table(Programme), "Texts that people may join.", None)
    keyword: Keyword | None = key(Table(Keyword), "Joining by text.", None)
    share: Share | None = key(Table(Share), "Passing the offer on.", None)
    senders: tuple[Sender, ...] = key(Many(Table(Sender), most=60), "Which numbers or names texts come from.", ())
    messages: Messages = key(Table(Messages), "The brand's own wording.", Messages())
    placements: tuple[Placement, ...] = key(Many(Table(Placement), least=1, most=2000), "Where the codes hang.")
