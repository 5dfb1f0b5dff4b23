"""Stock by scope, budgets in money, coupons that are spent more than once, and a redemption that is its own answer."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger()


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    _scope_stock()
    op.execute("CREATE TABLE spent AS SELECT * FROM redemptions")
    op.drop_table("redemptions")
    if sqlite:
        _rebuild_coupons()
    else:
        _change_coupons()
    _create_redemptions()
    _create_tables()
    _add_columns()


def _scope_stock() -> None:
    op.execute("CREATE TABLE takings AS SELECT campaign, taken, last_at FROM stock")
    op.drop_table("stock")
    op.create_table(
        "stock",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False, comment="all, a day or a placement"),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("campaign", "scope", name="pk_stock"),
    )
    op.execute("""
        INSERT INTO stock (campaign, scope, taken, last_at) SELECT campaign, 'all', taken, last_at FROM takings""")
    op.drop_table("takings")


def _new_columns() -> list[sa.Column]:  # type: ignore[type-arg]
    return [
        sa.Column("nth", sa.Integer(), nullable=False, server_default="1", comment="this number's first, second, …"),
        sa.Column("uses", sa.Integer(), server_default="1", comment="how often it can be spent; null: while it lasts"),
        sa.Column("used", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("balance", sa.BigInteger(), comment="what is left on a value card, in minor units"),
        sa.Column(
            "promised", sa.BigInteger(), nullable=False, server_default="0", comment="kept back for it in the budget"
        ),
        sa.Column("friend_of", KEY, comment="the coupon of whoever shared the way here"),
        sa.Column("device", sa.LargeBinary(16), comment="keyed hash of address and browser at the joining"),
        sa.Column("thanked_at", MOMENT, comment="when whoever shared the way here was thanked, or was not to be"),
        sa.Column("thanks_for", KEY, comment="the friend's coupon that this one thanks for"),
        sa.Column("revoked_by", sa.Text(), comment="the member of staff who withdrew it"),
        sa.Column("revoked_reason", sa.Text()),
    ]


def _rebuild_coupons() -> None:
    """SQLite changes no constraint in place: the table is copied, and nothing refers to it meanwhile."""
    with op.batch_alter_table("coupons", recreate="always") as coupons:
        for column in _new_columns():
            coupons.add_column(column)
        coupons.drop_constraint("uq_coupons_campaign_subscriber_id", type_="unique")
        coupons.create_unique_constraint("uq_coupons_campaign_subscriber_id_nth", ["campaign", "subscriber_id", "nth"])
    _spent_once()


def _change_coupons() -> None:
    for column in _new_columns():
        op.add_column("coupons", column)
    op.drop_constraint("uq_coupons_campaign_subscriber_id", "coupons", type_="unique")
    op.create_unique_constraint(
        "uq_coupons_campaign_subscriber_id_nth", "coupons", ["campaign", "subscriber_id", "nth"]
    )
    _spent_once()


def _spent_once() -> None:
    op.execute("UPDATE coupons SET used = 1 WHERE redeemed_at IS NOT NULL")
    op.create_index(
        "ix_coupons_friend_of",
        "coupons",
        ["friend_of"],
        sqlite_where=sa.text("friend_of IS NOT NULL"),
        postgresql_where=sa.text("friend_of IS NOT NULL"),
    )
    op.create_index(
        "ix_coupons_thanks_for",
        "coupons",
        ["thanks_for"],
        unique=True,
        sqlite_where=sa.text("thanks_for IS NOT NULL"),
        postgresql_where=sa.text("thanks_for IS NOT NULL"),
    )
    op.create_index(
        "ix_coupons_promised",
        "coupons",
        ["valid_until"],
        sqlite_where=sa.text("promised > 0"),
        postgresql_where=sa.text("promised > 0"),
    )
    op.create_index("ix_coupons_in_date", "coupons", ["valid_until", "issued_at"])
    op.create_index(
        "ix_coupons_revoked",
        "coupons",
        ["revoked_at"],
        sqlite_where=sa.text("revoked_at IS NOT NULL"),
        postgresql_where=sa.text("revoked_at IS NOT NULL"),
    )


def _create_redemptions() -> None:
    op.create_table(
        "offers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("digest", sa.LargeBinary(16), nullable=False, comment="of the text"),
        sa.Column("text", sa.Text(), nullable=False, comment="JSON: what a till was told of the offer"),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        sa.UniqueConstraint("digest", name="uq_offers_digest"),
    )
    op.create_table(
        "redemptions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("coupon_id", KEY, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("till_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False, comment="when the server knew of it"),
        sa.Column("purchase", sa.BigInteger(), comment="what was bought, in minor units"),
        sa.Column("currency", sa.Text()),
        sa.Column("discount", sa.BigInteger(), comment="what was taken off, in minor units"),
        sa.Column("cost", sa.BigInteger(), comment="what it cost the brand, in minor units"),
        sa.Column("at_most", sa.BigInteger(), comment="what it may have cost, where nobody knows what it did"),
        sa.Column("remains", sa.BigInteger(), comment="uses left, or the balance of a card in minor units, after it"),
        sa.Column("reference", sa.Text()),
        sa.Column("alone", sa.Boolean(), nullable=False, server_default=sa.false(), comment="with no other in a sale"),
        sa.Column("offer_id", KEY),
        sa.Column("key_hash", sa.LargeBinary(16), comment="of the request's id"),
        sa.Column("asked_hash", sa.LargeBinary(16), comment="of what the request asked for"),
        sa.Column("happened_at", MOMENT, comment="when the till says it was, if it had no line"),
        sa.Column("irregular", sa.Text(), comment="the refusal that a till with a line would have heard"),
        sa.Column("double_of", sa.Text(), comment="the redemption that had spent the coupon before"),
        sa.Column("reversed_at", MOMENT, comment="when the server knew that it was undone"),
        sa.Column("undone_at", MOMENT, comment="when the till says that it undid it, if it had no line"),
        sa.Column("reversed_reason", sa.Text()),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name="fk_redemptions_coupon_id"),
        sa.PrimaryKeyConstraint("id", name="pk_redemptions"),
        sa.UniqueConstraint("till_id", "key_hash", name="uq_redemptions_till_id_key_hash"),
        sqlite_with_rowid=False,
    )
    # Sums were kept as texts in major units; all currencies of the first releases had cents.
    op.execute("""
        INSERT INTO redemptions (id, coupon_id, campaign, placement, till_id, at, purchase, currency, reference,
                                 reversed_at, reversed_reason)
        SELECT id, coupon_id, campaign, placement, till_id, at, CAST(ROUND(CAST(amount AS NUMERIC) * 100) AS BIGINT),
               currency, reference, reversed_at, reversed_reason FROM spent""")
    op.drop_table("spent")
    op.create_index("ix_redemptions_coupon_id", "redemptions", ["coupon_id"])
    op.create_index("ix_redemptions_till_id_at_id", "redemptions", ["till_id", "at", "id"])
    for name, columns, condition in (
        ("ix_redemptions_standing", ["campaign", "placement", "double_of"], "reversed_at IS NULL"),
        ("ix_redemptions_reference", ["till_id", "reference"], "reference IS NOT NULL"),
        ("ix_redemptions_irregular", ["at"], "irregular IS NOT NULL"),
        ("ix_redemptions_double_of", ["double_of"], "double_of IS NOT NULL"),
        ("ix_redemptions_reversed", ["reversed_at"], "reversed_at IS NOT NULL"),
    ):
        op.create_index(
            name, "redemptions", columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition)
        )
    op.create_table(
        "strays",
        sa.Column("till_id", KEY, nullable=False),
        sa.Column("key_hash", sa.LargeBinary(16), nullable=False, comment="of the till's own id for it"),
        sa.Column("at", MOMENT, nullable=False, comment="when the server knew of it"),
        sa.Column("happened_at", MOMENT, nullable=False, comment="when the till says it was"),
        sa.Column(
            "ending", sa.Text(), nullable=False, comment="the code's last letters, if it is sealed by a key of ours"
        ),
        sa.ForeignKeyConstraint(["till_id"], ["tills.id"], name="fk_strays_till_id"),
        sa.PrimaryKeyConstraint("till_id", "key_hash", name="pk_strays"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_strays_at", "strays", ["at"])


def _create_tables() -> None:
    op.create_table(
        "budgets",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("promised", sa.BigInteger(), nullable=False, comment="for coupons that are out, in minor units"),
        sa.Column("given", sa.BigInteger(), nullable=False, comment="for redemptions that stand, in minor units"),
        sa.PrimaryKeyConstraint("campaign", name="pk_budgets"),
    )
    op.create_table(
        "waiting",
        sa.Column("id", KEY, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("subscriber_id", KEY, nullable=False),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("called_at", MOMENT, comment="when a coupon was kept back and the number told"),
        sa.Column("until", MOMENT, comment="until when it is kept"),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_as", sa.Text(), comment="taken, lapsed, stopped or over"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_waiting_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_waiting"),
        sa.UniqueConstraint("campaign", "subscriber_id", name="uq_waiting_campaign_subscriber_id"),
    )
    op.create_index(
        "ix_waiting_open",
        "waiting",
        ["campaign", "id"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "alarms",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="what it is about: a till, a campaign"),
        sa.Column("facts", sa.Text(), nullable=False, comment="JSON; names nobody"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT),
        sa.Column("seen_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_alarms"),
    )
    op.create_index(
        "ix_alarms_open",
        "alarms",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("seen_at IS NULL"),
        postgresql_where=sa.text("seen_at IS NULL"),
    )
    op.create_table(
        "guesses",
        sa.Column("place", sa.Text(), nullable=False, comment="a till, or pages"),
        sa.Column("slot", MOMENT, nullable=False, comment="its first moment; ten minutes"),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("place", "slot", name="pk_guesses"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "webhooks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secrets_sealed", sa.LargeBinary(), nullable=False, comment="JSON: each, and until when it signs"),
        sa.Column("kinds", sa.Text(), nullable=False, comment="JSON: the kinds of events it gets"),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("paused_at", MOMENT),
        sa.Column("failing_since", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_because", sa.Text(), comment="gone, failing or removed"),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_at", "events", ["at"])
    op.create_table(
        "deliveries",
        sa.Column("webhook_id", KEY, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="queued, sending, delivered or failed"),
        sa.Column("attempt", sa.Integer(), nullable=False, comment="of all; fences off who comes late"),
        sa.Column("tries", sa.Integer(), nullable=False, comment="since it was queued"),
        sa.Column("due_at", MOMENT, nullable=False, comment="of one that is sending: the end of its lease"),
        sa.Column("tried_at", MOMENT),
        sa.Column("status", sa.Integer(), comment="the last answer's"),
        sa.Column("reason", sa.Text(), comment="why there was no answer"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_deliveries_webhook_id"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_deliveries_event_id"),
        sa.PrimaryKeyConstraint("webhook_id", "event_id", name="pk_deliveries"),
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["webhook_id", "due_at"],
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_index("ix_deliveries_event_id", "deliveries", ["event_id"])


def _add_columns() -> None:
    op.execute("ALTER TABLE answers RENAME COLUMN body_hash TO asked_hash")
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("answers", "asked_hash", existing_type=sa.LargeBinary(), comment="of what it asked for")
    op.add_column("tills", sa.Column("shop", sa.Text(), comment="the shop it stands in, as campaigns name it"))
    op.add_column(
        "tills",
        sa.Column(
            "sums", sa.Text(), nullable=False, server_default="optional", comment="needed, optional or always asked"
        ),
    )
    op.add_column(
        "tills",
        sa.Column("wrong_codes", sa.Integer(), nullable=False, server_default="0", comment="typed on wrong_day"),
    )
    op.add_column("tills", sa.Column("wrong_day", MOMENT, comment="its first moment, UTC"))
    op.add_column("passes", sa.Column("device", sa.Text(), comment="what the browser calls itself"))
    op.add_column("passes", sa.Column("seen_at", MOMENT, comment="when it was last heard of"))
