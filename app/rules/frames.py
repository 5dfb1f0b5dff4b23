"""Orders to stop, read by their grammar: who wants what done away with, in whatever words of nineteen languages.

Roles (roles.py) write a clause down as letters, and an order is a frame that these match: "please quit sending me those
adverts" is jCSMJT, where C, S and T order an end whatever stands around them.

    plain   says what is to end and cannot be said of anything else: strange words around it change nothing
    terse   says less ("remove me"), and is an order only among words that we know, or beside a complaint

A denial before the frame ("don't stop sending me these"), a question, a condition or another object undoes it: then a
person reads it. Of what a reasonable person would take for a revocation (US-KW-4) this is what is beyond doubt.
"""

import re
from functools import cache
from typing import NamedTuple

from app.rules.roles import COMPLAINT, MEASURE, OTHER, STRANGE, is_unspaced, languages, written_down

MOST_WORDS, MOST_STRANGE = 60, 9  # of a clause: who orders an end does not talk for longer
BACKWARDS = {"de", "nl", "hi", "ja"}  # here the verb may stand last

# Letters of roles.LETTERS. ~ is a gap, = is what is written.
GAP = "[^NnvVFCQ?]{0,5}?"  # known words that neither deny nor divert
WRITTEN = "(?:[.J][?])?[TX]"  # perhaps with one strange adjective
ENDS = """
    C~[XZH] C~= C~S~[XTEJ] R~[HD] L~[MH]~A~D L~H~A L~D~A~[MH] K~[OTX] [CR]~O F~= U~[MTDHO] M~U Y~D Q
    (?:^|j)[.MJ]*C[^NnvV]*B B[^NnvV]*[CK][.jMJE]*$ [XZS][.M]*E[.jMJEq]*B
"""
ENDS_TERSELY = "C~S C~J R~M M~R L~M~A U K~[DH] O~K F~J"
ENDS_IF_ASKED = "C~S C~[XZ]"
DENIES = """
    N~[XZ]~E NE~[XZ] E~N~[XZ] N~S~[TX] N~S~(?:N~)?E(?![.M]*[?]) N~S~(?:N~)?H NE~S N~[TX]~E NE~= N~[TX]~[WPZS]
    N~W~= N~W~[PH] N~W~q~[XZS] N~W~G~= N~W~[GP]~D W~N~= W~N~P W~N~E~[GP] W~N[.?jJTX]{1,3}N~=
"""
DENIES_TERSELY = """
    N~[XZS]~M M~N~[XZS] N~M~[XZS] E~N~S N~S~N N~S~J~[ME] N~S~M~[JN] (?<!W)N[.jMEJ]*Z
    N~W~[EG] W~N~[EG] N~W~J~E W~J~N~E N~J~E
"""
DENIES_IF_ASKED = "N~W~= W~N~="
VERB_FIRST = "[XZ]~N~E S~N~E [XZ]~N~M[jE]*$ [XZ]~M~N[jE]*$ S~N~[TX]"  # schreibt mir nicht mehr
OWN_ENDS = {"ja": "[STDO]~K D~R"}
OWN_DENIES = {
    **dict.fromkeys(("de", "nl", "sv", "da", "no"), VERB_FIRST),
    "fr": "[XZ][.]{0,2}N S[.]{0,2}N~[TX] N~Z",
    "ja": "[SZ]~N T~W G~W W$",
    "hi": "T~N~S N~S T~N~W",
}
# What stands before a frame that ends or denies something, and undoes it.
UNDOES_END, UNDOES_DENIAL = re.compile("v|[Nn][^jB]{0,4}$"), re.compile("v|G$|C.{0,2}$")


class Frames(NamedTuple):
    """The frames of a language as patterns; the terse ones include the plain."""

    ends: re.Pattern[str]
    ends_tersely: re.Pattern[str]
    ends_if_asked: re.Pattern[str]
    denies: re.Pattern[str]
    denies_tersely: re.Pattern[str]
    denies_if_asked: re.Pattern[str]


def orders_an_end(clause: list[str], known: frozenset[str], sentence: list[str], *, asked: bool = False) -> bool:
    """Whether the clause of a sentence, both as folded words, orders an end to texts.

    known   words that say nothing beside an order
    asked   it is a question without good manners: "ma la finite di scrivermi?"
    """
    if len(sentence) > MOST_WORDS or (len(clause) == 1 and not is_unspaced(clause[0])):
        return False
    lines = written_down(clause, known)
    if not any(_orders(line, _frames(language), asked=asked, language=language) for language, line in lines.items()):
        return False
    return clause == sentence or all(OTHER not in line for line in written_down(sentence, known).values())


def may_order(said: list[str]) -> bool:
    """Whether an order may be somewhere among the words, as nearly never: quicker than to look for one."""
    return bool(languages(said))


def _orders(line: str, frames: Frames, *, asked: bool, language: str) -> bool:
    if OTHER in line or MEASURE in line or line.count(STRANGE) > MOST_STRANGE:
        return False
    if asked:
        ends, denies = frames.ends_if_asked, frames.denies_if_asked
    elif (STRANGE in line and COMPLAINT not in line) or "v" in line:
        ends, denies = frames.ends, frames.denies
    else:
        ends, denies = frames.ends_tersely, frames.denies_tersely
    if _ends(line, ends) or (language in BACKWARDS and _ends_backwards(line, ends)):
        return True
    return any(not UNDOES_DENIAL.search(line[: found.start()]) for found in denies.finditer(line))


def _ends(line: str, ends: re.Pattern[str]) -> bool:
    return any(not UNDOES_END.search(line[: found.start()]) for found in ends.finditer(line))


def _ends_backwards(line: str, ends: re.Pattern[str]) -> bool:
    return any(not UNDOES_END.search(line[: len(line) - found.end()]) for found in ends.finditer(line[::-1]))


@cache
def _frames(language: str) -> Frames:
    ends, denies = f"{ENDS} {OWN_ENDS.get(language, '')}", f"{DENIES} {OWN_DENIES.get(language, '')}"
    tables = ends, f"{ends} {ENDS_TERSELY}", ENDS_IF_ASKED, denies, f"{denies} {DENIES_TERSELY}", DENIES_IF_ASKED
    return Frames(*map(_pattern, tables))


def _pattern(frames: str) -> re.Pattern[str]:
    return re.compile("|".join(frames.split()).replace("=", WRITTEN).replace("~", GAP))
