"""Which coupon a text carries the code of, and why a text failed that a receipt tells of."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column(
        "messages",
        sa.Column("coupon_index", sa.LargeBinary(16), comment="the serial_index of the coupon whose code it carries"),
    )
    op.add_column("receipts", sa.Column("failure", sa.Text(), comment="in our words, where it failed"))
