"""Who may come in: tills and staff, known by the hashes of what they carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa

from app.store import Key, Moment, Session, Sql, metadata, moment_or_none, stamp

SEEN_EVERY = timedelta(minutes=1)
SUMS = "needed", "optional", "always"

tills = sa.Table(
    "tills",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("token_hash", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("revoked_at", Moment),
    sa.Column("shop", sa.Text, comment="the shop it stands in, as campaigns name it"),
    sa.Column("sums", sa.Text, nullable=False, server_default="optional", comment="needed, optional or always asked"),
    sa.Column("wrong_codes", sa.Integer, nullable=False, server_default="0", comment="typed on wrong_day"),
    sa.Column("wrong_day", Moment, comment="its first moment, UTC"),
)

staff = sa.Table(
    "staff",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("email", sa.Text, nullable=False, unique=True),
    sa.Column("added_at", Moment, nullable=False),
)

passes = sa.Table(
    "passes",
    metadata,
    sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("kind", sa.Text, nullable=False, comment="link: opens once; cookie: until it expires"),
    sa.Column("staff_id", Key, sa.ForeignKey("staff.id")),
    sa.Column("till_id", Key, sa.ForeignKey("tills.id")),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_at", Moment),
    sa.Column("device", sa.Text, comment="what the browser calls itself"),
    sa.Column("seen_at", Moment, comment="when it was last heard of"),
)


@dataclass(frozen=True)
class Till:
    """A till that may spend coupons; `sums` says when its page asks what was bought.

    needed: where the offer cannot do without; optional: also for percentages with a least or a most, to be skipped;
    always: that too, and not to be skipped.
    """

    id: int
    name: str
    shop: str | None = None
    sums: str = "optional"


@dataclass(frozen=True)
class Member:
    """A member of staff."""

    id: int
    email: str


ADD_TILL = Sql("""
    INSERT INTO tills (name, token_hash, added_at, shop) VALUES (:name, :hash, :now, :shop)
    ON CONFLICT (name) DO NOTHING RETURNING id""")
TILL_OF_TOKEN = Sql("SELECT id, name, shop, sums FROM tills WHERE token_hash = :hash AND revoked_at IS NULL")
TILL_NAMED = Sql("SELECT id, name, shop, sums FROM tills WHERE name = :name AND revoked_at IS NULL")
TILL_NAMES = Sql("SELECT id, name FROM tills ORDER BY id")
ADD_STAFF = Sql("""
    INSERT INTO staff (email, added_at) VALUES (:email, :now)
    ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id""")
ADD_PASS = Sql("""
    INSERT INTO passes (token_hash, kind, staff_id, till_id, made_at, expires_at, device)
    VALUES (:hash, :kind, :staff, :till, :now, :expires, :device)""")
USE_LINK = Sql("""
    UPDATE passes SET used_at = :now
    WHERE token_hash = :hash AND kind = 'link' AND used_at IS NULL AND expires_at > :now RETURNING staff_id, till_id""")
LINK_GOOD = Sql("""
    SELECT staff_id, till_id FROM passes
    WHERE token_hash = :hash AND kind = 'link' AND used_at IS NULL AND expires_at > :now""")
MEMBER_OF_COOKIE = Sql("""
    SELECT staff.id, email FROM passes JOIN staff ON staff.id = staff_id
    WHERE passes.token_hash = :hash AND kind = 'cookie' AND used_at IS NULL AND expires_at > :now""")
TILL_OF_COOKIE = Sql("""
    SELECT seen_at, tills.id, name, shop, sums FROM passes JOIN tills ON tills.id = till_id
    WHERE passes.token_hash = :hash AND kind = 'cookie' AND used_at IS NULL AND expires_at > :now
      AND revoked_at IS NULL""")
SEE = Sql("""
    UPDATE passes SET seen_at = :now WHERE token_hash = :hash AND (seen_at IS NULL OR seen_at < :earlier)""")
END_COOKIE = Sql("UPDATE passes SET used_at = :now WHERE token_hash = :hash AND kind = 'cookie'")
FORGET_PASSES = Sql("DELETE FROM passes WHERE expires_at < :now")


def add_till(session: Session, name: str, token: str, now: datetime, shop: str | None = None) -> int | None:
    """The new till's id; None if a till of that name exists."""
    row = session.run(ADD_TILL, name=name, hash=hashed(token), now=stamp(now), shop=shop).fetchone()
    return int(row[0]) if row else None


def till_of_token(session: Session, token: str) -> Till | None:
    """The till that carries this token."""
    row = session.run(TILL_OF_TOKEN, hash=hashed(token)).fetchone()
    return Till(*row) if row else None


def till_named(session: Session, name: str) -> Till | None:
    """The till with this name."""
    row = session.run(TILL_NAMED, name=name).fetchone()
    return Till(*row) if row else None


def till_names(session: Session) -> dict[int, str]:
    """What all tills are called that there ever were, by their ids."""
    return dict(session.run(TILL_NAMES).fetchall())


def add_staff(session: Session, email: str, now: datetime) -> int:
    """The id of the member of staff with this address, new or known."""
    return int(session.run(ADD_STAFF, email=email.strip().lower(), now=stamp(now)).fetchone()[0])


def add_pass(
    session: Session,
    token: str,
    *,
    kind: str,
    expires_at: datetime,
    now: datetime,
    staff: int | None = None,
    till: int | None = None,
    device: str | None = None,
) -> None:
    """Lets whoever carries the token in, as this member of staff or this till; `device` is what a browser is called."""
    values = {"kind": kind, "staff": staff, "till": till, "expires": stamp(expires_at), "device": device}
    session.run(ADD_PASS, hash=hashed(token), now=stamp(now), **values)


def link_is_good(session: Session, token: str, now: datetime) -> bool:
    """Whether a one-time link would still open; looking does not use it."""
    return session.run(LINK_GOOD, hash=hashed(token), now=stamp(now)).fetchone() is not None


def use_link(session: Session, token: str, now: datetime) -> tuple[int | None, int | None] | None:
    """(staff id, till id) of a one-time link, once; None if it is unknown, used or too old."""
    row = session.run(USE_LINK, hash=hashed(token), now=stamp(now)).fetchone()
    return (row[0], row[1]) if row else None


def member_of_cookie(session: Session, token: str, now: datetime) -> Member | None:
    """The member of staff signed in with this cookie."""
    row = session.run(MEMBER_OF_COOKIE, hash=hashed(token), now=stamp(now)).fetchone()
    return Member(*row) if row else None


def till_of_cookie(session: Session, token: str, now: datetime) -> tuple[Till, datetime | None] | None:
    """(till signed in with this cookie, when it was last noted that it was seen)."""
    row = session.run(TILL_OF_COOKIE, hash=hashed(token), now=stamp(now)).fetchone()
    return (Till(*row[1:]), moment_or_none(row[0])) if row else None


def see(session: Session, token: str, now: datetime) -> None:
    """Notes that the carrier of this cookie was here, unless that is noted from the last SEEN_EVERY."""
    session.run(SEE, hash=hashed(token), now=stamp(now), earlier=stamp(now - SEEN_EVERY))


def end_cookie(session: Session, token: str, now: datetime) -> None:
    """Signs the carrier of this cookie out."""
    session.run(END_COOKIE, hash=hashed(token), now=stamp(now))


def forget_passes(session: Session, now: datetime) -> int:
    """How many passes were out of date."""
    return int(session.run(FORGET_PASSES, now=stamp(now)).rowcount)


def hashed(token: str) -> bytes:
    """Tokens are 32 random bytes, so a plain hash gives nothing to guess from."""
    return sha256(token.encode()).digest()
