"""What makes a campaign file wrong although each value alone is right.

The checks read the bare values and skip what is missing or of another type: that is told elsewhere, and a file
with one mistake shall still hear of all the others.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from app.rules.campaign_forms import LANGUAGE, LONGEST, moment
from app.rules.finding import Path, Problem, did_you_mean, short
from app.rules.keyword import is_reserved
from app.rules.network import NETWORKS, BadAccount, Network

EVERY = "*"  # each element of a list
TEXTS: tuple[Path, ...] = (
    ("brand", "tagline"),
    ("page", "headline"),
    ("page", "text"),
    ("follow", "steps", EVERY, "text"),
    ("offer", "title"),
    ("offer", "line"),
    ("offer", "till"),
    ("offer", "value"),
    ("offer", "terms"),
    ("offer", "minimum"),
    ("offer", "excluded"),
    *(("offer", "tiers", EVERY, key) for key in ("value", "title", "line", "till")),
    ("programme", "purpose"),
    ("share", "text"),
    ("messages", "confirmation"),
    ("messages", "coupon"),
)
Values = Mapping[str, Any]


def problems(values: Values) -> Iterator[Problem]:
    """All errors that need more than one value to be seen."""
    for check in (_texts, _twice, _support, _dates, _steps, _gate, _placements, _keyword, _senders, _share):
        yield from check(values)


def reach(values: object, pattern: Path, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The values at a path, each with its own path; EVERY stands for each element of a list."""
    if not pattern:
        yield path, values
    elif pattern[0] == EVERY and isinstance(values, list):
        for n, value in enumerate(values):
            yield from reach(value, pattern[1:], (*path, n))
    elif isinstance(values, Mapping) and pattern[0] in values:
        yield from reach(values[pattern[0]], pattern[1:], (*path, pattern[0]))


def one(values: Values, *path: str) -> Any:
    """The value at a path, or None."""
    return next((value for _, value in reach(values, path)), None)


def languages(values: Values) -> tuple[str, ...]:
    """The languages that the file names; none unless all of them are codes of languages."""
    named = values.get("languages")
    if not isinstance(named, list) or not all(isinstance(name, str) and LANGUAGE.fullmatch(name) for name in named):
        return ()
    return tuple(dict.fromkeys(named))


def _texts(values: Values) -> Iterator[Problem]:
    named = languages(values)
    for path, texts in ((path, texts) for form in TEXTS for path, texts in reach(values, form)):
        if not named or not isinstance(texts, Mapping):
            continue
        for language in (language for language in texts if language not in named):
            hint = did_you_mean(language, named) or "Add it to languages, or take this text out."
            yield Problem(
                (*path, language), "language-undeclared", f"{short(language)} is not among the languages", hint, True
            )
        for language in (language for language in named if language not in texts):
            hint = f'The file names it among its languages. Write {language} = "…".'
            yield Problem(path, "language-missing", f"{path[-1]} has no text in {language}", hint, at_key=True)


def _twice(values: Values) -> Iterator[Problem]:
    for key in ("languages", "countries"):
        seen: set[str] = set()
        for path, name in reach(values, (key, EVERY)):
            if isinstance(name, str) and name in seen:
                yield Problem(path, "named-twice", f"{name} stands here twice", "Take one out.")
            seen |= {name} if isinstance(name, str) else set()


def _support(values: Values) -> Iterator[Problem]:
    support = one(values, "brand", "support")
    if isinstance(support, Mapping) and not {"email", "phone"} & support.keys():
        hint = 'Give one of them: support = { email = "…" }'
        yield Problem(("brand", "support"), "support-missing", "people need an e-mail address or a number", hint)


def _day(value: object) -> date | None:
    meant = moment(value)
    return meant.date() if isinstance(meant, datetime) else meant


def _dates(values: Values) -> Iterator[Problem]:
    begin, end = _day(one(values, "runs", "from")), _day(one(values, "runs", "until"))
    last = _day(one(values, "offer", "valid", "until"))
    if begin and end and end < begin:
        hint = f"It begins on {begin}. Are from and until the wrong way round?"
        yield Problem(("runs", "until"), "runs-order", "the run ends before it begins", hint)
    if last and end and last < end:
        hint = f"People can join until {end}, and their coupon would be out of date. Make it {end} or later."
        yield Problem(("offer", "valid", "until"), "valid-order", "coupons end before the run does", hint)
    if last and one(values, "offer", "valid", "days") is not None:
        hint = "Keep one of them."
        yield Problem(("offer", "valid"), "valid-both", "days and until cannot both hold", hint)


def _steps(values: Values) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, step in reach(values, ("follow", "steps", EVERY)):
        network = _network(step)
        if network is None:
            continue
        if network.key in seen:
            yield Problem(
                (*path, "platform"), "platform-twice", f"{network.name} is a step already", "Keep one of them."
            )
        seen.add(network.key)
        mode = step.get("mode")
        if mode in ("verify", "attest") and not network.allows(mode):
            message = f"{network.name} can only be “{network.mode}”"
            yield Problem((*path, "mode"), "mode-too-high", message, f"{network.policy}.")
        yield from _account(step, network, path)


def _account(step: Values, network: Network, path: Path) -> Iterator[Problem]:
    account = step.get("account")
    if not isinstance(account, str) or not account.strip():
        return
    try:
        network.follow_url(account)
    except BadAccount as error:
        hint = "Only the account, not the whole address." if "/" in account else "Without spaces, as it stands there."
        yield Problem((*path, "account"), "account-form", str(error), hint)


def _network(step: object) -> Network | None:
    platform = step.get("platform") if isinstance(step, Mapping) else None
    return NETWORKS.get(platform) if isinstance(platform, str) else None


def _asks(step: Values, network: Network) -> bool:
    """Whether a step can hold somebody up."""
    return network.tie_allowed and step.get("mode") != "invite"


def _gate(values: Values) -> Iterator[Problem]:
    steps = [(step, _network(step)) for _, step in reach(values, ("follow", "steps", EVERY))]
    known = [(step, network) for step, network in steps if network]
    need = one(values, "follow", "need")
    if need in ("any", "all") and len(known) == len(steps) and not any(_asks(step, network) for step, network in known):
        names = " and ".join(network.name for _, network in known)
        why = f"{names} can only be invited here." if names else "There is no [[follow.steps]]."
        hint = f'{why} Write need = "none", or add a step that may be asked for.'
        yield Problem(("follow", "need"), "need-impossible", "no step can come first", hint)
    if one(values, "follow", "alternative") is False:
        for network in (network for _, network in known if not network.alternative_may_close):
            message = f"on {network.name} nobody may be left out for not following"
            hint = f"{network.policy}. Write alternative = true."
            yield Problem(("follow", "alternative"), "alternative-needed", message, hint)


def _placements(values: Values) -> Iterator[Problem]:
    seen: dict[str, Any] = {}
    for path, placement in reach(values, ("placements", EVERY)):
        known = placement.get("id") if isinstance(placement, Mapping) else None
        if not isinstance(known, str):
            continue
        if known.lower() in seen:
            hint = (
                f"It leads to “{short(seen[known.lower()])}” already. Take the line out and run handbill check --fix."
            )
            yield Problem((*path, "id"), "placement-twice", "this id is taken", hint)
        seen.setdefault(known.lower(), placement.get("name", "another placement"))


def _keyword(values: Values) -> Iterator[Problem]:
    word = one(values, "keyword", "word")
    if isinstance(word, str) and is_reserved(word[:LONGEST]):
        hint = "It already means something in every text conversation. Take the name of a thing."
        yield Problem(("keyword", "word"), "keyword-reserved", f"{word} cannot be a campaign's word", hint)


def _senders(values: Values) -> Iterator[Problem]:
    """One sender for each country: who changes it from text to text looks like somebody who hides."""
    accepted, taken = values.get("countries"), set[str]()
    for path, sender in reach(values, ("senders", EVERY)):
        for here, country in _served(sender, path):
            if country in taken:
                which = "every other country" if country == EVERY else short(country)
                hint = "Keep one sender for each country, so that people know it again."
                yield Problem(here, "sender-twice", f"{which} has a sender already", hint)
            elif country != EVERY and isinstance(accepted, list) and country not in accepted:
                hint = "Add it to countries at the top, or take it out here."
                yield Problem(here, "sender-country", f"the campaign takes no numbers of {short(country)}", hint)
            taken.add(country)


def _served(sender: object, path: Path) -> Iterator[tuple[Path, str]]:
    """The countries of a sender, each with its path; EVERY for one that names none."""
    if isinstance(sender, Mapping) and not sender.get("countries"):
        yield path, EVERY
    for here, country in reach(sender, ("countries", EVERY), path):
        if isinstance(country, str):
            yield here, country


def _share(values: Values) -> Iterator[Problem]:
    if one(values, "share", "most") is not None and one(values, "share", "reward") is not True:
        hint = "Write reward = true, or take most out."
        yield Problem(("share", "most"), "reward-idle", "there is no reward that this could limit", hint)
