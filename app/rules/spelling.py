"""A text as it was meant to be spelt: what a person wrote, without what the phone, the mood and the thumb added.

Case, width, accents, invisible letters, punctuation and spaces go, as US-KW-5 in docs/compliance.md asks of whoever
compares a text with a word. Quoted lines and a signature below the message are not the message.
"""

import re
import unicodedata

LONGEST = 1_600  # letters that are read of a text: more than anybody types, and ten parts of a long one
APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ＇")
STROKES = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"})  # no accents to Unicode
INVISIBLE = {"Mn", "Me", "Cf"}  # accents, and what takes no room at all
# Letters and digits. Vowels of Indian scripts are marks that stand beside their letter, and are no accents.
WORD = re.compile("(?:[^\\W_]|[\u0900-\u0963\u0966-\u0dff])+")
BELOW = re.compile(
    r"""\n[ \t]*(?:[-_–—]{2,}|>|/\w+$
    |(?:sent\ (?:from|via)|get\ outlook|inviato\ da|von\ meinem|gesendet\ von|envoyé\ de|enviado\ d|mandado\ d
    |verzonden\ (?:met|van)|verstuurd\ van|wysłane?\ z|odesl[aá]no\ z|skickat\ fr|sendt\ fra|lähetetty
    |отправлено\ [cс]|надіслано\ з|iphoneから送信|dikirim\ dari)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


def body(text: str) -> str:
    """What the person wrote: at most LONGEST letters, without the signature and the quoted text below it."""
    text = text.strip()[:LONGEST]
    below = BELOW.search(text) if "\n" in text else None
    above = text[: below.start()] if below else ""
    return above if WORD.search(above) else text


def fold(text: str) -> str:
    """The text without case, width, accents and invisible letters."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    gone = {ord(letter): None for letter in set(folded) if unicodedata.category(letter) in INVISIBLE}
    return folded.translate(gone).translate(STROKES)


def words(text: str) -> list[str]:
    """The folded words of a text: "Don't STÖP!" is dont, stop."""
    return WORD.findall(fold(text.translate(APOSTROPHES)), 0, LONGEST)


def slips(one: str, other: str) -> int:
    """Letters left out, added, mistaken or swapped with their neighbour between two words (optimal alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def one_slip(one: str, other: str) -> bool:
    """Whether there are less than two such slips between the words; quicker than to count them."""
    shorter = min(len(one), len(other))
    start = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    one, other = one[start:], other[start:]
    if one[2:] == other[2:] and one[:2] == other[:2][::-1]:  # swapped
        return True
    return one[1:] in {other[1:], other} or one == other[1:]
