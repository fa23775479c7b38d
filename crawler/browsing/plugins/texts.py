"""A headline leads to its text, and a text says at which address it stands."""

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request
from markupsafe import Markup

ADDRESS = """
SELECT page.url
FROM revision
JOIN article ON article.id = revision.article_id
JOIN page ON page.id = article.page_id
WHERE revision.id = ? AND (page.url LIKE 'http://%' OR page.url LIKE 'https://%')
"""


@hookimpl
def render_cell(row: object, value: object, column: str, database: str, datasette: Datasette) -> Markup | None:
    """The headline as a link to its revision, as HTML; None leaves the cell to Datasette, which shows its text."""
    if column != "headline" or "revision_id" not in row.keys() or row["revision_id"] is None:  # noqa: SIM118 sqlite3.Row
        return None
    target = datasette.urls.row(database, "revision", str(row["revision_id"]))
    return Markup('<a href="{}">{}</a>').format(target, value or "(no headline)")


@hookimpl
def extra_template_vars(
    view_name: str, table: str | None, database: str | None, request: Request, datasette: Datasette
) -> object:
    """For the page of a revision `address`, where its article stands."""
    if view_name != "row" or table != "revision":
        return {}

    async def address() -> dict[str, str | None]:
        found = (await datasette.get_database(database).execute(ADDRESS, [request.url_vars["pks"]])).first()
        return {"address": found and found["url"]}

    return address
