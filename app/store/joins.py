"""The join of a number that is new, as one act: most are, and a poster on television brings them all at once.

What it writes is what its steps would write one by one, in subscribers.py, visits.py, coupons.py and messages.py;
tests/actions/test_join.py holds the two against each other.
"""

from __future__ import annotations

from datetime import datetime

from app.store import Act, Session, coupons, ledger, messages, stamp
from app.store.stock import MOST
from app.store.subscribers import SealedNumber
from app.store.visits import Visit

# A stock that is empty breaks the rule that `taken` is a number, and with it the whole act. It is named first because
# PostgreSQL carries notes out from the last to the first, and the stock is what all joins of a campaign wait for.
AT_ONCE = Act(
    """INSERT INTO subscribers (number_index, number_sealed, country, language, first_at, seed, head)
    VALUES (:number_index, :number_sealed, :country, :person_language, :now, :seed, :seal)""",
    """INSERT INTO stock (campaign, scope, taken, last_at)
    SELECT :campaign, 'all', CASE WHEN :total > 0 THEN 1 END, :now FROM changed
    WHERE TRUE ON CONFLICT (campaign, scope) DO UPDATE
    SET taken = CASE WHEN stock.taken < :total THEN stock.taken + 1 END, last_at = excluded.last_at""",
    """INSERT INTO visits (id, campaign, placement, language, opened_at, without, subscriber_id, joined_at, joined)
    SELECT :visit, :campaign, :placement, :visit_language, :now, FALSE, id, :now, 1 FROM changed WHERE TRUE
    ON CONFLICT (id) DO UPDATE
    SET subscriber_id = excluded.subscriber_id, joined_at = COALESCE(visits.joined_at, excluded.joined_at),
        joined = visits.joined + 1""",
    """INSERT INTO consents (subscriber_id, event, purpose, channel, brand, campaign, release, words_digest,
                             language, placement, visit_id, at, evidence_sealed, facts, evidence_digest, seal)
    SELECT id, :event, :purpose, :consent_channel, :brand, :campaign, :release, :words,
           :language, :placement, :visit, :now, :evidence, :facts, :evidence_digest, :seal FROM changed""",
    """INSERT INTO coupons (campaign, subscriber_id, serial_index, serial_sealed, placement, language,
                            issued_at, valid_from, valid_until, uses)
    SELECT :campaign, id, :serial_index, :serial_sealed, :placement, :person_language, :now, :now, :valid_until, :uses
    FROM changed""",
    """INSERT INTO messages (reference, subscriber_id, brand, campaign, class, priority, sender, text_sealed, parts,
                             visit_id, state, attempt, queued_at, due_at, expires_at, changed_at, topic, coupon_index,
                             country, link_serial, targets)
    SELECT :reference, id, :brand, :campaign, :class, :priority, :sender, :text, :parts,
           :visit, 'queued', 0, :now, :now, :expires, :now, :topic, :coupon, :country, :link, :targets FROM changed""",
    returning="id",
)


def join_at_once(
    session: Session,
    visit: Visit,
    number: SealedNumber,
    coupon: coupons.Draft,
    text: messages.Draft,
    *,
    country: str,
    language: str,
    consent: ledger.Act,
    valid_until: datetime,
    total: int | None,
    uses: int | None,
) -> None:
    """Keeps all that a new number's join is, as the last act of its transaction, at the moment of its consent.

    Raises Taken when the number is known, the stock empty or the serial in use: then nothing may be kept.
    """
    values = ledger.columns(consent)
    values["consent_channel"] = values.pop("channel")
    session.ring()
    session.act(
        AT_ONCE,
        last=True,
        number_index=number.index,
        number_sealed=number.sealed,
        seed=number.seed,
        seal=ledger.first_seal(session.vault, number.seed, consent),
        country=country,
        person_language=language,
        visit_language=visit.language,
        serial_index=coupon.index,
        serial_sealed=coupon.sealed,
        valid_until=stamp(valid_until),
        total=MOST if total is None else total,
        uses=uses,
        **{**text.values, **values},
    )
