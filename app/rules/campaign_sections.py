"""The sections of a campaign file: fields are keys, descriptions become the JSON Schema that editors complete from."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.rules.campaign_forms import (
    Colour,
    Country,
    Currency,
    Distance,
    Email,
    FileName,
    Language,
    Moment,
    OfferValue,
    PlacementId,
    Platform,
    Sender,
    Sum,
    SupportPhone,
    Text,
    Timezone,
    Topic,
    Website,
    Word,
)
from app.rules.network import NETWORKS, Mode, Network
from app.rules.texts import Texts


class Section(BaseModel):
    """What all sections have in common: no unknown keys, no guessed types, no change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


AnySection = TypeVar("AnySection", bound=Section)


def _left_out(section: type[AnySection]) -> AnySection:
    """A section that a file leaves out: every key has its default."""
    return section.model_validate({})


def _list(**limits: Any) -> Any:
    """A TOML array, kept as a tuple."""
    return Field(strict=False, **limits)


class Support(Section):
    """Where people reach a person: an address, a number, or both."""

    email: Email | None = Field(None, description="An address that somebody reads.")
    phone: SupportPhone | None = Field(None, description="A number that somebody answers, as people write it.")


class Look(Section):
    """The second ink, and what is printed in it."""

    colour: Colour = Field("#1c1914", description="The brand's colour, # and six digits.")
    logo: FileName | None = Field(None, description="A .png, .jpg or .webp beside the file.")
    image: FileName | None = Field(None, description="The drawing or photo beside the headline, beside the file.")


class Brand(Section):
    """Who makes the offer."""

    name: Text = Field(description="The name people know.")
    legal_name: Text = Field(description="The company and its address, as the law wants it printed.")
    tagline: Texts | None = Field(None, description="The small line under the name: a town, a trade.")
    support: Support = Field(description="email, phone or both.")
    website: Website | None = Field(None, description="The brand's own site.")
    look: Look = Field(_left_out(Look), description="Colour and pictures.")


class Runs(Section):
    """From when until when people can join."""

    from_: Moment = Field(alias="from", description="The first day, such as 2026-06-01.")
    until: Moment = Field(description="The last day, all of it, such as 2026-08-31.")
    timezone: Timezone = Field(description='Whose days these are, such as "Europe/Rome".')
    paused: bool = Field(False, description="true closes the page for a while; coupons already out stay good.")


class Page(Section):
    """What the landing page says on top."""

    headline: Texts = Field(description="Under 30 letters is printed largest.")
    text: Texts | None = Field(None, description="One or two sentences below it.")


def _usual_mode(step: dict[str, Any]) -> Mode:
    return NETWORKS[step["platform"]].default


class Step(Section):
    """One network that people are asked to look at."""

    platform: Platform = Field(description="Which network.")
    account: Text = Field(description="The account there, without @.")
    mode: Mode = Field(default_factory=_usual_mode, description="Lower than the network allows; never higher.")
    text: Texts | None = Field(None, description="What one gets there, in 32 letters.")

    @property
    def network(self) -> Network:
        """What is known about the platform."""
        return NETWORKS[self.platform]


class Follow(Section):
    """The gate: what is asked before the number."""

    need: Literal["any", "all", "none"] = Field("none", description="How many of the steps come first.")
    alternative: bool = Field(True, description="People without an account may go on.")
    steps: Annotated[tuple[Step, ...], _list(max_length=6)] = Field((), description="The networks, in their order.")


class Valid(Section):
    """How long a coupon can be spent."""

    days: Annotated[int, Field(ge=1, le=3650)] | None = Field(None, description="Calendar days, its first included.")
    until: Moment | None = Field(None, description="The last day for every coupon.")


class Limits(Section):
    """How much may be given."""

    total: Annotated[int, Field(ge=1)] | None = Field(None, description="Coupons in all.")
    per_person: Annotated[int, Field(ge=1, le=100)] = Field(1, description="Coupons for one number.")
    budget: Sum | None = Field(None, description='The discount in all, such as "20000 EUR".')


class Offer(Section):
    """What people get, and on what terms."""

    title: Texts = Field(description="The offer in 18 letters, for the tag.")
    line: Texts | None = Field(None, description="What the ticket says beside the numeral.")
    till: Texts | None = Field(None, description="What the cashier is told to do.")
    kind: Literal["percent", "amount", "item", "points"] = Field(description="How the value is meant.")
    value: OfferValue = Field(None, description='25, 5.00, 100; for an item a numeral such as "3 for 2", or nothing.')
    currency: Currency | None = Field(None, description="The amount's currency.")
    terms: Texts = Field(description="Least spend, what is excluded, which stores, with other offers or not.")
    minimum: Texts | None = Field(None, description="The least spend in a few words, for the page.")
    valid: Valid = Field(_left_out(Valid), description="Days after issue, or a last day; else the campaign's.")
    limits: Limits = Field(_left_out(Limits), description="Coupons in all, for one person, and the budget.")


class Programme(Section):
    """The text-message programme people may join, if they tick the second box."""

    name: Text | None = Field(None, description="Its name; else the brand's.")
    purpose: Texts = Field(description="What the texts are about.")
    frequency: Annotated[int, Field(ge=1, le=31)] = Field(4, description="Texts a month at most.")
    opt_in: Literal["single", "double", "auto"] = Field("auto", description="auto: what the number's country asks for.")
    topics: Annotated[tuple[Topic, ...], _list(max_length=12)] = Field((), description="What people can pick from.")


class Keyword(Section):
    """Joining by text."""

    word: Word = Field(description="The word to send.")
    sender: Sender = Field(description="The number to send it to.")


class Messages(Section):
    """The brand's own wording; what is left out is written by handbill."""

    confirmation: Texts | None = Field(None, description="The text that confirms the programme.")
    coupon: Texts | None = Field(None, description="The text that carries the coupon.")


class Placement(Section):
    """One spot where a QR hangs. Its id is printed, so it never changes."""

    id: PlacementId = Field(description="Printed in the address; handbill check --fix writes one.")
    name: Text = Field(description="What staff call the spot.")
    distance_mm: Distance = Field(250, alias="distance", description='From where people scan, such as "1.5 m".')
    piece: Text | None = Field(None, description='What hangs there, such as "A4 poster".')


class CampaignFile(Section):
    """A campaign: one offer, from the printed code to the till."""

    name: Text = Field(description="What staff call it.")
    languages: Annotated[tuple[Language, ...], _list(min_length=1, max_length=12)] = Field(
        description="Of the page and the texts; the first is the fallback."
    )
    countries: Annotated[tuple[Country, ...], _list(min_length=1, max_length=60)] = Field(
        description="Whose numbers are accepted."
    )
    brand: Brand = Field(description="Who makes the offer.")
    runs: Runs = Field(description="From when until when people can join.")
    page: Page = Field(description="What the landing page says on top.")
    follow: Follow = Field(_left_out(Follow), description="What is asked before the number.")
    offer: Offer = Field(description="What people get.")
    programme: Programme | None = Field(None, description="Texts that people may join.")
    keyword: Keyword | None = Field(None, description="Joining by text.")
    messages: Messages = Field(_left_out(Messages), description="The brand's own wording.")
    placements: Annotated[tuple[Placement, ...], _list(min_length=1, max_length=2000)] = Field(
        description="Where the codes hang."
    )
