"""What a reply means: STOP, WRONG number, HELP, START, YES, a machine talking, or nothing that we may act on ourselves.

A command is the whole message, in any case, width, accent or punctuation, or stands among words that only carry it:
"stop it now please" commands, "When does the offer end?" asks, and one word too many sends a message to a person. An
order to stop may also be read by its grammar (frames.py), whatever its words and what stands around it. Of a longer
message, a sentence that commands by itself counts. So no command is found inside a word or a story.

The words are those of US-KW-1 to US-KW-7 in docs/compliance.md (47 CFR 64.1200(a)(10) names seven that always
revoke), the local ones of rules/country.py, and in replies_words.py what people write who never saw a list.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain

from app.rules import replies_words as table
from app.rules.country import COUNTRIES
from app.rules.frames import may_order, orders_an_end
from app.rules.phrases import Phrases, phrases, vocabulary
from app.rules.spelling import body, one_slip, words


class Meaning(StrEnum):
    """What a reply asks of us.

    WRONG is a STOP from somebody who is not whom the brand means. AUTOMATIC was written by a machine: an answer would
    be answered. UNCLEAR is for a person to read, NOTHING ("ok thanks") needs no answer at all.
    """

    STOP = "stop"
    WRONG = "wrong"
    HELP = "help"
    START = "start"
    YES = "yes"
    AUTOMATIC = "automatic"
    UNCLEAR = "unclear"
    NOTHING = "nothing"


def meaning(text: str, *, asked: bool, country: str = "") -> Meaning:
    """What the text means.

    asked     a question to that number is open, for only then is YES an answer
    country   ISO 3166, where the number is from: it settles what a word means that is one in several languages
    """
    written = body(text)
    if REACTION.match(written):  # the quoted text is ours, and has a STOP in it
        return Meaning.NOTHING
    said = spoken_words(written)
    if not STOP_SIGNS.isdisjoint(written) and POLITE.issuperset(said):
        return Meaning.STOP
    if not said:
        return Meaning.NOTHING if UNCLEAR_SIGNS.isdisjoint(written) else Meaning.UNCLEAR
    return _command(written, said, asked, country) or _rest(written, said)


def is_reserved(word: str) -> bool:
    """Whether the word already means something, so that no campaign may have it as its keyword."""
    return meaning(word, asked=True) is not Meaning.UNCLEAR


def cries_for_help(text: str) -> bool:
    """Whether somebody asks for help among other things: "I cannot get my device to stop, can you help?"."""
    return HELP.found(spoken_words(body(text)))


def spoken_words(written: str) -> list[str]:
    """The words of a text; s t o p is one of them, stooooop another, and a long word has its slip mended."""
    said = words(written)
    if len(said) > 2 and len(said[0]) == len(said[1]) == len(said[2]) == 1:
        spelt = next((at for at, word in enumerate(said) if len(word) > 1), len(said))
        said = ["".join(said[:spelt]), *said[spelt:]]
    line = " ".join(said)
    if DRAWN_OUT.search(line):
        said = DRAWN_OUT.sub(r"\1", line).split()
    return [_mended(word) if len(word) >= SHORTEST_MENDED else word for word in said]


def is_sender(word: str) -> bool:
    """STOP 36111 names the number that it is sent to."""
    return len(word) > 3 and word.isdigit()


def _command(written: str, said: list[str], asked: bool, country: str) -> Meaning | None:
    whole = _end(said, country, question=_asks(written, said)) or _whole_end(said)
    if whole:
        return whole
    machine = AUTOMATIC.found(said) and "?" not in written
    if STOP.found(said) or WRONG.found(said) or may_order(said):
        ends = set(_sentences(written, only_first=machine))
        if ends:
            return Meaning.WRONG if Meaning.WRONG in ends else Meaning.STOP
    if machine:
        return Meaning.AUTOMATIC
    if _around(HELP, said, NEEDY):
        return Meaning.HELP
    if _around(START, said, RETURNING):
        return Meaning.START
    if not asked:
        return None
    here = [word for word in said if word not in NOT_YES.get(country, ())]
    return Meaning.YES if _around(YES, here, POLITE) else None


def _end(
    said: list[str], country: str = "", *, question: bool = False, sentence: list[str] | None = None
) -> Meaning | None:
    """Whether the words end texts and say no more than that, and as what."""
    mannered = not question or not REQUESTS.isdisjoint(said)
    if mannered and _reaches_another(said):
        return Meaning.WRONG
    if orders_an_end(said, CARRIERS, sentence or said, asked=not mannered):
        return Meaning.STOP
    if STORY.found(said):
        return None
    for means, these in ((Meaning.WRONG, WRONG), (Meaning.STOP, STOP), (Meaning.STOP, OWN_STOP.get(country))):
        if these and these.found(said):
            rest = [word for word in STOP.without(these.without(said)) if not is_sender(word)]
            manners = POLITE.issuperset(rest) or not question or not REQUESTS.isdisjoint(said)
            if manners and CARRIERS.issuperset(rest):
                return means
    return None


def _reaches_another(said: list[str]) -> bool:
    """Whether the number that we text is the wrong one; at most some names stand around that."""
    if not WRONG.found(said) and not (NOT_ME.found(said) and MISTAKE.found(said)):
        return False
    names = [word for word in WRONG.without(NOT_ME.without(MISTAKE.without(said))) if word not in CARRIERS]
    return len(names) <= MOST_NAMES and not WRONG_STORY.found(said)


def _whole_end(said: list[str]) -> Meaning | None:
    """Whether the whole message is a word that ends texts only when it is one."""
    weak = _around(WEAK_STOP, said, POLITE)
    joined = "".join(said)
    slip = joined in SHORT_SLIPS
    return Meaning.STOP if weak or slip or joined in STOP.joined or joined in WEAK_STOP.joined else None


def _sentences(written: str, *, only_first: bool) -> Iterator[Meaning]:
    """What sentences and clauses of a longer message command by themselves.

    A lone word counts at either end of the message, a clause at either end of its sentence; and a stop between commas
    only beside a complaint: "Stop, I have a question" is no end.
    """
    pieces = SENTENCE.findall(written)
    if len(pieces) > 2 * MOST_SENTENCES:
        pieces = pieces[:MOST_SENTENCES] + pieces[-MOST_SENTENCES:]
    sentences = [(piece, words(piece)) for piece in pieces]
    sentences = [(piece, said) for piece, said in sentences if not PLEASANT.issuperset(said)]
    for at, (piece, said) in enumerate(sentences[:1] if only_first else sentences):
        clauses = [each for each in map(spoken_words, CLAUSE.split(piece)) if each]
        told = STORY.found(said) or not BYSTANDERS.isdisjoint(said)
        for clause in [said] if told else [said, *clauses[:1], *clauses[-1:]]:
            lone = at not in {0, len(sentences) - 1} and len(clause) == 1
            wait = clause is not said and not LONE.isdisjoint(clause) and COMPLAINTS.isdisjoint(said)
            if not lone and not wait and (means := _end(clause, question=_asks(piece, clause), sentence=said)):
                yield means


def _rest(written: str, said: list[str]) -> Meaning:
    return Meaning.NOTHING if PLEASANT.issuperset(said) and QUESTION.isdisjoint(written) else Meaning.UNCLEAR


def _around(these: Phrases, said: list[str], around: frozenset[str]) -> bool:
    return these.found(said) and around.issuperset(these.without(said))


def _asks(written: str, said: list[str]) -> bool:
    return not QUESTION.isdisjoint(written) or OPENERS.found(said[:3])


def _mended(word: str) -> str:
    """The long word that this is one slip away from, else the word itself: a slip spares one end or the other."""
    near = HEADS.get(word[:3], frozenset()) | TAILS.get(word[-3:], frozenset())
    if not near or word in LONG_WORDS or word in NO_SLIPS:
        return word
    return min((right for right in near if one_slip(word, right)), default=word)


WEAK_STOP = phrases(table.WEAK_STOP)
LOCAL_STOP = (word for country in COUNTRIES.values() for word in country.stop_words)
STOP = Phrases(chain(table.STOP.values(), (word for word in LOCAL_STOP if not WEAK_STOP.found(words(word)))))
OWN_STOP = {country: Phrases([own]) for country, own in table.OWN_STOP.items()}
WRONG, WRONG_STORY = phrases(table.WRONG), phrases(table.WRONG_STORY)
NOT_ME, MISTAKE = phrases(table.NOT_ME), phrases(table.MISTAKE)
MOST_SENTENCES = 12  # that are weighed, at either end of a message
MOST_NAMES = 5  # words around a wrong number that say who one is, or is not
STORY = phrases(table.STORY)
HELP = Phrases(chain(table.HELP.values(), (word for each in COUNTRIES.values() for word in each.help_words)))
START, YES = phrases(table.START), phrases(table.YES)
AUTOMATIC, OPENERS = phrases(table.AUTOMATIC), phrases(table.OPENERS)
NOT_YES = {country: frozenset(words(text)) for country, text in table.NOT_YES.items()}

POLITE = vocabulary(table.POLITE)
NEEDY, RETURNING = POLITE | vocabulary(table.NEEDY), POLITE | vocabulary(table.RETURNING)
REQUESTS, BYSTANDERS = vocabulary(table.REQUESTS), vocabulary(table.BYSTANDERS)
COMPLAINTS, LONE = vocabulary(table.COMPLAINTS), frozenset(words("stop stopp стоп"))
CARRIERS = POLITE | REQUESTS | vocabulary(table.CARRIERS)
PLEASANT = POLITE | vocabulary(table.PLEASANT)

SHORT_SLIPS, NO_SLIPS = frozenset(words(table.SHORT_SLIPS)), frozenset(words(table.NO_SLIPS))
LONG_WORDS = frozenset(words(table.LONG_WORDS))
SHORTEST_MENDED = min(map(len, LONG_WORDS)) - 1
HEADS = {word[:3]: frozenset(each for each in LONG_WORDS if each[:3] == word[:3]) for word in LONG_WORDS}
TAILS = {word[-3:]: frozenset(each for each in LONG_WORDS if each[-3:] == word[-3:]) for word in LONG_WORDS}

STOP_SIGNS, UNCLEAR_SIGNS = frozenset("🛑⛔🚫✋🙅"), frozenset("?？؟🖕👎")
QUESTION = frozenset("?？؟")
DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
SENTENCE = re.compile("[^.!?…;:\n。！？]+[.!?…。！？]*")
CLAUSE = re.compile(r"[,，、]|\s[-–—]+\s")
# What a phone sends for a tap on one of our texts: Liked “Aurora: … Reply STOP to end.”
REACTION = re.compile(
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .{1,30} to|removed an? .{1,30} from"
    r"|ha (?:messo|aggiunto) .{1,40} a|gefällt|a (?:aimé|adoré)|le gustó|me gusta|gostou de|vindt) ?[“”\"«„]",
    re.IGNORECASE,
)
