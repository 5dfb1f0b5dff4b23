"""What law and carriers ask, place by place, as data: code asks what a number needs, never which country it is of.

    BOOK.needs(("US-FL", "US-GA"), day).hours

A source is a key of docs/compliance.md, where addresses stand; docs/jurisdictions.md shows all of this as a page.
"""

from app.rules.law.at import AUSTRIA
from app.rules.law.au import AUSTRALIA
from app.rules.law.be import BELGIUM
from app.rules.law.book import Book, Change, Needs
from app.rules.law.br import BRAZIL
from app.rules.law.ca import CANADA
from app.rules.law.ch import SWITZERLAND
from app.rules.law.changes import BadChange, changes
from app.rules.law.common import CAUTIOUS, EVERYWHERE
from app.rules.law.cz import CZECHIA
from app.rules.law.de import GERMANY
from app.rules.law.dk import DENMARK
from app.rules.law.es import SPAIN
from app.rules.law.eu import EU, MEMBERS
from app.rules.law.fi import FINLAND
from app.rules.law.form import Hours, Jurisdiction, Keep, OptIn, Record, Rule, Sender, Terms
from app.rules.law.fr import FRANCE
from app.rules.law.gb import UNITED_KINGDOM
from app.rules.law.id_ import INDONESIA
from app.rules.law.ie import IRELAND
from app.rules.law.in_ import INDIA
from app.rules.law.it import ITALY
from app.rules.law.jp import JAPAN
from app.rules.law.mx import MEXICO
from app.rules.law.nl import NETHERLANDS
from app.rules.law.no import NORWAY
from app.rules.law.nz import NEW_ZEALAND
from app.rules.law.pl import POLAND
from app.rules.law.pt import PORTUGAL
from app.rules.law.ru import RUSSIA
from app.rules.law.se import SWEDEN
from app.rules.law.sk import SLOVAKIA
from app.rules.law.sm import SAN_MARINO
from app.rules.law.ua import UKRAINE
from app.rules.law.us import UNITED_STATES
from app.rules.law.us_states import STATES

__all__ = [
    "BOOK",
    "COUNTRIES",
    "BadChange",
    "Book",
    "Change",
    "Hours",
    "Jurisdiction",
    "Keep",
    "Needs",
    "OptIn",
    "Record",
    "Rule",
    "Sender",
    "Terms",
    "changes",
]

COUNTRIES = (
    UNITED_STATES,
    CANADA,
    UNITED_KINGDOM,
    IRELAND,
    FRANCE,
    GERMANY,
    AUSTRIA,
    SWITZERLAND,
    ITALY,
    SAN_MARINO,
    SPAIN,
    PORTUGAL,
    NETHERLANDS,
    BELGIUM,
    POLAND,
    SLOVAKIA,
    CZECHIA,
    SWEDEN,
    DENMARK,
    NORWAY,
    FINLAND,
    RUSSIA,
    UKRAINE,
    INDIA,
    INDONESIA,
    AUSTRALIA,
    NEW_ZEALAND,
    BRAZIL,
    MEXICO,
    JAPAN,
)
OTHERS_OF_EU = tuple(Jurisdiction(code, name, within=("EU",)) for code, name in MEMBERS.items())
BOOK = Book((EVERYWHERE, EU, *COUNTRIES, *OTHERS_OF_EU, *STATES), CAUTIOUS)
