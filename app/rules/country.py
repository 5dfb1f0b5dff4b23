"""What each country asks of those who text there, as data.

A source is a key of docs/compliance.md, where addresses and days of reading stand. A grade says what it is worth:
L law or regulator, 2 second-hand, V vendor, D derived, U unconfirmed, and then the cautious choice is ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app.rules.words import mark

if TYPE_CHECKING:
    from app.rules.campaign import Campaign

OptIn = Literal["single", "double", "double_on_page"]


@dataclass(frozen=True)
class Keywords:
    """Words that end texts or ask for help in one country, besides those of keyword.py, with their grade and source."""

    stop: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    grade: str = "U"
    source: str = ""


@dataclass(frozen=True)
class Country:
    """One country's rules.

    opt_in      what proves a number before its coupon goes out: nothing, a pin or a YES, or a pin typed on the page
    forced      a campaign may not choose less than opt_in
    two_way     people there can answer a text; where not, every text carries a link that ends it
    rates       the notice of costs that carriers ask for, an English sentence of the catalogues; else empty
    label       what must stand before advertising there, in letters of GSM-7; else empty
    number, adjective   how a sentence names its numbers: "A US number has 10", "This offer is for US numbers."
    grade, source       of opt_in and two_way
    """

    code: str
    opt_in: OptIn
    grade: str
    source: str
    number: str = ""
    adjective: str = ""
    words: Keywords = field(default_factory=Keywords)
    forced: bool = False
    two_way: bool = True
    rates: str = ""
    label: str = ""

    @property
    def stop_words(self) -> tuple[str, ...]:
        """Local words that end texts, in capitals."""
        return self.words.stop

    @property
    def help_words(self) -> tuple[str, ...]:
        """Local words that ask for help, in capitals."""
        return self.words.help


US_RATES = mark("Msg & data rates may apply.")  # US-CTIA-CTA-4 [S4][S10]
CA_RATES = mark("Standard msg & data rates may apply.")  # CA-1 [S17]
FRENCH, GERMAN = ("ARRET",), ("STOPP",)

_ROWS = (
    Country("US", "single", "2", "S18", mark("A US number"), mark("US"),
            Keywords(("QUIT", "END", "REVOKE", "OPT OUT", "CANCEL", "UNSUBSCRIBE"), (), "L", "L1"), rates=US_RATES),
    Country("CA", "single", "D", "O1", mark("A Canadian number"), mark("Canadian"),
            Keywords(FRENCH, (), "V", "S13"), rates=CA_RATES),
    Country("GB", "single", "D", "E5", mark("A UK number"), mark("UK")),
    Country("IE", "double", "U", "E8", mark("An Irish number"), mark("Irish")),
    Country("FR", "double", "U", "E8", mark("A French number"), mark("French"),
            Keywords(FRENCH, ("CONTACT",), "V", "E17")),
    Country("DE", "double", "2", "E8", mark("A German number"), mark("German"),
            Keywords(GERMAN, (), "V", "O13"), forced=True),
    Country("AT", "double", "V", "E12", mark("An Austrian number"), mark("Austrian"), Keywords(GERMAN)),
    Country("CH", "double", "2", "E13", mark("A Swiss number"), mark("Swiss"), Keywords(GERMAN + FRENCH)),
    Country("IT", "double", "U", "E8", mark("An Italian number"), mark("Italian")),
    Country("SM", "double", "U", "", mark("A San Marino number"), mark("San Marino")),
    Country("ES", "double", "U", "E8", mark("A Spanish number"), mark("Spanish"),
            Keywords(("BAJA", "ALTO"), (), "V", "O12")),
    Country("PT", "double", "U", "E8", mark("A Portuguese number"), mark("Portuguese")),
    Country("NL", "double", "V", "E32", mark("A Dutch number"), mark("Dutch"), Keywords(("STOPPEN",), (), "V", "E32")),
    Country("BE", "double", "V", "O15", mark("A Belgian number"), mark("Belgian"),
            Keywords(("ARRETER", "STOPPEN"), (), "V", "O15")),
    Country("PL", "double", "U", "E8", mark("A Polish number"), mark("Polish"),
            Keywords(("ZAKONCZ", "REZYGNACJA"), ("POMOC",), "V", "O12")),
    Country("SK", "double_on_page", "L", "E24", mark("A Slovak number"), mark("Slovak"),
            Keywords(("ZASTAVIT", "NEPOSIELAJTE", "PRESTANTE"), (), "V", "O12"), two_way=False),
    Country("CZ", "double", "U", "E8", mark("A Czech number"), mark("Czech"), label="Obchodni sdeleni"),  # CZ-1
    Country("SE", "double", "U", "E8", mark("A Swedish number"), mark("Swedish"), Keywords(("STOPP",))),
    Country("DK", "double", "U", "E8", mark("A Danish number"), mark("Danish"), Keywords(("AFMELD",), (), "V", "O12")),
    Country("NO", "double", "U", "E8", mark("A Norwegian number"), mark("Norwegian"),
            Keywords(("STOPP", "UNSUB"), (), "V", "O13")),
    Country("FI", "double", "U", "E8", mark("A Finnish number"), mark("Finnish")),
    Country("RU", "double_on_page", "V", "O5", mark("A Russian number"), mark("Russian"),
            Keywords(("СТОП",)), two_way=False),
    Country("UA", "double_on_page", "V", "O14", mark("A Ukrainian number"), mark("Ukrainian"),
            Keywords(("СТОП",)), two_way=False),
    Country("IN", "double", "V", "O4", mark("An Indian number"), mark("Indian")),
    Country("ID", "double_on_page", "V", "O7", mark("An Indonesian number"), mark("Indonesian"),
            Keywords(("BERHENTI", "BATAL"), ("BANTUAN",), "V", "O7"), two_way=False),
    Country("AU", "single", "V", "E32", mark("An Australian number"), mark("Australian")),
    Country("NZ", "double", "U", "O3", mark("A New Zealand number"), mark("New Zealand")),
    Country("BR", "double", "V", "O8", mark("A Brazilian number"), mark("Brazilian"),
            Keywords(("SAIR", "PARE"), ("AJUDA",), "V", "O8")),
    Country("MX", "double", "U", "O9", mark("A Mexican number"), mark("Mexican"),
            Keywords(("ALTO", "BAJA"), ("AYUDA",), "V", "O9")),
    Country("JP", "double", "U", "O10", mark("A Japanese number"), mark("Japanese"), Keywords(("配信停止",))),
)  # fmt: skip
COUNTRIES = {row.code: row for row in _ROWS}


def country(code: str) -> Country:
    """The rules of an ISO 3166 country; one that is not in the table gets the cautious ones."""
    return COUNTRIES.get(code) or Country(code, "double", "U", "")


def opt_in(campaign: Campaign, code: str) -> OptIn:
    """How a number of this country joins this campaign: its own choice, and the country's where that is "auto".

    A campaign may ask for more proof than a country does, and for less only where the country does not force it. In a
    country that cannot answer texts, or may not be asked by them, a double opt-in is a pin typed on the page. Billed
    texts ask everywhere for proof [US-CTIA-DOI-2].
    """
    rule, programme = country(code), campaign.programme
    wish = "auto" if programme is None else "double" if programme.premium else programme.opt_in
    if wish == "single" and not rule.forced:
        return "single"
    return "double" if wish == "double" and rule.opt_in == "single" else rule.opt_in
