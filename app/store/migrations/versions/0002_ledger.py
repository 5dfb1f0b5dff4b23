"""The ledger is chained, a "no" hangs on the keyed hash of a number, and there is room for choices and broadcasts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger()
OTHERS = (
    "id, subscriber_id, event, purpose, channel, brand, campaign, release, words_digest, language, placement, "
    "visit_id, at, facts, evidence_digest, seal"
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    _add_columns()
    if not sqlite:
        _comment()
    _rekey_suppressions()
    _name_reasons()
    _count_people()
    _create_tables()
    if sqlite:
        _guard_sqlite()
    else:
        _guard_postgresql()


def _add_columns() -> None:
    add = op.add_column
    add("subscribers", sa.Column("seed", sa.LargeBinary(16), comment="what the first entry of the ledger follows"))
    add("subscribers", sa.Column("head", sa.LargeBinary(32), comment="the seal of the newest entry of the ledger"))
    add("subscribers", sa.Column("erased_at", MOMENT, comment="from then on the row is nobody's"))
    facts = "JSON: country, zone, programme, company, page, box; names nobody"
    add("consents", sa.Column("facts", sa.Text(), comment=facts))
    written = "SHA-256 of evidence_sealed as it was written"
    add("consents", sa.Column("evidence_digest", sa.LargeBinary(32), comment=written))
    seal = "keyed hash of this entry and the seal before it"
    add("consents", sa.Column("seal", sa.LargeBinary(32), comment=seal))
    add("messages", sa.Column("channel", sa.Text(), nullable=False, server_default="sms"))
    add(
        "messages",
        sa.Column("topic", sa.Text(), comment="what it is about: a coupon, of the programme's topics, or of a reply's"),
    )
    add("messages", sa.Column("broadcast_id", KEY, comment="the broadcast it is one text of"))
    add("inbound", sa.Column("campaign", sa.Text(), comment="the campaign it answers, as far as we can tell"))
    add("inbound", sa.Column("settled_at", MOMENT, comment="when a person said what it means"))
    add("inbound", sa.Column("settled_by", sa.Text(), comment="the member of staff who did"))
    add("inbound", sa.Column("settled_as", sa.Text(), comment="what they took it for"))
    op.create_index(
        "ix_inbound_unclear",
        "inbound",
        ["at"],
        sqlite_where=sa.text("meaning = 'unclear' AND settled_at IS NULL"),
        postgresql_where=sa.text("meaning = 'unclear' AND settled_at IS NULL"),
    )
    op.create_index("ix_inbound_subscriber_id", "inbound", ["subscriber_id"])
    left_by = "keyed hash of campaign and number, once its owner is erased"
    add("coupons", sa.Column("left_by", sa.LargeBinary(16), comment=left_by))
    op.create_index(
        "ix_coupons_left_by",
        "coupons",
        ["left_by"],
        sqlite_where=sa.text("left_by IS NOT NULL"),
        postgresql_where=sa.text("left_by IS NOT NULL"),
    )
    op.create_index(
        "ix_messages_broadcast",
        "messages",
        ["broadcast_id", "state"],
        sqlite_where=sa.text("broadcast_id IS NOT NULL"),
        postgresql_where=sa.text("broadcast_id IS NOT NULL"),
    )


def _comment() -> None:
    said = {
        ("consents", "event"): "request, grant, confirm, withdraw, object, expire or import",
        ("messages", "class"): "proof, reply, service, confirmation, activity, marketing or re-permission",
        ("messages", "reason"): "why it ended as it did, or why it waits",
        ("visits", "joined_at"): "when it first brought a number that was new to the campaign",
    }
    for (table, column), comment in said.items():
        op.alter_column(table, column, comment=comment)


def _rekey_suppressions() -> None:
    op.execute("""
        CREATE TABLE orders AS SELECT number_index, brand, since, reason FROM suppressions
        JOIN subscribers ON subscribers.id = suppressions.subscriber_id""")
    op.drop_table("suppressions")
    op.create_table(
        "suppressions",
        sa.Column("number_index", sa.LargeBinary(16), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column(
            "scope",
            sa.Text(),
            nullable=False,
            comment="all: no text but replies; marketing: none but what is asked for",
        ),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="in which way the number said no"),
        sa.PrimaryKeyConstraint("number_index", "brand", "reason", name="pk_suppressions"),
    )
    op.execute("""
        INSERT INTO suppressions (number_index, brand, scope, since, reason)
        SELECT number_index, brand, 'all', since, reason FROM orders""")
    op.drop_table("orders")


def _name_reasons() -> None:
    """Reasons were half sentences; now they are the names that app/rules/decision.py has a sentence for."""
    op.execute("""
        UPDATE messages SET reason = CASE reason
            WHEN 'too late' THEN 'too_late' WHEN 'stopped by the recipient' THEN 'suppressed'
            WHEN 'its key is gone' THEN 'key_gone' ELSE 'interrupted' END
        WHERE reason IN ('too late', 'stopped by the recipient', 'its key is gone',
                         'the worker stopped while sending')""")


def _count_people() -> None:
    """Figures are people: a visit may bring several numbers, and of texts only those count that carry a coupon."""
    said = "how many such numbers it brought"
    op.add_column("visits", sa.Column("joined", sa.Integer(), nullable=False, server_default="0", comment=said))
    op.execute("UPDATE visits SET joined = 1 WHERE joined_at IS NOT NULL")
    op.drop_index("ix_visits_funnel", "visits")
    op.create_index("ix_visits_funnel", "visits", ["campaign", "placement", "followed_at", "passed_at", "joined"])
    op.execute("UPDATE messages SET topic = 'coupon' WHERE class = 'service'")  # what else was asked for told no topic
    op.drop_index("ix_messages_campaign_class_state", "messages")
    counted = ["campaign", "class", "topic", "subscriber_id", "state"]
    op.create_index(f"ix_messages_{'_'.join(counted)}", "messages", counted)


def _create_tables() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False, comment="marketing, activity or re-permission"),
        sa.Column("topic", sa.Text()),
        sa.Column("texts", sa.Text(), nullable=False, comment="JSON: the wording by language"),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("stopped_at", MOMENT),
        sa.Column(
            "reached", sa.BigInteger(), nullable=False, server_default="0", comment="the last subscriber looked at"
        ),
        sa.Column("filled_at", MOMENT, comment="when the last of its texts was queued"),
        sa.Column(
            "left_out",
            sa.Text(),
            nullable=False,
            server_default="{}",
            comment="JSON: how many got no text, by reason",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
    )
    op.create_table(
        "removals",
        sa.Column("kind", sa.Text(), nullable=False, comment="the kind of data, such as inbound or addresses"),
        sa.Column("day", MOMENT, nullable=False, comment="its first moment, UTC"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "day", name="pk_removals"),
    )
    op.create_table(
        "preferences",
        sa.Column("subscriber_id", KEY, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("monthly", sa.Integer(), comment="texts a month at most; null: as the programme says"),
        sa.Column("topics_off", sa.Text(), nullable=False, comment="JSON: topics not wanted"),
        sa.Column("channels_off", sa.Text(), nullable=False, comment="JSON: channels not wanted"),
        sa.Column("paused_until", MOMENT),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_preferences_subscriber_id"),
        sa.PrimaryKeyConstraint("subscriber_id", "brand", name="pk_preferences"),
    )


def _guard_sqlite() -> None:
    op.execute("DROP TRIGGER consents_refuse_update")
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in OTHERS.split(", "))
    op.execute(f"""
        CREATE TRIGGER consents_refuse_update BEFORE UPDATE ON consents
        WHEN NOT (NEW.evidence_sealed = x'' AND {same} AND EXISTS (
            SELECT 1 FROM subscribers WHERE id = OLD.subscriber_id AND erased_at IS NOT NULL))
        BEGIN SELECT RAISE(ABORT, 'consents only grow'); END""")


def _guard_postgresql() -> None:
    op.execute("DROP TRIGGER consents_refuse_change ON consents")
    op.execute("""
        CREATE TRIGGER consents_refuse_change BEFORE DELETE OR TRUNCATE ON consents
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""")
    new, old = (", ".join(f"{row}.{name}" for name in OTHERS.split(", ")) for row in ("NEW", "OLD"))
    op.execute(f"""
        CREATE FUNCTION refuse_all_but_erasure() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF NEW.evidence_sealed = ''::bytea AND ({new}) IS NOT DISTINCT FROM ({old}) AND EXISTS (
                SELECT 1 FROM subscribers WHERE id = OLD.subscriber_id AND erased_at IS NOT NULL) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION '% only grow', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END $$""")
    op.execute("""
        CREATE TRIGGER consents_refuse_update BEFORE UPDATE ON consents
        FOR EACH ROW EXECUTE FUNCTION refuse_all_but_erasure()""")
