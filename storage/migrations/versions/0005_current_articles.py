"""The view `current_article`: each article once, with the number of its text, for people who browse."""

from alembic import op

revision = "0005"
down_revision = "0004"

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


def upgrade() -> None:
    op.execute(CURRENT_ARTICLE)
