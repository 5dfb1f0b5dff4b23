"""Is it a person who opened the page? Link previews, scanners, prefetches and crawlers are counted apart.

A guess, and only for counting: nobody is turned away by it. It reads what the caller says of itself and keeps nothing.
"""

import re
from functools import lru_cache

# Words that stand in the names of programs and in no phone's browser; Cubot makes phones. A browser without a screen
# opens a page as a phone does, and rehearsals walk in one: it counts.
ROBOT = re.compile(
    r"(?<!cu)bot\b|bot[/_-]|crawl|spider|slurp|preview|unfurl|scan(?:ner)?\b|monitor|uptime|probe|fetcher|validator"
    r"|lighthouse|facebookexternalhit|facebookcatalog|^whatsapp/|skypeuripreview|vkshare|pinterest/|embedly|quora link"
    r"|bingpreview|google-(?!app)|googleother|apis-google|mediapartners|yandex(?!search|\.browser)|baidu(?!boxapp|browser)"
    r"|gptbot|anthropic|perplexity|bytespider|barracuda|proofpoint|mimecast|safelinks|urldefense|symantec|trendmicro"
    r"|^(?:curl|wget|python|go-http-client|java|okhttp|ruby|perl|php|axios|node|undici|libwww|httpie|http_request)\b"
    r"|python-requests|aiohttp|httpx|apache-httpclient|postmanruntime|phantomjs|puppeteer|selenium",
    re.IGNORECASE,
)
EARLY = ("prefetch", "preview", "prerender")


def is_robot(agent: str, purpose: str = "", method: str = "GET") -> bool:
    """Whether this opening of a page was no person's.

    agent is the User-Agent header, purpose what Sec-Purpose, Purpose or X-Moz say: a page fetched before anybody
    asked for it is not seen yet, and HEAD shows nothing to anybody.
    """
    return method == "HEAD" or any(word in purpose.lower() for word in EARLY) or _names_a_program(agent)


@lru_cache(4096)
def _names_a_program(agent: str) -> bool:
    return not agent.strip() or ROBOT.search(agent) is not None
