"""Which coupon a text carries the code of, by which gateway it leaves and how fast, and what is asked in doubt."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

DOUBTS, ASKED = "attempts nobody knows the end of", "questions about the last of them"
INDEXES = {
    "ix_messages_unknown": (["ask_at"], "state = 'unknown'"),
    "ix_messages_fair": (["priority", "campaign", "due_at"], "state = 'queued'"),
}


def upgrade() -> None:
    for column in (
        sa.Column("coupon_index", sa.LargeBinary(16), comment="the serial_index of the coupon whose code it carries"),
        sa.Column("via", sa.Text(), comment="the gateway it is being handed to, where there are several"),
        sa.Column("doubts", sa.Integer(), nullable=False, server_default="0", comment=DOUBTS),
        sa.Column("asked", sa.Integer(), nullable=False, server_default="0", comment=ASKED),
        sa.Column("ask_at", sa.BigInteger(), comment="when the gateway is asked next what became of it"),
    ):
        op.add_column("messages", column)
    for name, (columns, where) in INDEXES.items():
        op.create_index(name, "messages", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
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
        sa.Column("slot", sa.BigInteger(), primary_key=True, comment="when its ten minutes began"),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False, comment="not because of the number"),
    )
    op.add_column("receipts", sa.Column("failure", sa.Text(), comment="in our words, where it failed"))
