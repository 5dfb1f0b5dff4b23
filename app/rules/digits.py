"""What people type or paste as a number → its digits: whatever stands around and between them goes.

Forgiven is what leaves no doubt: signs and spaces of any script, invisible marks, emoji, words before the number
("Tel.:", "mobile", a name), the kind of line after it, the letters O and l for 0 and 1. Letters elsewhere are refused,
for a vanity number or an extension is another number than its digits alone.
"""

import re
import unicodedata

LONGEST = 100  # characters looked at, with brackets and what a paste brought along
PLAIN = re.compile(r"\+*[0-9]+")
SEPARATORS = str.maketrans("", "", " ()[]{}<>./\\-_,;:'\"`=·•−ー\t\r\n")
UNSEEN = {
    "Cf",
    "Cc",
    "Mn",
    "Me",
    "Pd",
    "Pi",
    "Pf",
    "Sk",
    "So",
    "Zs",
    "Zl",
    "Zp",
}  # marks, dashes, quotes, emoji, spaces

GAP = r"(?:[^\w+(]|\((?=[^\W\d_]))"  # between words; a bracket only if a word follows, "(0)" is the number's own
BEFORE = re.compile(rf"^{GAP}*(?:[^\W\d_]+{GAP}+)*[^\W\d_]+(?:{GAP}+|(?=[+(]))")
KINDS = "cell|celular|cellulare|gsm|handy|home|mob|mobil|mobile|mobiel|movil|móvil|portable|privat|private|work"
AFTER = re.compile(rf"(?:\s*\([^\d()]*\)|\W+(?:{KINDS}))\W*$", re.IGNORECASE)
CARRIER = re.compile(r"^\W*0\W?xx", re.IGNORECASE)  # in Brazil "0xx11" leaves the choice of a carrier open

ALIKE = str.maketrans("OoОоΟοIlІ", "000000111")  # Latin, Cyrillic, Greek
MOSTLY_DIGITS = 2 / 3


def digits_of(typed: str) -> str | None:
    """The digits, after a + if they say their country; empty if nothing was typed, None if it is no number."""
    text = typed[:LONGEST].translate(SEPARATORS)
    if not PLAIN.fullmatch(text):
        text = _forgiven(unicodedata.normalize("NFKC", typed[:LONGEST]))
    if not text:
        return ""
    return _international(text) if PLAIN.fullmatch(text) else None


def _forgiven(text: str) -> str:
    text = CARRIER.sub("0", text.replace("%2B", "+"))
    text = AFTER.sub("", BEFORE.sub("", text))
    text = "".join(map(_plain, text)).translate(SEPARATORS)
    guess = text.translate(ALIKE)
    return guess if sum(map(str.isdigit, text)) >= MOSTLY_DIGITS * len(text) else text


def _plain(letter: str) -> str:
    """A digit of any script as ASCII, what cannot be meant as nothing, any other letter as itself."""
    if letter in "+`^" or unicodedata.category(letter) not in UNSEEN:
        digit = unicodedata.decimal(letter, None)
        return letter if digit is None else str(digit)
    return ""


def _international(text: str) -> str:
    """With a + for the 00 of most countries and Australia's 0011; no country code begins with 0, and none with 11."""
    national = text.lstrip("+")
    if national.startswith("00"):
        return "+" + national.removeprefix("0011").lstrip("0")
    return national if text == national or national.startswith("0") else "+" + national
