"""The first tables, and the triggers that keep the ledger of consents as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows by itself only where it reads INTEGER
MOMENT = sa.BigInteger()  # whole microseconds since 1970, UTC

APPEND_ONLY = ("consents", "words")


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for table in APPEND_ONLY:
        for change in ("update", "delete"):
            op.execute(f"""
                CREATE TRIGGER {table}_refuse_{change} BEFORE {change} ON {table}
                BEGIN SELECT RAISE(ABORT, '{table} only grow'); END""")


def _guard_postgresql() -> None:
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            RAISE EXCEPTION '% only grow', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END $$""")
    for table in APPEND_ONLY:
        op.execute(f"""
            CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""")


def _create_tables() -> None:
    op.create_table(
        "buckets",
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_buckets"),
    )
    op.create_index("ix_buckets_at", "buckets", ["at"])

    op.create_table(
        "heartbeats",
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("part", name="pk_heartbeats"),
    )

    op.create_table(
        "placements",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False, comment="as it is printed, in small letters"),
        sa.Column("name", sa.Text(), nullable=False, comment="what staff last called the spot"),
        sa.Column("released_at", MOMENT, nullable=False, comment="when a release first had it"),
        sa.PrimaryKeyConstraint("campaign", "id", name="pk_placements"),
    )

    op.create_table(
        "receipts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("vendor_reference", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False, comment="in the gateway's own words"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message_id", KEY, comment="null while it is not known whose receipt this is"),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_receipts"),
        sa.UniqueConstraint(
            "gateway", "vendor_reference", "status", name="uq_receipts_gateway_vendor_reference_status"
        ),
    )
    op.create_index("ix_receipts_message_id", "receipts", ["message_id"])
    op.create_index(
        "ix_receipts_orphans",
        "receipts",
        ["gateway"],
        sqlite_where=sa.text("message_id IS NULL"),
        postgresql_where=sa.text("message_id IS NULL"),
    )

    op.create_table(
        "releases",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False, comment="SHA-256 of the file"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("released_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("campaign", "digest", name="pk_releases"),
    )

    op.create_table(
        "scans",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("placement", sa.Text(), nullable=False, comment="empty where the address held none"),
        sa.Column("hour", MOMENT, nullable=False, comment="its first moment"),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("robots", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False, comment="when the last person came; 0 while only robots did"),
        sa.PrimaryKeyConstraint("campaign", "placement", "hour", name="pk_scans"),
    )

    op.create_table(
        "staff",
        sa.Column("id", KEY, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("email", name="uq_staff_email"),
    )

    op.create_table(
        "stock",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("campaign", name="pk_stock"),
    )

    op.create_table(
        "subscribers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number_index", sa.LargeBinary(16), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sa.UniqueConstraint("number_index", name="uq_subscribers_number_index"),
    )

    op.create_table(
        "tills",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_tills"),
        sa.UniqueConstraint("name", name="uq_tills_name"),
        sa.UniqueConstraint("token_hash", name="uq_tills_token_hash"),
    )

    op.create_table(
        "words",
        sa.Column("digest", sa.Text(), nullable=False, comment="SHA-256 of the text"),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_words"),
    )

    op.create_table(
        "answers",
        sa.Column("till_id", KEY, nullable=False),
        sa.Column("key_hash", sa.LargeBinary(32), nullable=False, comment="of the Idempotency-Key"),
        sa.Column("body_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["till_id"], ["tills.id"], name="fk_answers_till_id"),
        sa.PrimaryKeyConstraint("till_id", "key_hash", name="pk_answers"),
    )
    op.create_index("ix_answers_at", "answers", ["at"])

    op.create_table(
        "consents",
        sa.Column("id", KEY, nullable=False),
        sa.Column("subscriber_id", KEY, nullable=False),
        sa.Column("event", sa.Text(), nullable=False, comment="request, grant, confirm or withdraw"),
        sa.Column("purpose", sa.Text(), nullable=False, comment="coupon or marketing"),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("release", sa.Text(), nullable=False, comment="SHA-256 of the campaign file in force"),
        sa.Column("words_digest", sa.Text(), comment="the exact words shown"),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.BigInteger()),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column(
            "evidence_sealed", sa.LargeBinary(), nullable=False, comment="address, browser, what was typed or texted"
        ),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_consents_subscriber_id"),
        sa.ForeignKeyConstraint(["words_digest"], ["words.digest"], name="fk_consents_words_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_subscriber_id", "consents", ["subscriber_id"])
    op.create_index(
        "ix_consents_marketing",
        "consents",
        ["campaign", "event", "subscriber_id"],
        sqlite_where=sa.text("purpose = 'marketing'"),
        postgresql_where=sa.text("purpose = 'marketing'"),
    )

    op.create_table(
        "coupons",
        sa.Column("id", KEY, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("subscriber_id", KEY, nullable=False),
        sa.Column("serial_index", sa.LargeBinary(16), nullable=False),
        sa.Column("serial_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("valid_from", MOMENT, nullable=False),
        sa.Column("valid_until", MOMENT, nullable=False, comment="first moment at which it is too late"),
        sa.Column("held_until", MOMENT, comment="set while the number is not proven"),
        sa.Column("redeemed_at", MOMENT),
        sa.Column("redemption_id", sa.Text()),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_coupons_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_coupons"),
        sa.UniqueConstraint("campaign", "subscriber_id", name="uq_coupons_campaign_subscriber_id"),
        sa.UniqueConstraint("serial_index", name="uq_coupons_serial_index"),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index(
        "ix_coupons_held",
        "coupons",
        ["held_until"],
        sqlite_where=sa.text("held_until IS NOT NULL"),
        postgresql_where=sa.text("held_until IS NOT NULL"),
    )

    op.create_table(
        "inbound",
        sa.Column("id", KEY, nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("vendor_reference", sa.Text(), nullable=False),
        sa.Column("subscriber_id", KEY, nullable=False),
        sa.Column("sender", sa.Text(), nullable=False, comment="our number it was written to"),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_inbound_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inbound"),
        sa.UniqueConstraint("gateway", "vendor_reference", name="uq_inbound_gateway_vendor_reference"),
    )

    op.create_table(
        "messages",
        sa.Column("id", KEY, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False, comment="our name for it at the gateway"),
        sa.Column("subscriber_id", KEY, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False, comment="proof, confirmation, service, reply or marketing"),
        sa.Column("priority", sa.Integer(), nullable=False, comment="smaller goes first"),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.BigInteger()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), comment="why it ended as it did"),
        sa.Column("gateway", sa.Text()),
        sa.Column("vendor_reference", sa.Text()),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_messages_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("reference", name="uq_messages_reference"),
    )
    op.create_index("ix_messages_campaign_class_state", "messages", ["campaign", "class", "state"])
    op.create_index(
        "ix_messages_due",
        "messages",
        ["priority", "due_at", "id"],
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_messages_leased",
        "messages",
        ["leased_until"],
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index("ix_messages_subscriber_id_id", "messages", ["subscriber_id", "id"])
    op.create_index(
        "ix_messages_vendor",
        "messages",
        ["vendor_reference"],
        sqlite_where=sa.text("vendor_reference IS NOT NULL"),
        postgresql_where=sa.text("vendor_reference IS NOT NULL"),
    )

    op.create_table(
        "passes",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="link: opens once; cookie: until it expires"),
        sa.Column("staff_id", KEY),
        sa.Column("till_id", KEY),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_passes_staff_id"),
        sa.ForeignKeyConstraint(["till_id"], ["tills.id"], name="fk_passes_till_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_passes"),
    )

    op.create_table(
        "proofs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("subscriber_id", KEY, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.BigInteger(), nullable=False),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("marketing", sa.Boolean(), nullable=False, comment="the second box was ticked"),
        sa.Column("pin_index", sa.LargeBinary(16), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False, comment="wrong pins typed so far"),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column(
            "takes_yes", sa.Boolean(), nullable=False, comment="a text of its own asked for it, and nothing else came"
        ),
        sa.Column("answered_with", sa.Text(), comment="pin: typed on the page of the visit; yes: by text"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_proofs_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_proofs"),
    )
    op.create_index("ix_proofs_subscriber_id", "proofs", ["subscriber_id"])
    op.create_index("ix_proofs_visit_id", "proofs", ["visit_id"])

    op.create_table(
        "suppressions",
        sa.Column("subscriber_id", KEY, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_suppressions_subscriber_id"),
        sa.PrimaryKeyConstraint("subscriber_id", "brand", name="pk_suppressions"),
    )

    op.create_table(
        "visits",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("without", sa.Boolean(), nullable=False, comment="took the way on for people without an account"),
        sa.Column("followed_at", MOMENT, comment="when the first step was taken"),
        sa.Column("passed_at", MOMENT, comment="when the gate let the visit on"),
        sa.Column("subscriber_id", KEY),
        sa.Column("joined_at", MOMENT, comment="when it brought a number that was new to the campaign"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_visits_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
    )
    op.create_index("ix_visits_funnel", "visits", ["campaign", "placement", "followed_at", "passed_at", "joined_at"])

    op.create_table(
        "attempts",
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False, comment="accepted, rejected, deferred, repeated or ambiguous"),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_attempts_message_id"),
        sa.PrimaryKeyConstraint("message_id", "attempt", name="pk_attempts"),
    )

    op.create_table(
        "redemptions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("coupon_id", KEY, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("till_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("amount", sa.Text(), comment="as the till sent it, decimal"),
        sa.Column("currency", sa.Text()),
        sa.Column("reference", sa.Text()),
        sa.Column("reversed_at", MOMENT),
        sa.Column("reversed_reason", sa.Text()),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name="fk_redemptions_coupon_id"),
        sa.ForeignKeyConstraint(["till_id"], ["tills.id"], name="fk_redemptions_till_id"),
        sa.PrimaryKeyConstraint("id", name="pk_redemptions"),
    )
    op.create_index("ix_redemptions_coupon_id", "redemptions", ["coupon_id"])
    op.create_index("ix_redemptions_till_id_at_id", "redemptions", ["till_id", "at", "id"])
    op.create_index(
        "ix_redemptions_standing",
        "redemptions",
        ["campaign", "placement"],
        sqlite_where=sa.text("reversed_at IS NULL"),
        postgresql_where=sa.text("reversed_at IS NULL"),
    )

    op.create_table(
        "steps",
        sa.Column("visit_id", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_steps_visit_id"),
        sa.PrimaryKeyConstraint("visit_id", "platform", name="pk_steps"),
    )
