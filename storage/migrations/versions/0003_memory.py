"""The memory of sites: what pages taught, what is remembered, which memory read a revision, revisions held back."""

import sqlalchemy as sa
from alembic import op

from storage.models import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("revision", sa.Column("memory", sa.String(16), nullable=True))
    op.add_column("revision", sa.Column("hold", sa.String(), nullable=True))
    op.add_column("revision", sa.Column("hold_reason", sa.String(), nullable=True))
    op.add_column("run", sa.Column("reread", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("run", sa.Column("drift", sa.JSON(), nullable=True))
    op.create_index("ix_revision_hold", "revision", ["hold"], sqlite_where=sa.text("hold IS NOT NULL"))
    op.create_table(
        "observed",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("observation", sa.LargeBinary(), nullable=True),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.Column("waits_for", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_observed_page_id_page", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_observed_site_id_site", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id", name="pk_observed"),
    )
    op.create_index("ix_observed_site_id_template_rank", "observed", ["site_id", "template", "rank"])
    op.create_index(
        "ix_observed_sample", "observed", ["site_id", "rank"], sqlite_where=sa.text("observation IS NOT NULL")
    )
    op.create_index(
        "ix_observed_waiting", "observed", ["site_id", "waits_for"], sqlite_where=sa.text("waits_for IS NOT NULL")
    )
    op.create_table(
        "memory",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_memory_site_id_site", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_id", name="pk_memory"),
    )
