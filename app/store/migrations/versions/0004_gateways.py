"""What a text carries, how it leaves and what that costs, what is counted of gateways, who opened its links, how
well ranges of numbers answer, and in which words a text asked for a proof."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ANSWERED = "when its holder was first heard of: by a pin, a text, or the coupon's open page"
PREFIX = "E.164 without the last four digits; empty: the country"
DOUBTS, ASKED = "attempts nobody knows the end of", "questions about the last of them"
BILLED = ["queued_at", "campaign", "class", "country", "state", "parts", "billed_in", "billed"]
INDEXES = {
    "ix_messages_unknown": (["ask_at"], "state = 'unknown'"),
    "ix_messages_fair": (["priority", "campaign", "due_at"], "state = 'queued'"),
    "ix_messages_ended": (["state", "id"], "state IN ('expired', 'failed', 'undelivered', 'suppressed')"),
    "ix_messages_billed": (BILLED, "state IN ('sent', 'delivered', 'undelivered', 'unknown')"),
}
PROGRESS, OF_ANY = ["broadcast_id", "state", "reason", "due_at"], sa.text("broadcast_id IS NOT NULL")
COUNTRY = """
    UPDATE messages SET country = (SELECT country FROM subscribers WHERE subscribers.id = messages.subscriber_id)"""
# Its gateway may be asked from now on; what is so old is not sent again.
IN_DOUBT = "UPDATE messages SET ask_at = expires_at WHERE state = 'unknown'"
REPORTED = (
    ("network", sa.Text(), "MCC and MNC of the number's network, as its gateway says"),
    ("billed", sa.BigInteger(), "what its gateway asks for it, in millionths of billed_in"),
    ("billed_in", sa.Text(), "ISO 4217"),
)


def upgrade() -> None:
    _change_messages()
    _add_paces_and_counts()
    _add_clicks()
    _add_shield()
    asked = "what its own text asked, pin and link left out"
    op.add_column("proofs", sa.Column("words_digest", sa.Text(), comment=asked))


def _change_messages() -> None:
    for column in (
        sa.Column("coupon_index", sa.LargeBinary(16), comment="the serial_index of the coupon whose code it carries"),
        sa.Column("via", sa.Text(), comment="the gateway it is being handed to, where there are several"),
        sa.Column("doubts", sa.Integer(), nullable=False, server_default="0", comment=DOUBTS),
        sa.Column("asked", sa.Integer(), nullable=False, server_default="0", comment=ASKED),
        sa.Column("ask_at", sa.BigInteger(), comment="when the gateway is asked next what became of it"),
        sa.Column("country", sa.Text(), comment="of its number"),
        sa.Column("link_serial", sa.BigInteger(), comment="what the tokens of its short links seal; null: it has none"),
        sa.Column("targets", sa.Text(), comment="JSON: where those of the brand's own addresses lead, in their order"),
    ):
        op.add_column("messages", column)
    for table in ("messages", "receipts"):
        for name, kind, says in REPORTED:
            op.add_column(table, sa.Column(name, kind, comment=says))
    op.execute(COUNTRY)
    op.execute(IN_DOUBT)
    op.drop_index("ix_messages_broadcast", "messages")
    op.create_index("ix_messages_broadcast", "messages", PROGRESS, sqlite_where=OF_ANY, postgresql_where=OF_ANY)
    op.add_column("broadcasts", sa.Column("stopped_by", sa.Text(), comment="the member of staff who stopped it"))
    for name, (columns, where) in INDEXES.items():
        op.create_index(name, "messages", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.add_column("receipts", sa.Column("failure", sa.Text(), comment="in our words, where it failed"))


def _add_paces_and_counts() -> None:
    op.create_table(
        "paces",
        sa.Column("gateway", sa.Text(), primary_key=True),
        sa.Column("sender", sa.Text(), primary_key=True),
        sa.Column("parts", sa.Double(), nullable=False, comment="that may leave at once"),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "tallies",
        sa.Column("gateway", sa.Text(), primary_key=True),
        sa.Column("country", sa.Text(), primary_key=True),
        sa.Column("failure", sa.Text(), primary_key=True, comment="in our words; empty where it went well"),
        sa.Column("slot", sa.BigInteger(), primary_key=True, comment="when its minute began; 0 for the sums of all"),
        sa.Column("attempts", sa.BigInteger(), nullable=False, comment="that ended so"),
        sa.Column("reported", sa.BigInteger(), nullable=False, comment="texts that were taken, and ended so later"),
        sa.Column("parts", sa.BigInteger(), nullable=False, comment="of those attempts"),
    )
    op.create_index("ix_tallies_slot", "tallies", ["slot"])
    op.create_table(
        "networks",
        sa.Column("gateway", sa.Text(), primary_key=True),
        sa.Column("network", sa.Text(), primary_key=True, comment="MCC and MNC"),
        sa.Column("slot", sa.BigInteger(), primary_key=True, comment="when its minute began"),
        sa.Column("told", sa.BigInteger(), nullable=False, comment="texts whose end a receipt told"),
        sa.Column("failed", sa.BigInteger(), nullable=False, comment="not because of the number"),
    )
    op.create_index("ix_networks_slot", "networks", ["slot"])
    op.create_table(
        "circuits",
        sa.Column("worker", sa.Text(), primary_key=True),
        sa.Column("gateway", sa.Text(), primary_key=True),
        sa.Column("sender", sa.Text(), primary_key=True, comment="empty for all"),
        sa.Column("country", sa.Text(), primary_key=True, comment="empty for all"),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False, comment="when it is tried again"),
        sa.Column("why", sa.Text(), nullable=False),
    )
    op.create_table(
        "timings",
        sa.Column("gateway", sa.Text(), primary_key=True),
        sa.Column("up_to_ms", sa.BigInteger(), primary_key=True, comment="0 for longer than any"),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("took_ms", sa.BigInteger(), nullable=False),
    )


def _add_clicks() -> None:
    where = sa.text("link_serial IS NOT NULL")
    columns = ["link_serial"]
    op.create_index("ix_messages_link", "messages", columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "clicks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="which of its links"),
        sa.Column("subscriber_id", KEY, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("broadcast_id", KEY, comment="the broadcast that the text is one of"),
        sa.Column("link", sa.Text(), nullable=False, comment="coupon, preferences, page, or the address it leads to"),
        sa.Column("people", sa.Integer(), nullable=False, comment="clicks of people"),
        sa.Column("again", sa.Integer(), nullable=False, comment="of people, within seconds of the last"),
        sa.Column("previews", sa.Integer(), nullable=False),
        sa.Column("scanners", sa.Integer(), nullable=False),
        sa.Column("robots", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False, comment="of a person; 0 while there was none"),
        sa.PrimaryKeyConstraint("id", name="pk_clicks"),
        sa.UniqueConstraint("message_id", "number", name="uq_clicks_message_id_number"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_clicks_message_id"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_clicks_subscriber_id"),
    )
    op.create_index("ix_clicks_subscriber_id", "clicks", ["subscriber_id"])
    op.create_index("ix_clicks_campaign_broadcast_id", "clicks", ["campaign", "broadcast_id"])


def _add_shield() -> None:
    op.add_column("subscribers", sa.Column("answered_at", sa.BigInteger(), comment=ANSWERED))
    op.execute("""
        UPDATE subscribers SET answered_at = first_at WHERE erased_at IS NULL AND (
            EXISTS (SELECT 1 FROM consents WHERE subscriber_id = subscribers.id AND event = 'confirm')
            OR EXISTS (SELECT 1 FROM inbound WHERE subscriber_id = subscribers.id))""")
    op.create_table(
        "number_ranges",
        sa.Column("country", sa.Text(), primary_key=True),
        sa.Column("prefix", sa.Text(), primary_key=True, comment=PREFIX),
        sa.Column("at", sa.BigInteger(), nullable=False, index=True),
        sa.Column("tokens", sa.Double(), nullable=False, comment="texts it may get at once"),
        sa.Column("sent", sa.Double(), nullable=False, comment="fades by half in twelve hours"),
        sa.Column("answered", sa.Double(), nullable=False, comment="fades as sent does"),
        sa.Column("closings", sa.Integer(), nullable=False),
        sa.Column("closed_until", sa.BigInteger()),
        sa.Column("probes", sa.Integer(), nullable=False, comment="texts that try it once its pause is over"),
        sa.Column(
            "closed_by", sa.Text(), nullable=False, comment="the member of staff; empty where it closed by itself"
        ),
        sa.Column("strained", sa.Boolean(), nullable=False, comment="pages ought to know how it stands"),
        sa.Column("changed_by", sa.Text(), nullable=False, comment="who of the staff opened or closed it last"),
        sa.Column("changed_at", sa.BigInteger()),
    )
    where = sa.text("strained")
    op.create_index(
        "ix_number_ranges_strained", "number_ranges", ["country"], sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "range_answers",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
    )
    op.create_table(
        "traffic",
        sa.Column("place", sa.Text(), primary_key=True, comment="all, country, campaign or money"),
        sa.Column("name", sa.Text(), primary_key=True, comment="which country or campaign; the currency of money"),
        sa.Column("slot", sa.BigInteger(), primary_key=True, comment="when its ten minutes began"),
        sa.Column("amount", sa.BigInteger(), nullable=False, comment="texts, or millionths of a unit of money"),
    )
