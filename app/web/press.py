"""Pages kept as bytes, with holes for the visitor's token: what a scan is answered with, without drawing it again.

A page differs from one visitor to the next by the token of its forms alone, so it is rendered once for each
release, language and state, and cut where the token goes.

It is also kept compressed, which a proxy could not do: each piece is deflated by itself and ended with a full
flush, and the token goes between the pieces in a stored block of its own (RFC 1951, 3.2.4). Filling the holes is
then joining bytes and one checksum over the whole, 10 µs where compressing it anew takes 540; and a token that is
never compressed next to anything cannot be guessed from the length of the answer (BREACH).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

HOLE = "~~token of the visit~~"
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # RFC 1952: deflate, no name, no time, best compression
END = b"\x03\x00"  # a last block, empty


@dataclass(frozen=True)
class Sheet:
    """One page with its holes: as it is, and deflated; and the policy it is sent with."""

    pieces: tuple[bytes, ...]
    packed: tuple[bytes, ...]
    policy: str

    def plain(self, token: bytes) -> bytes:
        """The page with this token in every hole."""
        return token.join(self.pieces)

    def gzip(self, token: bytes) -> bytes:
        """The same page as a gzip file (RFC 1952). The token is at most 65 535 bytes long."""
        page = token.join(self.pieces)
        stored = struct.pack("<BHH", 0, len(token), len(token) ^ 0xFFFF) + token
        return b"".join(
            (GZIP_HEAD, stored.join(self.packed), END, struct.pack("<II", zlib.crc32(page), len(page) & 0xFFFFFFFF))
        )


def cut(page: str, policy: str) -> Sheet:
    """The page, cut at every HOLE."""
    pieces = tuple(piece.encode() for piece in page.split(HOLE))
    return Sheet(pieces, tuple(map(_deflate, pieces)), policy)


def _deflate(piece: bytes) -> bytes:
    """The piece in deflate's blocks, ended on a whole byte and forgotten by the next one."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
