"""Who opened the links of our texts, counted for each link of a text; and where such a link leads.

A row says how often people opened it, and apart from them previews, scanners and other programs. It keeps nothing of
whoever did, neither an address nor a browser. What the same person does within seconds is one click.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.rules.message import COUPON, Kind
from app.rules.robot import Opener
from app.store import MICROSECOND, Key, Moment, Session, Sql, metadata, moment, moment_or_none, stamp

clicks = sa.Table(
    "clicks",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("message_id", Key, sa.ForeignKey("messages.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False, comment="which of its links"),
    sa.Column("subscriber_id", Key, sa.ForeignKey("subscribers.id"), nullable=False, index=True),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("broadcast_id", Key, comment="the broadcast that the text is one of"),
    sa.Column("link", sa.Text, nullable=False, comment="coupon, preferences, page, or the address it leads to"),
    sa.Column("people", sa.Integer, nullable=False, comment="clicks of people"),
    sa.Column("again", sa.Integer, nullable=False, comment="of people, within seconds of the last"),
    sa.Column("previews", sa.Integer, nullable=False),
    sa.Column("scanners", sa.Integer, nullable=False),
    sa.Column("robots", sa.Integer, nullable=False),
    sa.Column("first_at", Moment, nullable=False),
    sa.Column("last_at", Moment, nullable=False, comment="of a person; 0 while there was none"),
    sa.UniqueConstraint("message_id", "number"),
    sa.Index(None, "campaign", "broadcast_id"),
)

DOUBLE = timedelta(seconds=10)  # a second tap, or a browser that loads again what it was given

LED = Sql("""
    SELECT messages.id, messages.campaign, messages.subscriber_id, broadcast_id, targets, erased_at,
           coupons.serial_sealed, COALESCE(coupons.placement, visits.placement, '')
    FROM messages JOIN subscribers ON subscribers.id = messages.subscriber_id
    LEFT JOIN coupons ON coupons.serial_index = messages.coupon_index
    LEFT JOIN visits ON visits.id = messages.visit_id
    WHERE link_serial = :serial""")
ADD = Sql("""
    INSERT INTO clicks (message_id, number, subscriber_id, campaign, broadcast_id, link,
                        people, again, previews, scanners, robots, first_at, last_at)
    VALUES (:message, :number, :subscriber, :campaign, :broadcast, :link,
            :person, 0, :preview, :scanner, :robot, :now, CASE WHEN :person > 0 THEN :now ELSE 0 END)
    ON CONFLICT (message_id, number) DO UPDATE
    SET people = clicks.people + CASE WHEN clicks.last_at > :now - :double THEN 0 ELSE excluded.people END,
        again = clicks.again + CASE WHEN clicks.last_at > :now - :double THEN excluded.people ELSE 0 END,
        previews = clicks.previews + excluded.previews, scanners = clicks.scanners + excluded.scanners,
        robots = clicks.robots + excluded.robots, last_at = {greatest}(clicks.last_at, excluded.last_at)""")
OF_PERSON = Sql("""
    SELECT campaign, link, people, first_at, NULLIF(last_at, 0) FROM clicks
    WHERE subscriber_id = :subscriber AND people > 0 ORDER BY id""")
_SUMS = """COUNT(DISTINCT CASE WHEN people > 0 THEN subscriber_id END),
    COUNT(DISTINCT CASE WHEN people > 0 THEN message_id END), COALESCE(SUM(people), 0), COALESCE(SUM(again), 0),
    COALESCE(SUM(previews), 0), COALESCE(SUM(scanners), 0), COALESCE(SUM(robots), 0) FROM clicks"""
OF_COUPONS = Sql(f"""
    SELECT {_SUMS} WHERE campaign = :campaign AND broadcast_id IS NULL AND message_id IN (
        SELECT id FROM messages WHERE campaign = :campaign AND class = '{Kind.SERVICE}' AND topic = '{COUPON}')""")
LINKS = Sql(f"SELECT broadcast_id, link, {_SUMS} WHERE campaign = :campaign GROUP BY broadcast_id, link")
OF_BROADCAST = Sql(f"SELECT {_SUMS} WHERE campaign = :campaign AND broadcast_id = :broadcast")


@dataclass(frozen=True)
class Lead:
    """The text behind a link, with what is needed to lead on; `coupon` is the serial of the one whose code it carries.

    `targets` are the addresses of the brand's site in it; `erased` says that it is nobody's any more.
    """

    message: int
    campaign: str
    subscriber: int
    broadcast: int | None
    targets: tuple[str, ...]
    erased: bool
    coupon: int | None
    placement: str


@dataclass(frozen=True)
class Click:
    """One opening of a link, the `number`th of its text; `link` is what figures call it."""

    message: int
    number: int
    subscriber: int
    campaign: str
    broadcast: int | None
    link: str
    opener: Opener
    at: datetime


@dataclass(frozen=True)
class Clicked:
    """How often links were opened: by how many `subscribers`, in how many `texts`, and in all by people.

    `again` were within seconds of the last, and count no more; previews, scanners and robots stand apart.
    """

    subscribers: int = 0
    texts: int = 0
    people: int = 0
    again: int = 0
    previews: int = 0
    scanners: int = 0
    robots: int = 0

    @property
    def apart(self) -> int:
        """Openings by programs."""
        return self.previews + self.scanners + self.robots


@dataclass(frozen=True)
class Opened:
    """A link that its owner opened, as they may see it."""

    campaign: str
    link: str
    times: int
    first_at: datetime
    last_at: datetime | None


def lead(session: Session, serial: int) -> Lead | None:
    """The text whose links have this serial."""
    row = session.run(LED, serial=serial).fetchone()
    if row is None:
        return None
    message, campaign, subscriber, broadcast, targets, erased_at, sealed, placement = row
    coupon = session.vault.opened(bytes(sealed)) if sealed else None
    return Lead(
        message,
        campaign,
        subscriber,
        broadcast,
        tuple(json.loads(targets)) if targets else (),
        erased_at is not None,
        int(coupon) if coupon else None,
        placement,
    )


def add_clicks(session: Session, batch: Iterable[Click]) -> None:
    """Counts each click of the batch in the row of its link; people's rows are held in the order of their ids."""
    for each in sorted(batch, key=lambda click: (click.subscriber, click.message, click.number, click.at)):
        session.run(
            ADD,
            message=each.message,
            number=each.number,
            subscriber=each.subscriber,
            campaign=each.campaign,
            broadcast=each.broadcast,
            link=each.link,
            now=stamp(each.at),
            double=DOUBLE // MICROSECOND,
            **{kind.value: int(kind is each.opener) for kind in Opener},
        )


def opened_by(session: Session, subscriber: int) -> list[Opened]:
    """The links that this person opened, those of older texts first."""
    rows = session.run(OF_PERSON, subscriber=subscriber).fetchall()
    return [Opened(row[0], row[1], row[2], moment(row[3]), moment_or_none(row[4])) for row in rows]


def of_coupons(session: Session, campaign: str) -> Clicked:
    """The clicks in the texts that carry the campaign's coupons."""
    return _clicked(session.run(OF_COUPONS, campaign=campaign).fetchone())


def of_broadcast(session: Session, campaign: str, broadcast: int) -> Clicked:
    """The clicks in the texts of one broadcast."""
    return _clicked(session.run(OF_BROADCAST, campaign=campaign, broadcast=broadcast).fetchone())


def by_link(session: Session, campaign: str) -> dict[tuple[int | None, str], Clicked]:
    """The campaign's clicks by broadcast, None for texts of none, and link; the most clicked first."""
    rows = session.run(LINKS, campaign=campaign).fetchall()
    found = {(row[0], str(row[1])): _clicked(row[2:]) for row in rows}
    return dict(sorted(found.items(), key=lambda each: (-each[1].texts, each[0][0] or 0, each[0][1])))


def _clicked(row: tuple[int, ...]) -> Clicked:
    return Clicked(*(int(count) for count in row))
