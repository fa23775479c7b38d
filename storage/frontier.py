"""Which pages are due, and how each visit ended. The frontier is rows of the database, so a killed crawl loses nothing.

A page is handed out by `take` and comes back by `settle`, in the same transaction as what was read from it. Whatever
was not settled is still due for the next run. `announce` brings in what feeds, sitemaps and listings lead to.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, insert, or_, select, update
from sqlalchemy.orm import Session

from storage.models import Forgotten, Page, Run, Site
from storage.states import HUBS, QUEUED, Link, Outcome, PageKind, Taken

BATCH = 100  # rows fetched from the frontier at once for one site; a refill costs one query
CLOCK_ERROR = 60  # seconds that a clock is set back in the usual way of things; more means that it had been wrong
CHUNK = 500  # addresses looked up at once; SQLite takes 999 variables in older builds
# Which of two guesses holds for an address that was not fetched yet, whatever order they came in.
GUESSES = {PageKind.FEED: 0, PageKind.SITEMAP: 1, PageKind.LISTING: 2, PageKind.ARTICLE: 3}
# Where a feed or listing was looked for in vain it is not looked for in every run, but when it is due.
NO_HUB = frozenset({Outcome.GONE, Outcome.FORBIDDEN, Outcome.REJECTED})
COUNTED = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED})  # what max_articles counts


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one run. Intervals in seconds; `since` is an ISO day; None means without bound."""

    revisit_min: int
    revisit_max: int
    site_pages: int
    listing_pages: int
    at_once: int
    max_articles: int | None = None
    since: str | None = None
    site_addresses: int | None = None


def now() -> datetime:
    """This moment in UTC, to the second, as it is stored."""
    return datetime.now(UTC).replace(microsecond=0)


class Frontier:
    """The frontier as one run sees it: the due pages of the sites in its scope.

    `site_of` gives the key of the site that an address belongs to. All methods work inside the caller's transaction.
    """

    def __init__(self, session: Session, run: Run, limits: Limits, site_of: Callable[[str], str]):
        self.session = session
        self.run = run
        self.limits = limits
        self._site_of = site_of
        self._sites: dict[str, int] = {}
        self._turns: deque[int] = deque()
        self._ready: dict[int, deque[Page]] = {}
        self._exhausted: set[int] = set()
        self._taken_of_site: Counter[int] = Counter()
        self._taken: set[int] = set()
        self._left: set[int] = set()
        self._in_flight: dict[int, Page] = {}  # held, so that the session need not ask for them again
        self._announced_by: dict[tuple[int, int], list[int]] = {}
        self._stored = 0
        self._addresses: dict[int, int] = {}  # how many are known of each site
        self.left_out = 0  # new addresses that were not taken in, as too many of their site are known
        self._forgotten = set(session.scalars(select(Forgotten.what)))

    def include(self, url: str) -> None:
        """Take the site of an address into the scope, so that its due pages are handed out too."""
        self._site_id(url)

    def site_ids(self) -> list[int]:
        """The sites in the scope of this run."""
        return list(self._sites.values())

    # --- what comes in ------------------------------------------------------------------------------------------

    def start(self, url: str, kind: PageKind, depth: int) -> int | None:
        """Make a start address due, before all others. Returns its page id; None where it was forgotten by hand."""
        if self._is_forgotten(url):
            return None
        page = self._page_at(url)
        if page.kind_reason is None:
            page.kind = kind
        page.depth = depth
        page.next_check = now()
        self.include(url)
        self.session.flush()
        self._ready[page.site_id].append(page)
        return page.id

    def announce(self, links: Iterable[Link], depth: int) -> list[int]:
        """Bring in announced addresses; returns the ids of their pages.

        New ones are queued, as long as fewer than `site_addresses` of their site are known. A known hub is due again,
        once in a run. A known article is due again when its announced date is news: another date than before, and not
        older than the last fetch.
        """
        wanted = {link.url: link for link in links if not self._is_forgotten(link.url)}
        urls = list(wanted)
        ids = []
        for start in range(0, len(urls), CHUNK):
            chunk = urls[start : start + CHUNK]
            known = {page.url: page for page in self.session.scalars(select(Page).where(Page.url.in_(chunk)))}
            for page in known.values():
                self._announce_known(page, wanted[page.url], depth)
            fresh = [row for url in chunk if url not in known and self._has_room(row := self._row(wanted[url], depth))]
            if fresh:
                self.session.execute(insert(Page), fresh)
            ids += self.session.scalars(select(Page.id).where(Page.url.in_(chunk)))
        return ids

    def _has_room(self, row: dict[str, object]) -> bool:
        """Whether one more address of a site is taken in. A site may announce millions that nobody will ever fetch."""
        site_id, most = row["site_id"], self.limits.site_addresses
        if most is None:
            return True
        if site_id not in self._addresses:
            known = select(func.count()).select_from(Page).where(Page.site_id == site_id)
            self._addresses[site_id] = self.session.scalar(known)
        has_room = self._addresses[site_id] < most
        self._addresses[site_id] += has_room
        self.left_out += not has_room
        return has_room

    def _row(self, link: Link, depth: int) -> dict[str, object]:
        site_id = self._site_id(link.url)
        self._refresh(site_id)
        return {
            "site_id": site_id,
            "url": link.url,
            "kind": link.kind,
            "depth": depth,
            "announced_date": link.date,
            "next_check": now(),
        }

    def _announce_known(self, page: Page, link: Link, depth: int) -> None:
        settled_now = page.settled_run_id == self.run.id
        closer = depth < page.depth
        page.depth = min(page.depth, depth)
        if page.state == QUEUED and page.id not in self._taken and link.kind in GUESSES:
            page.kind = min(page.kind, link.kind, key=lambda kind: GUESSES.get(kind, len(GUESSES)))
        date_before = page.announced_date
        if link.date and link.date > (date_before or ""):
            page.announced_date = link.date
        if page.kind in HUBS:
            walked = page.listing_id is not None and page.listing_number != 1
            if walked or (settled_now and not closer) or page.state in NO_HUB:
                return
            if closer and settled_now:
                page.settled_run_id = None  # read as a leaf, now known as a section: its links count after all
                self._taken.discard(page.id)
        elif settled_now or not _is_news(link.date, date_before, page.fetched_at):
            return
        page.next_check = now()
        self._refresh(page.site_id)

    def continue_walk(self, listing: Page, next_page: str | None, children: Sequence[int]) -> None:
        """Go on from one page of a listing to the next, unless the walk has met what an earlier run stored.

        `children` are the pages that `listing` announced. The walk stops when an earlier run settled
        all of them and an earlier walk reached the end or a limit of the listing, or is still to be continued at a
        later page. The position of a walk is the row of its next page.
        """
        number = listing.listing_number or 1
        first = listing if number == 1 else self.session.get_one(Page, listing.listing_id)
        self._announced_by[(first.id, number)] = list(children)
        if next_page is None or number >= self.limits.listing_pages or self._is_forgotten(next_page):
            first.walked_at = now()
            return
        if self._all_known(children) and (first.walked_at is not None or self._walk_goes_on_after(first.id, number)):
            return
        page = self._page_at(next_page)
        if page.settled_run_id == self.run.id or page.id in self._taken:
            first.walked_at = now()  # the listing leads back to itself
            return
        page.kind = listing.kind
        page.depth = max(1, listing.depth)  # from page 2 on a front page is an archive: it leads to articles only
        page.listing_id, page.listing_number = first.id, number + 1
        page.next_check = now()
        self.session.flush()
        self._refresh(page.site_id)

    def _all_known(self, children: Sequence[int]) -> bool:
        known = 0
        for start in range(0, len(children), CHUNK):
            chunk = children[start : start + CHUNK]
            known += self.session.scalar(
                select(func.count())
                .select_from(Page)
                .where(Page.id.in_(chunk), Page.first_run_id.is_not(None), Page.first_run_id != self.run.id)
            )
        return known == len(children)

    def _walk_goes_on_after(self, listing_id: int, number: int) -> bool:
        later = and_(Page.listing_id == listing_id, Page.listing_number > number)
        unfinished = or_(Page.next_check.is_not(None), Page.settled_run_id == self.run.id)
        return self.session.scalar(select(Page.id).where(later, unfinished).limit(1)) is not None

    # --- what goes out ------------------------------------------------------------------------------------------

    def take(self) -> Taken | None:
        """The next due page, sites in turn, or None when nothing can be handed out at this moment."""
        if self._is_full(reserve=len(self._in_flight)):
            return None
        busy = Counter(page.site_id for page in self._in_flight.values())
        for _ in range(len(self._turns)):
            site_id = self._turns[0]
            self._turns.rotate(-1)
            if busy[site_id] < self.limits.at_once and (page := self._next_of(site_id)):
                self._taken.add(page.id)
                self._taken_of_site[site_id] += 1
                self._in_flight[page.id] = page
                return _taken(page)
        return None

    def has_due(self) -> bool:
        """Whether `take` would hand out a page now."""
        if self._is_full(reserve=len(self._in_flight)):
            return False
        busy = Counter(page.site_id for page in self._in_flight.values())
        return any(busy[site_id] < self.limits.at_once and self._peek(site_id) for site_id in self._turns)

    def redirected_to(self, url: str, depth: int) -> Page | None:
        """The page at which a redirect ended, now taken too; None when it has a visit of its own in this run."""
        page = self._page_at(url)
        if page.id is None:
            page.depth = depth
            self.session.flush()
        if page.id in self._taken or self._is_forgotten(url):
            return None
        self._taken.add(page.id)
        return page

    def _is_full(self, reserve: int) -> bool:
        most = self.limits.max_articles
        return most is not None and self._stored + reserve >= most

    def _next_of(self, site_id: int) -> Page | None:
        return self._ready[site_id].popleft() if self._peek(site_id) else None

    def _peek(self, site_id: int) -> bool:
        """Whether the site has a page to hand out; it is then the first of its ready ones."""
        if self._taken_of_site[site_id] >= self.limits.site_pages:
            return False
        ready = self._ready[site_id]
        while True:
            while ready and (ready[0].id in self._taken or self._is_behind_since(ready[0])):
                ready.popleft()
            if ready:
                return True
            if site_id in self._exhausted:
                return False
            self._refill(site_id)

    def _refill(self, site_id: int) -> None:
        rows = self.session.scalars(
            select(Page)
            .where(Page.site_id == site_id, *self._due())
            .order_by(_RANK, Page.announced_date.desc().nulls_last(), Page.id)
            .limit(BATCH + len(self._in_flight) + len(self._left))
        ).all()
        fresh = [page for page in rows if page.id not in self._taken and page.id not in self._left]
        self._ready[site_id].extend(fresh)
        if not fresh:
            self._exhausted.add(site_id)

    def _due(self) -> list[ColumnElement[bool]]:
        due = [
            Page.next_check <= now(),
            or_(Page.settled_run_id.is_(None), Page.settled_run_id != self.run.id),
        ]
        if self.limits.since:
            due.append(self._is_young())
        return due

    def _is_young(self) -> ColumnElement[bool]:
        """Whether a page may be dated on or after `since`, by its own date or the announced one."""
        date = func.coalesce(Page.article_date, Page.announced_date)
        return or_(date.is_(None), date >= self.limits.since)

    def _is_behind_since(self, page: Page) -> bool:
        """Whether a walk has come to pages older than `since`: all that the listing's last page announced is older."""
        if self.limits.since is None or (page.listing_number or 1) == 1:
            return False
        children = self._announced_by.get((page.listing_id, page.listing_number - 1))
        if not children:
            return False
        young = select(Page.id).where(Page.id.in_(children[:CHUNK]), self._is_young())
        if self.session.scalar(young.limit(1)) is not None:
            return False
        self._left.add(page.id)
        return True

    # --- what comes back ----------------------------------------------------------------------------------------

    def settle(
        self,
        page: Page,
        outcome: Outcome,
        reason: str | None = None,
        http_status: int | None = None,
        *,
        is_partial: bool = False,
    ) -> None:
        """End the visit to a page: its state, its next check and the run's counts.

        A partial article (`is_partial`) is tried again as soon as a failed page would be.
        """
        moment = now()
        page.state, page.reason, page.http_status = outcome, reason, http_status
        page.fetched_at = moment
        page.settled_run_id = self.run.id
        if page.first_run_id is None and outcome is not Outcome.FAILED:
            page.first_run_id = self.run.id
        again = is_partial or outcome is Outcome.FAILED
        page.failures = page.failures + 1 if again else 0
        wait = self._wait_after_failure(page.failures) if again else self._wait(page, outcome)
        page.next_check = None if wait is None else moment + timedelta(seconds=wait)
        self._count(outcome, 1)
        self._stored += outcome in COUNTED
        self._in_flight.pop(page.id, None)

    def leave(self, page: Page) -> None:
        """Give a page back that could not be asked for in this run. It stays due, as if it had not been taken."""
        self._in_flight.pop(page.id, None)
        self._left.add(page.id)

    def settle_before_since(self, page: Page, date: str, http_status: int | None) -> None:
        """End the visit to an article dated before `since`: it stays due for a run that reaches further back."""
        self.settle(page, Outcome.REJECTED, None, http_status)
        self.put_off_before_since(page, date)

    def put_off_before_since(self, page: Page, date: str) -> None:
        """Leave a rejected page to a run that reaches further back: it holds an article dated before `since`."""
        page.reason = f"dated {date[:10]}, before {self.limits.since}"
        page.article_date = date
        page.next_check = now()

    def settle_again(self, page: Page, outcome: Outcome, reason: str | None) -> None:
        """Correct the outcome of a page settled in this run, when another page shows that it is a duplicate, or not."""
        self._count(Outcome(page.state), -1)
        self._stored += (outcome in COUNTED) - (page.state in COUNTED)
        page.state, page.reason = outcome, reason
        self._count(outcome, 1)

    def in_flight(self, page_id: int) -> Page | None:
        """A page that was handed out and has not come back; None for any other."""
        return self._in_flight.get(page_id)

    def unsettled(self) -> list[Page]:
        """Pages handed out that have not come back."""
        return list(self._in_flight.values())

    def waiting(self) -> int:
        """How many due pages of the scope this run left, because of a limit, an interruption or a host that rests."""
        sites = self.site_ids()
        return self.session.scalar(select(func.count()).select_from(Page).where(Page.site_id.in_(sites), *self._due()))

    def _wait(self, page: Page, outcome: Outcome) -> int | None:
        """Seconds until the next check; None for a hub that was read, which is due again when it is announced."""
        if outcome is Outcome.LISTING:
            return None
        before = page.revisit_seconds
        if outcome is Outcome.CHANGED:
            wait = (before or self.limits.revisit_min) // 2
        elif outcome is Outcome.NEW or before is None:
            wait = self.limits.revisit_min
        else:
            wait = before * 2
        page.revisit_seconds = max(self.limits.revisit_min, min(self.limits.revisit_max, wait))
        return page.revisit_seconds

    def _wait_after_failure(self, failures: int) -> int:
        """Seconds until a failed page is tried again: in the next run, then after longer and longer pauses."""
        if failures == 1:
            return 0
        return min(self.limits.revisit_max, self.limits.revisit_min * 2 ** min(failures - 2, 30))

    def _count(self, outcome: Outcome, by: int) -> None:
        setattr(self.run, outcome.value, getattr(self.run, outcome.value) + by)

    # --- addresses and sites ------------------------------------------------------------------------------------

    def _page_at(self, url: str) -> Page:
        """The page of an address; a new one is in the session, but not flushed yet."""
        page = self.session.scalar(select(Page).where(Page.url == url))
        if page is None:
            page = Page(site_id=self._site_id(url), url=url, kind=PageKind.UNKNOWN)
            self.session.add(page)
        return page

    def _site_id(self, url: str) -> int:
        key = self._site_of(url)
        if key not in self._sites:
            site = self.session.scalar(select(Site).where(Site.key == key))
            if site is None:
                site = Site(key=key, first_seen=now())
                self.session.add(site)
                self.session.flush()
            self._sites[key] = site.id
            self._turns.append(site.id)
            self._ready[site.id] = deque()
            self._bring_forward(site.id)
        return self._sites[key]

    def _bring_forward(self, site_id: int) -> None:
        """Make pages due that an earlier run put off for longer than this one allows, or while the clock was wrong."""
        put_off = Page.next_check > now()
        long_ago = Page.fetched_at <= now() - timedelta(seconds=self.limits.revisit_max)
        in_the_future = Page.fetched_at > now() + timedelta(seconds=CLOCK_ERROR)
        wrongly = put_off & (long_ago | in_the_future)
        self.session.execute(update(Page).where(Page.site_id == site_id, wrongly).values(next_check=now()))

    def _refresh(self, site_id: int) -> None:
        """Forget the ready pages of a site, because more urgent ones may have come."""
        if site_id in self._ready:
            self._ready[site_id].clear()
            self._exhausted.discard(site_id)

    def _is_forgotten(self, url: str) -> bool:
        return bool(self._forgotten) and (url in self._forgotten or self._site_of(url) in self._forgotten)


# Hubs first, since they bring news; then articles; then the further pages of listings, so that a bounded crawl stops
# walking an archive as soon as it has enough articles.
_RANK = case(
    (func.coalesce(Page.listing_number, 1) > 1, 2),
    (Page.kind.in_(HUBS), 0),
    else_=1,
)


def _taken(page: Page) -> Taken:
    return Taken(
        id=page.id,
        site_id=page.site_id,
        url=page.url,
        kind=PageKind(page.kind),
        depth=page.depth,
        etag=page.etag,
        last_modified=page.last_modified,
        listing_id=page.listing_id,
        listing_number=page.listing_number or 1,
    )


def _is_news(announced: str | None, announced_before: str | None, fetched_at: datetime | None) -> bool:
    """Whether an announced date speaks of a version not fetched yet. Dates are compared as precisely as given."""
    if announced is None or announced == announced_before or fetched_at is None:
        return False
    return announced >= fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ")[: len(announced)]
