"""What a campaign's own wording will cost, and lack, once it is sent."""

from collections.abc import Iterator, Mapping
from gettext import NullTranslations

from app.rules.campaign_sections import CampaignFile
from app.rules.consent import keyword_words
from app.rules.finding import Path, Problem, did_you_mean
from app.rules.message import parts
from app.rules.short_link import linked, site_of
from app.rules.texts import Texts
from app.rules.wording import PLACEHOLDER, PLAIN, SIGN, elements_missing
from app.rules.words import SOURCE, Say

MOST_PARTS = 2
# What the placeholders of a coupon become, as long as it may well be.
FACTS = {"code": "2VPY-7FYV-3784", "day": "30 September", "link": "https://coupons.aurora.example/l/2vpy7fyv378"}


def problems(file: CampaignFile) -> Iterator[Problem]:
    """One for each placeholder nobody knows, warnings for all else."""
    yield from _letters(("brand", "name"), file.brand.name)
    for language, title in file.offer.title.items():
        yield from _letters(("offer", "title", language), title)
    for key, own in (("coupon", file.messages.coupon), ("confirmation", file.messages.confirmation)):
        for language, text in own.items() if own else ():
            yield from _message(("messages", key, language), text, _facts(file, key, language), file.brand.website)
    if file.messages.confirmation:
        yield from _lacking(file, file.messages.confirmation)
    if file.keyword and file.keyword.joins == "programme" and file.programme:
        yield _beside_the_word(file, file.keyword.word)


def _facts(file: CampaignFile, key: str, language: str) -> dict[str, str]:
    if key == "coupon":
        return {**FACTS, "brand": file.brand.name, "title": file.offer.title.in_(language)}
    programme = file.programme.name if file.programme else None
    return {"brand": file.brand.name, "programme": programme or file.brand.name}


def _message(path: Path, text: str, facts: Mapping[str, str], website: str | None) -> Iterator[Problem]:
    for name in dict.fromkeys(PLACEHOLDER.findall(text)):
        if name not in facts:
            hint = did_you_mean(name, facts) or f"It can be {', '.join(f'{{{fact}}}' for fact in facts)}."
            yield Problem(path, "placeholder-unknown", f"nothing is called {{{name}}} here", hint)
    filled = _filled(text, facts)
    short = linked(_sent(filled), 0, lambda number: FACTS["link"], page="", site=site_of(website), secret=FACTS["code"])
    yield from _letters(path, filled)
    count = parts(short.text).count
    if count > MOST_PARTS:
        hint = "Each part is paid for. handbill may add what the law asks for."
        yield Problem(path, "message-long", f"this takes {count} texts", hint, severity="warning")


def _letters(path: Path, text: str) -> Iterator[Problem]:
    forcing = parts(_sent(text)).forcing
    if forcing:
        hint = "With it a text holds 70 letters instead of 160. Write it otherwise, if you can."
        message = f"“{forcing[0]}” makes every text cost more"
        yield Problem(path, "message-unicode", message, hint, severity="warning")


def _sent(text: str) -> str:
    """The text as it leaves: with the plain signs that phones know."""
    return SIGN.sub(lambda sign: PLAIN[sign[0]], text)


def _lacking(file: CampaignFile, confirmation: Texts) -> Iterator[Problem]:
    """What handbill will have to add for some country."""
    for language, text in confirmation.items():
        filled = _filled(text, _facts(file, "confirmation", language))
        lacking = {element: None for country in file.countries for element in elements_missing(filled, file, country)}
        if lacking:
            hint = f"For numbers of {' and '.join(file.countries[:3])} handbill adds it, and the text grows longer."
            path, message = ("messages", "confirmation", language), f"this does not say: {', '.join(lacking)}"
            yield Problem(path, "confirmation-lacks", message, hint, severity="warning")


def _beside_the_word(file: CampaignFile, word: str) -> Problem:
    """The word alone is no consent: what it joins has to stand beside it in print [US-CTIA-CTA-1 to -7]."""
    words = keyword_words(file, Say(SOURCE, NullTranslations()), terms="https://…/t/…", privacy="https://…/privacy/…")
    hint = f"Print beside it, with both addresses in full: {words}"
    path, message = ("keyword", "joins"), f"{word} alone asks nobody for a consent"
    return Problem(path, "keyword-words", message, hint, severity="warning")


def _filled(text: str, facts: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda name: facts.get(name[1], ""), text)
