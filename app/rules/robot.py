"""Is it a person who opened the page? Link previews, scanners, prefetches and crawlers are counted apart.

A guess, and only for counting: nobody is turned away by it. It reads what the caller says of itself and keeps nothing.
docs/links.md says where the names come from.
"""

import re
from enum import StrEnum
from functools import lru_cache

# Words that stand in the names of programs and in no phone's browser; Cubot makes phones. A browser without a screen
# opens a page as a phone does, and rehearsals walk in one: it counts.
ROBOT = re.compile(
    r"(?<!cu)bot\b|bot[/_-]|crawl|spider|slurp|preview|unfurl|scan(?:ner)?\b|monitor|uptime|probe|fetcher|validator"
    r"|lighthouse|facebookexternalhit|facebookcatalog|^whatsapp/|skypeuripreview|vkshare|pinterest/|embedly|quora link"
    r"|bingpreview|google-(?!app)|googlemessages|googleother|apis-google|mediapartners|yandex(?!search|\.browser)|baidu(?!boxapp|browser)"
    r"|gptbot|anthropic|perplexity|bytespider|barracuda|proofpoint|mimecast|safelinks|urldefense|symantec|trendmicro"
    r"|^(?:curl|wget|python|go-http-client|java|okhttp|ruby|perl|php|axios|node|undici|libwww|httpie|http_request)\b"
    r"|python-requests|aiohttp|httpx|apache-httpclient|postmanruntime|phantomjs|puppeteer|selenium",
    re.IGNORECASE,
)
# Of those, the ones that draw a small picture of a link beside a message. On an iPhone the sender's phone looks, and
# calls itself by two names at once, Facebook's and Twitter's; Signal looks as WhatsApp.
PREVIEW = re.compile(
    r"preview|unfurl|facebookexternalhit|facebookcatalog|facebot|twitterbot|^whatsapp/|telegrambot|slackbot|discordbot"
    r"|linkedinbot|vkshare|pinterest|embedly|googlemessages|google-pagerenderer",
    re.IGNORECASE,
)
# And the ones that look whether a link is safe, for a carrier, a phone or a firewall.
SCANNER = re.compile(
    r"scan(?:ner)?\b|barracuda|proofpoint|mimecast|safelinks|urldefense|symantec|trendmicro|google-safety",
    re.IGNORECASE,
)
EARLY = ("prefetch", "preview", "prerender")


class Opener(StrEnum):
    """Who opened it, most likely."""

    PERSON = "person"
    PREVIEW = "preview"  # a messenger or a browser that shows it before anybody asked
    SCANNER = "scanner"
    ROBOT = "robot"  # any other program


def is_robot(agent: str, purpose: str = "", method: str = "GET") -> bool:
    """Whether this opening of a page was no person's.

    agent is the User-Agent header, purpose what Sec-Purpose, Purpose or X-Moz say: a page fetched before anybody
    asked for it is not seen yet, and HEAD shows nothing to anybody.
    """
    return method == "HEAD" or any(word in purpose.lower() for word in EARLY) or _names_a_program(agent)


def opener(agent: str, purpose: str = "", method: str = "GET") -> Opener:
    """Who opened it, by the same headers; a person where is_robot says so."""
    if any(word in purpose.lower() for word in EARLY):
        return Opener.PREVIEW
    return _kind_of(agent) if is_robot(agent, purpose, method) else Opener.PERSON


@lru_cache(4096)
def _names_a_program(agent: str) -> bool:
    return not agent.strip() or ROBOT.search(agent) is not None


@lru_cache(4096)
def _kind_of(agent: str) -> Opener:
    if PREVIEW.search(agent):
        return Opener.PREVIEW
    return Opener.SCANNER if SCANNER.search(agent) else Opener.ROBOT
