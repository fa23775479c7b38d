"""Questions of interviews get numbers of their own, and a full-text index with them."""

import sqlalchemy as sa
from alembic import op

from storage.sqlite import create_question_text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.rename_table("question", "question_before")
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("interviewer", sa.String(), nullable=True),
        sa.Column("interviewee", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name="fk_question_revision_id_revision", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sa.UniqueConstraint("revision_id", "position", name="uq_question_revision_id_position"),
    )
    columns = "revision_id, position, question, answer, interviewer, interviewee"
    op.execute(f"INSERT INTO question ({columns}) SELECT {columns} FROM question_before ORDER BY revision_id, position")
    op.drop_table("question_before")
    if op.get_context().dialect.name == "sqlite":
        create_question_text(op.get_bind())
