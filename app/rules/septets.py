"""GSM-7 by its numbers (3GPP TS 23.038 section 6.2.1), as programs hand it on: unpacked, one octet for each septet."""

from __future__ import annotations

ESCAPE = 0x1B  # the letter after it is one of EXTENSION
TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
LOST = "\ufffd"  # stands for what is no septet


def read_septets(octets: bytes) -> str:
    """The text of them. After an escape an unknown letter is read as it is without one, as a phone does."""
    read, escaped = [], False
    for octet in octets:
        if octet == ESCAPE and not escaped:
            escaped = True
            continue
        plain = TABLE[octet] if octet < len(TABLE) and octet != ESCAPE else LOST
        read.append(EXTENSION.get(octet, plain) if escaped else plain)
        escaped = False
    return "".join(read)
