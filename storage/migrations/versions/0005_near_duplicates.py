"""Texts that two sites have nearly alike, and the views `current_article` and `near_duplicates`."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# Each article once, with the number of its text.
CURRENT_ARTICLE = """
CREATE VIEW current_article AS
SELECT revision.date_published,
       revision.headline,
       revision.authors,
       revision.section,
       revision.kind,
       site.key AS site,
       revision.word_count,
       page.url,
       revision.standfirst,
       article.last_changed,
       article.id,
       revision.id AS revision_id
FROM article
JOIN page ON page.id = article.page_id
JOIN site ON site.id = article.site_id
JOIN revision ON revision.id = article.current_revision_id
WHERE article.same_as_id IS NULL
"""

# Each pair from both sides. A text that changed since it was compared is not shown; the next crawl compares it.
NEAR_DUPLICATES = """
CREATE VIEW near_duplicates AS
SELECT one.id, one.site, one.url, one.headline,
       two.id AS other_id, two.site AS other_site, two.url AS other_url, two.headline AS other_headline,
       pair.overlap
FROM (
    SELECT article_id AS one_id, other_id AS two_id, overlap FROM near_duplicate
    UNION ALL
    SELECT other_id, article_id, overlap FROM near_duplicate
) AS pair
JOIN current_article AS one ON one.id = pair.one_id
JOIN current_article AS two ON two.id = pair.two_id
JOIN revision AS one_text ON one_text.id = one.revision_id
JOIN revision AS two_text ON two_text.id = two.revision_id
JOIN fingerprint AS one_print ON one_print.article_id = one.id AND one_print.text_hash = one_text.text_hash
JOIN fingerprint AS two_print ON two_print.article_id = two.id AND two_print.text_hash = two_text.text_hash
WHERE pair.overlap >= 0.5  -- storage.shingles.ALIKE
"""


def upgrade() -> None:
    op.create_table(
        "fingerprint",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_fingerprint_article_id_article", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_fingerprint"),
    )
    op.create_table(
        "shingle",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["fingerprint.article_id"], name="fk_shingle_article_id_fingerprint", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "hash", name="pk_shingle"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_shingle_hash_article_id", "shingle", ["hash", "article_id"])
    op.create_table(
        "near_duplicate",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("overlap", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["fingerprint.article_id"],
            name="fk_near_duplicate_article_id_fingerprint",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["fingerprint.article_id"],
            name="fk_near_duplicate_other_id_fingerprint",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "other_id", name="pk_near_duplicate"),
    )
    op.create_index("ix_near_duplicate_other_id", "near_duplicate", ["other_id"])
    op.execute(CURRENT_ARTICLE)
    op.execute(NEAR_DUPLICATES)
