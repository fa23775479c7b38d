"""The first tables, the view `articles` and the full-text index."""

import sqlalchemy as sa
from alembic import op

from storage.models import UtcDateTime
from storage.sqlite import create_article_text

revision = "0001"
down_revision = None

# One row for each address that holds an article: its current revision. Other people's scripts lean on these columns.
ARTICLES = """
CREATE VIEW articles AS
SELECT article.id,
       page.url,
       site.key AS site,
       revision.headline,
       revision.standfirst,
       revision.authors,
       revision.date_published,
       revision.date_modified,
       revision.section,
       revision.kind,
       revision.language,
       revision.word_count,
       revision.body,
       revision.pages,
       revision.is_complete,
       article.first_seen,
       article.last_changed,
       revision.canonical,
       first_page.url AS same_as
FROM article
JOIN page ON page.id = article.page_id
JOIN site ON site.id = article.site_id
JOIN revision ON revision.id = article.current_revision_id
LEFT JOIN article AS first_article ON first_article.id = article.same_as_id
LEFT JOIN page AS first_page ON first_page.id = first_article.page_id
"""


def upgrade() -> None:
    op.create_table(
        "forgotten",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forgotten"),
        sa.UniqueConstraint("what", name="uq_forgotten_what"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("name", name="uq_person_name"),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spider", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("started", UtcDateTime(), nullable=False),
        sa.Column("ended", UtcDateTime(), nullable=True),
        sa.Column("exit_status", sa.Integer(), nullable=True),
        sa.Column("finish_reason", sa.String(), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("listing", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("forbidden", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("first_seen", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_site"),
        sa.UniqueConstraint("key", name="uq_site_key"),
    )
    op.create_table(
        "page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("kind_reason", sa.String(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("announced_date", sa.String(), nullable=True),
        sa.Column("article_date", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_run_id", sa.Integer(), nullable=True),
        sa.Column("settled_run_id", sa.Integer(), nullable=True),
        sa.Column("fetched_at", UtcDateTime(), nullable=True),
        sa.Column("next_check", UtcDateTime(), nullable=True),
        sa.Column("revisit_seconds", sa.Integer(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("redirects_to", sa.String(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("listing_number", sa.Integer(), nullable=True),
        sa.Column("walked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["first_run_id"], ["run.id"], name="fk_page_first_run_id_run", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["listing_id"], ["page.id"], name="fk_page_listing_id_page", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["settled_run_id"], ["run.id"], name="fk_page_settled_run_id_run", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_page_site_id_site", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_page"),
        sa.UniqueConstraint("url", name="uq_page_url"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_page_listing_id", "page", ["listing_id"])
    op.create_index("ix_page_site_id_next_check", "page", ["site_id", "next_check"])
    op.create_index("ix_page_site_id_state", "page", ["site_id", "state"])
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("current_revision_id", sa.Integer(), nullable=True),
        sa.Column("same_as_id", sa.Integer(), nullable=True),
        sa.Column("first_seen", UtcDateTime(), nullable=False),
        sa.Column("last_changed", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["current_revision_id"],
            ["revision.id"],
            name="fk_article_current_revision_id_revision",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_article_page_id_page", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["same_as_id"], ["article.id"], name="fk_article_same_as_id_article", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_article_site_id_site", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("page_id", name="uq_article_page_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_article_current_revision_id", "article", ["current_revision_id"])
    op.create_index("ix_article_same_as_id", "article", ["same_as_id"])
    op.create_index("ix_article_site_id", "article", ["site_id"])
    op.create_table(
        "raw_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_raw_page_page_id_page", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_raw_page"),
        sa.UniqueConstraint("page_id", "version", "part", name="uq_raw_page_page_id_version_part"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("headline", sa.String(), nullable=True),
        sa.Column("standfirst", sa.String(), nullable=True),
        sa.Column("authors", sa.String(), nullable=True),
        sa.Column("date_published", sa.String(), nullable=True),
        sa.Column("date_modified", sa.String(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("canonical", sa.String(), nullable=True),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_revision_article_id_article", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_revision_run_id_run", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("article_id", "number", name="uq_revision_article_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_revision_date_published", "revision", ["date_published"])
    op.create_index("ix_revision_run_id", "revision", ["run_id"])
    op.create_index("ix_revision_text_hash", "revision", ["text_hash"])
    op.create_table(
        "byline",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("raw", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_byline_person_id_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name="fk_byline_revision_id_revision", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_byline"),
    )
    op.create_index("ix_byline_person_id", "byline", ["person_id"])
    op.create_table(
        "image",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("alt", sa.String(), nullable=True),
        sa.Column("caption", sa.String(), nullable=True),
        sa.Column("credit", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name="fk_image_revision_id_revision", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_image"),
    )
    op.create_table(
        "keyword",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name="fk_keyword_revision_id_revision", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_keyword"),
    )
    op.create_index("ix_keyword_word", "keyword", ["word"])

    op.execute(ARTICLES)
    if op.get_context().dialect.name == "sqlite":
        create_article_text(op.get_bind())
