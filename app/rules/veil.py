"""Our own texts for eyes they were not meant for: without what opens something, a code, a pin or a link."""

import re

from app.rules.coupon import ALPHABET

HIDDEN = "•••"
OPENS = re.compile(
    rf"https?://\S+|\b[{ALPHABET}]{{4}}(?:-[{ALPHABET}]{{4}}){{2}}\b|(?<![\d+])(?<!\d )\d{{3}} ?\d{{3}}(?! ?\d)"
)


def veiled(text: str) -> str:
    """The text as staff may read it: coupon codes, six-digit pins and links are dots."""
    return OPENS.sub(HIDDEN, text)
