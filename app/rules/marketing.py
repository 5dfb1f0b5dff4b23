"""Texts that advertise: what must be in them, what may not, and what is added where a brand's wording lacks it.

Added are the brand [US-CTIA-MSG-1, UK-PECR-23, FR-1], a country's label [CZ-1], a way to reach the sender
[CA-CASL-2], and how texts end [EU-EPRIV-13-4]. What cannot be added is refused before anything is queued.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from app.rules.campaign import Campaign
from app.rules.law import Needs
from app.rules.message import Kind, parts
from app.rules.short_link import TRAILING
from app.rules.wording import PLACEHOLDER, PLAIN, SIGN, STOP
from app.rules.words import Say, mark

MOST_PARTS = 4
PLACEHOLDERS = ("brand", "programme", "title", "link")
# Carriers block these, whoever stands behind them [US-CTIA-URL-1].
_SHORTENERS = (
    "adf.ly bit.do bit.ly bitly.com bl.ink buff.ly cutt.ly dub.sh fb.me git.io goo.gl is.gd j.mp kutt.it lnkd.in "
    "mcaf.ee ow.ly qr.ae rb.gy rebrand.ly short.io shorturl.at snip.ly soo.gd su.pr t.co t.ly t2m.io tiny.cc "
    "tiny.one tinyurl.com tr.im urlz.fr v.gd wa.link x.co"
)
SHORTENERS = frozenset(_SHORTENERS.split())
# What phones turn into a link: a scheme, www, a host with a path; a bare one if it is a shortener or ends like these.
BARE = "com|net|org|info|biz|shop|store|app|io|xyz|online|site"
ADDRESS = re.compile(
    r"https?://\S+|(?<![\w@./-])(?:www\.\S+|(?:[\w-]+\.)+[a-z]{2,}/\S*|"
    rf"(?:[\w-]+\.)+(?:{BARE})(?![\w@.-]*@|\w)|"
    rf"(?:{'|'.join(map(re.escape, sorted(SHORTENERS)))})\b\S*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Announcement:
    """One message to many before it is anybody's: its class, its topic, its wording by language, when it ends."""

    kind: Kind
    topic: str | None
    texts: Mapping[str, str]
    until: datetime


@dataclass(frozen=True)
class Problem:
    """Why an announcement cannot go out: a stable name, a sentence with its values, the language it is about."""

    name: str
    sentence: str
    language: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def says(self, say: Say) -> str:
        """The sentence, for people."""
        return say(self.sentence, **self.values)


NO_PROGRAMME = mark("The campaign has no text programme, so nobody has agreed to its texts.")
NO_TEXT = mark("There is no text.")
NO_LANGUAGE = mark("The campaign does not speak {language}.")
NO_TOPIC = mark("The programme has no topic {topic}.")
OVER = mark("The last moment to send it is past.")
NO_PLACEHOLDER = mark("Nothing stands for {name}. There are {known}.")
SHORTENED = mark("{link} is a public shortener, and carriers block those.")
FOREIGN = mark("{link} leads neither to a page of ours nor to the brand's website.")
TOO_LONG = mark("With all that it must say it takes {n} parts; at most {most} are sent.")


def problems(
    campaign: Campaign,
    what: Announcement,
    says: Mapping[str, Say],
    needs: Collection[Needs],
    *,
    page: str,
    preferences: str,
    now: datetime,
    shortened: Callable[[str], str] = str,
) -> tuple[Problem, ...]:
    """All that keeps the announcement from going out to numbers with these needs; none is best.

    `page` is the address of the campaign's page, `preferences` one as long as any that leads to somebody's choices,
    `shortened` what becomes of a text's links before it is sent.
    """
    found = [*_of_campaign(campaign, what, now)]
    for language, own in what.texts.items():
        if language not in campaign.languages:
            found.append(Problem("unknown_language", NO_LANGUAGE, language, {"language": language}))
        elif not own.strip():
            found.append(Problem("no_text", NO_TEXT, language))
        else:
            found += _of_wording(campaign, language, own, page)
            whole = [marketing_text(campaign, says[language], own, each, page, preferences) for each in needs]
            most = max((parts(shortened(text)).count for text in whole), default=0)
            if most > MOST_PARTS:
                found.append(Problem("too_long", TOO_LONG, language, {"n": most, "most": MOST_PARTS}))
    return tuple(found)


def marketing_text(campaign: Campaign, say: Say, own: str, needs: Needs, page: str, preferences: str) -> str:
    """The brand's wording, with what a number with these needs must be told besides; only what it lacks is added.

    The wording may hold {brand}, {programme}, {title} and {link}. `preferences` is the link that ends texts where
    they cannot be answered.
    """
    brand, title = campaign.brand.name, campaign.offer.title.in_(say.language)
    facts = {"brand": brand, "programme": campaign.programme_name(say.language), "title": title, "link": page}
    text = PLACEHOLDER.sub(lambda name: facts.get(name[1], name[0]), own).strip()
    if brand.casefold() not in text.casefold():
        text = f"{brand}: {text}"
    label = " ".join(needs.label)
    if label not in text:
        text = f"{label}. {text}"
    sentences = [text, *_identity(campaign, say, text, needs, page), *_ending(campaign, say, text, needs, preferences)]
    return SIGN.sub(lambda sign: PLAIN[sign[0]], " ".join(sentences))


def _of_campaign(campaign: Campaign, what: Announcement, now: datetime) -> Iterator[Problem]:
    if campaign.programme is None:
        yield Problem("no_programme", NO_PROGRAMME)
    elif what.topic and what.topic not in campaign.programme.topics:
        yield Problem("unknown_topic", NO_TOPIC, values={"topic": what.topic})
    if what.until <= now:
        yield Problem("over", OVER)
    if not what.texts:
        yield Problem("no_text", NO_TEXT)


def _of_wording(campaign: Campaign, language: str, own: str, page: str) -> Iterator[Problem]:
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for name in dict.fromkeys(PLACEHOLDER.findall(own)):
        if name not in PLACEHOLDERS:
            yield Problem("unknown_placeholder", NO_PLACEHOLDER, language, {"name": f"{{{name}}}", "known": known})
    ours = {_host(page), _host(campaign.brand.website or "")} - {""}
    for link in (found.rstrip(TRAILING) for found in ADDRESS.findall(own)):
        host = _host(link)
        if host in SHORTENERS:
            yield Problem("shortener", SHORTENED, language, {"link": link})
        elif not any(host == each or host.endswith(f".{each}") for each in ours):
            yield Problem("foreign_link", FOREIGN, language, {"link": link})


def _identity(campaign: Campaign, say: Say, text: str, needs: Needs, page: str) -> Iterator[str]:
    """Company and contact, unless the text has both or leads to our page, which has them."""
    support = campaign.brand.support
    contacts = [contact for contact in (support.email, support.phone) if contact]
    told = campaign.brand.legal_name in text and any(contact in text for contact in contacts)
    if needs.contact_in_text and not told and page not in text:
        yield f"{campaign.brand.legal_name}, {say.list(contacts, 'or')}."


def _ending(campaign: Campaign, say: Say, text: str, needs: Needs, preferences: str) -> Iterator[str]:
    if not needs.two_way:
        yield say("To end texts: {contact}", contact=preferences)
    elif not STOP.search(re.sub(re.escape(campaign.brand.name), "", text, flags=re.IGNORECASE)):
        yield say("Reply STOP to end.")


def _host(link: str) -> str:
    """The host a link leads to, whatever stands before an @ in it; without its www."""
    try:
        host = urlsplit(link if "://" in link else f"https://{link}").hostname or ""
    except ValueError:  # such as "https://[x": leads nowhere of ours
        return "?"
    return host.removeprefix("www.").rstrip(".")
