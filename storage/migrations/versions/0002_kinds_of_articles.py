"""Structure, sources and circumstances of a revision; what interviews, reviews and lists hold."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("revision", sa.Column("markdown", sa.String(), nullable=True))
    op.add_column("revision", sa.Column("issue", sa.String(), nullable=True))
    op.add_column("revision", sa.Column("is_free", sa.Boolean(), nullable=True))
    op.add_column("revision", sa.Column("is_sponsored", sa.Boolean(), nullable=True))
    op.add_column("revision", sa.Column("sources", sa.JSON(), nullable=True))
    _create("pull_quote", sa.Column("quote", sa.String(), nullable=False))
    _create(
        "question",
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("interviewer", sa.String(), nullable=True),
        sa.Column("interviewee", sa.String(), nullable=True),
    )
    _create(
        "list_entry",
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
    )
    op.create_table(
        "review",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Double(), nullable=True),
        sa.Column("rating_raw", sa.String(), nullable=True),
        sa.Column("work_type", sa.String(), nullable=True),
        sa.Column("work_name", sa.String(), nullable=True),
        sa.Column("work_year", sa.String(), nullable=True),
        sa.Column("work_maker", sa.String(), nullable=True),
        _of_a_revision("review"),
        sa.PrimaryKeyConstraint("revision_id", name="pk_review"),
    )
    op.create_index("ix_review_work_name", "review", ["work_name"])


def _create(name: str, *columns: sa.Column) -> None:
    """A table of what a revision has several of, in order."""
    op.create_table(
        name,
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *columns,
        _of_a_revision(name),
        sa.PrimaryKeyConstraint("revision_id", "position", name=f"pk_{name}"),
    )


def _of_a_revision(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["revision_id"], ["revision.id"], name=f"fk_{name}_revision_id_revision", ondelete="CASCADE"
    )
