"""What is secret at rest: phone numbers, codes and texts, sealed; and how they are found again.

A sealed value is key id (4 bytes) ‖ nonce (12) ‖ AES-256-GCM ciphertext and tag (NIST SP 800-38D).
A blind index is keyed BLAKE2b (RFC 7693 section 2.9) under a key of its own: equal values have
equal indexes, and nobody without the key can try the ten thousand million numbers.

The newest key seals and every key opens, so keys can change while rows stay.
Indexes and the chain of the ledger are made with the oldest key, because they must stay equal to themselves.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256
from ssl import RAND_bytes

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ID_BYTES, NONCE_BYTES, INDEX_BYTES, LINK_BYTES = 4, 12, 16, 32


@dataclass(frozen=True)
class _Ring:
    """What was derived from the keys as they were."""

    keys: tuple[str, ...]
    by_id: Mapping[bytes, AESGCM]
    newest: bytes
    index: bytes
    link: bytes


class Vault:
    """Seals, opens and indexes with keys that are oldest first; they may grow while it is in use."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._last = _ring(tuple(keys))

    @property
    def newest(self) -> bytes:
        """What begins every value that the newest key has sealed."""
        return self._ring.newest

    def seal(self, text: str) -> bytes:
        """The text, encrypted; no two seals of one text are equal."""
        ring, nonce = self._ring, RAND_bytes(NONCE_BYTES)  # see app/chance.py
        return ring.newest + nonce + ring.by_id[ring.newest].encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """The text that was sealed. Raises KeyError if its key is no longer among ours."""
        key, nonce = sealed[:ID_BYTES], sealed[ID_BYTES : ID_BYTES + NONCE_BYTES]
        return self._ring.by_id[key].decrypt(nonce, sealed[ID_BYTES + NONCE_BYTES :], None).decode()

    def opened(self, sealed: bytes) -> str | None:
        """The same; None where nothing is left to open, or its key is gone."""
        try:
            return self.open(sealed) if sealed else None
        except KeyError:
            return None

    def index(self, purpose: str, text: str) -> bytes:
        """Sixteen bytes by which the text is found again, different for each purpose."""
        return blake2b(f"{purpose}:{text}".encode(), key=self._last.index, digest_size=INDEX_BYTES).digest()

    def link(self, before: bytes, text: str) -> bytes:
        """The seal of a text that follows what was sealed before: 32 bytes that nobody without the key can make."""
        return blake2b(before + text.encode(), key=self._last.link, digest_size=LINK_BYTES).digest()

    @property
    def _ring(self) -> _Ring:
        """The ring of the keys as they are now; the oldest one, of which indexes are made, never changes."""
        keys = tuple(self._keys)
        if keys != self._last.keys:
            self._last = _ring(keys)
        return self._last

    @staticmethod
    def noise(length: int) -> bytes:
        """Random bytes that nobody can foresee."""
        return RAND_bytes(length)


def _ring(keys: tuple[str, ...]) -> _Ring:
    derived = [_derive(key, "seal") for key in keys]
    by_id = {sha256(key).digest()[:ID_BYTES]: AESGCM(key) for key in derived}
    newest = sha256(derived[-1]).digest()[:ID_BYTES]
    return _Ring(keys, by_id, newest, _derive(keys[0], "index"), _derive(keys[0], "ledger"))


def _derive(key: str, purpose: str) -> bytes:
    return hmac.digest(key.encode(), f"handbill.{purpose}".encode(), "sha256")
