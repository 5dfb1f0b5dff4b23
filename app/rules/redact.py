"""Text without phone numbers, for logs, errors and whatever a provider wrote into a message."""

import re

# Seven to fifteen digits (ITU-T E.164 section 6), however they are spaced; shorter runs are times, ports and counts.
# After a colon, a slash or an equals sign stand ports and paths, so it takes nine digits in one piece there.
GAP = r"[ \u00a0\u202f().\-/\u2010-\u2015]{0,3}"
NUMBER = re.compile(
    r"(?<![\w.:/-])(?P<date>(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?![\d-])"
    rf"|(?P<abroad>\+|%2B|(?<![\w.:/-])00){GAP}(?P<number>\d(?:{GAP}\d){{5,14}})"
    rf"|(?<![\w.:/-])\(?\d(?:{GAP}\d){{6,14}}(?!\w|:\d)"
    r"|(?<=[:/=])\d{9,15}(?![\w.])",
    re.IGNORECASE,
)
MASKED = "•••"  # stands for the middle


def redact(text: str) -> str:
    """The text with all of every phone number taken out but its country and its end: "+39•••342", "•••342"."""
    return NUMBER.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    if found["date"]:
        return found["date"]
    digits = re.sub(r"\D", "", found["number"] or found.group())
    country = digits[: 1 if digits[0] in "17" else 2] if found["abroad"] else ""  # two of three tell enough
    return f"+{country}{MASKED}{digits[-3:]}" if country else f"{MASKED}{digits[-3:]}"
