"""What law and carriers make of a campaign file: goods that no text may sell, ages, billed texts, favours asked for.

Like the checks and the advice it reads bare values, and skips what is missing or of another type.
"""

import re
from collections.abc import Iterator, Mapping

from app.rules.age import DOUBTFUL, REFUSED, least_age
from app.rules.campaign_checks import EVERY, Values, one, reach
from app.rules.finding import Path, Problem, short

# What pages say, in which nobody may be promised the coupon for a favour.
SAID: tuple[Path, ...] = (
    ("page", "headline"),
    ("page", "text"),
    ("follow", "steps", EVERY, "text"),
    ("offer", "title"),
    ("offer", "line"),
    ("offer", "terms"),
    ("offer", "minimum"),
    ("programme", "purpose"),
)
# "Follow us to get …" and "get … if you follow us", in the languages that handbill speaks.
FAVOUR = re.compile(
    r"\b(follow|like|share|subscribe)\b[^.?!]{0,40}\b((to|and) (get|receive|win|earn|unlock|claim)|for (a|your|the)\b)"
    r"|\b(get|receive|win|earn|unlock|claim)\b[^.?!]{0,40}\b(when|if|by|for) (you )?(follow|lik|shar|subscrib)"
    r"|\b(segui(ci|mi)?|condividi|iscriviti|mi piace)\b[^.?!]{0,40}"
    r"\b(per (avere|ottenere|ricevere|vincere|sbloccare)|e (ricevi|ottieni|avrai|vinci|sblocca))\b"
    r"|\b(ricevi|ottieni|avrai|vinci|sblocca)\b[^.?!]{0,40}\b(se ci segui|seguendoci|condividendo|se condividi)\b"
    r"|\b(folge?n?|folgst|like|teile?|abonniere?)\b[^.?!]{0,40}"
    r"\b(und (erhalte?|bekomm|gewinn|sicher|hol)|um [^.?!]{0,30}\bzu (erhalten|bekommen|gewinnen))"
    r"|\b(erhalt|erhält|bekomm|gewinn|sicher|hol)\w*\b[^.?!]{0,40}"
    r"\b(wenn (du|ihr|sie) [^.?!]{0,20}(folg|lik|teil|abonn)"
    r"|fürs? (folgen|liken|teilen|abonnieren))"
    r"|\b(síguenos|siguenos|comparte|suscríbete|me gusta)[^.?!]{0,40}"
    r"\b(para (conseguir|obtener|recibir|ganar|desbloquear)|y (consigue|obtén|recibe|gana|llévate))"
    r"|\b(consigue|obtén|recibe|gana|llévate)\b[^.?!]{0,40}\b(si nos sigues|al seguirnos|por seguirnos|siguiéndonos)",
    re.IGNORECASE,
)


def problems(values: Values) -> Iterator[Problem]:
    """Errors and warnings, each with a way out."""
    for check in (_category, _age, _premium, _keyword, _money, _favours):
        yield from check(values)


def age_gate(values: Values) -> int | None:
    """How old people must be, as far as the bare values say."""
    age, least = one(values, "age"), _least(values)
    asked = [each for each in (age, least) if isinstance(each, int) and not isinstance(each, bool)]
    return max(asked, default=None)


def _least(values: Values) -> int | None:
    category = one(values, "category")
    return least_age(category, _countries(values)) if isinstance(category, str) else None


def _countries(values: Values) -> list[str]:
    return [code for _, code in reach(values, ("countries", EVERY)) if isinstance(code, str)]


def _category(values: Values) -> Iterator[Problem]:
    """[US-AGE-1, US-AGE-3]"""
    category, path = one(values, "category"), ("category",)
    if category in REFUSED:
        hint = "Carriers refuse it in texts, with an age gate too. handbill cannot be used for it."
        yield Problem(path, "category-refused", f"no text may sell what is “{category}”", hint)
    elif category in DOUBTFUL:
        hint = "It must be lawful wherever it is read, and many carriers refuse it. Ask yours in writing first."
        yield Problem(path, "category-doubtful", f"carriers look hard at “{category}”", hint, severity="warning")


def _age(values: Values) -> Iterator[Problem]:
    age, least = one(values, "age"), _least(values)
    if isinstance(age, int) and least is not None and age < least:
        category, countries = one(values, "category"), _countries(values)
        strictest = max(countries, key=lambda code: least_age(category, [code]) or 0, default="")
        message = f"{category} asks for {least} in {strictest}" if strictest else f"{category} asks for {least}"
        yield Problem(("age",), "age-low", message, f"Write age = {least} or more, or take the line out.")


def _premium(values: Values) -> Iterator[Problem]:
    """[US-CTIA-DOI-2]"""
    if one(values, "programme", "premium") is True and one(values, "programme", "opt_in") == "single":
        hint = 'Write opt_in = "double", or take the line out: texts that are billed ask every number for proof.'
        yield Problem(("programme", "opt_in"), "premium-single", "billed texts need a double opt-in", hint)


def _keyword(values: Values) -> Iterator[Problem]:
    """A text cannot carry a date of birth [US-AGE-2], and no word joins a programme that is not there."""
    keyword = one(values, "keyword")
    if not isinstance(keyword, Mapping):
        return
    word, joins, age = short(keyword.get("word", "the word")), keyword.get("joins"), age_gate(values)
    if joins == "programme" and "programme" not in values:
        hint = 'Add a [programme], or write joins = "coupon".'
        yield Problem(("keyword", "joins"), "joins-programme", "there is no programme to join", hint)
    if age is not None and joins is not None:
        hint = "Take the line out. Who texts the word is sent to the page, which asks for a date of birth."
        message = f"nobody can be asked by text whether they are {age}"
        yield Problem(("keyword", "joins"), "keyword-age", message, hint)
    elif age is not None:
        hint = f"No text can ask whether somebody is {age}. The word leads to the page; print it so."
        yield Problem(("keyword", "word"), "keyword-age", f"{word} joins nobody here", hint, severity="warning")


def _money(values: Values) -> Iterator[Problem]:
    """[COUP-US-2]"""
    minimum = one(values, "offer", "minimum")
    if one(values, "offer", "kind") == "amount" and "US" in _countries(values) and minimum is None:
        hint = (
            "An amount without a least spend may count as stored value under Reg E (12 CFR 1005.20), which asks for "
            'more. Say from which sum it counts, minimum = "From $20", or ask a lawyer.'
        )
        message = "in the US this may be read as money, not as a discount"
        yield Problem(("offer", "kind"), "amount-stored", message, hint, severity="warning")


def _favours(values: Values) -> Iterator[Problem]:
    """[SOC-1]"""
    for path, written in ((path, written) for form in SAID for path, written in reach(values, form)):
        texts = written if isinstance(written, Mapping) else {"": written}
        for language, text in texts.items():
            found = FAVOUR.search(text) if isinstance(text, str) else None
            if found:
                hint = "Networks forbid paying for a follow, a like or a share. Say that the code comes either way."
                place = (*path, language) if language else path
                message = f"“{short(found[0])}” promises it for a favour"
                yield Problem(place, "favour-asked", message, hint, severity="warning")
