"""Every switch, in the order a page meets it. Each may be set for one run: `scrapy crawl ... -s NAME=VALUE`.

Two come from the environment: DATABASE_URL, and OFFPRINT_CONTACT for CONTACT, which is part of the user agent.
"""

import os

# Starting
VERSION = "0.1.0"  # of Offprint; magazines see it in the user agent
BOT_NAME = "offprint"
SPIDER_MODULES = ["crawler.spiders"]  # where `scrapy list` and `scrapy crawl` look
NEWSPIDER_MODULE = "crawler.spiders"  # where `scrapy genspider` writes
COMMANDS_MODULE = "crawler.commands"  # our own commands beside Scrapy's
TELNETCONSOLE_ENABLED = False  # Scrapy opens a port into the running process unless told not to
REMOTE_CONTROL_ENABLED = False  # the same

# Which addresses: what is due, and how much of it one run takes
REVISIT_MIN = 86_400  # seconds (1 day): a page that changed is not asked for again sooner
REVISIT_MAX = 90 * 86_400  # seconds (90 days): a page that never changes is still looked at four times a year
HUB_DEPTH = 2  # hubs on the way to an article: the front page and its sections; what lies deeper leads no further
FOLLOW_DEPTH = 3  # articles away from a hub, with -a follow=articles; further on it is another subject
SITE_PAGES = 10_000  # pages of one site in a run, the last resort against endless sites; the rest waits
LISTING_PAGES = 500  # pages of one listing in a run; at 20 articles a page this is an archive of 10,000
SITE_ADDRESSES = 1_000_000  # of one site in the database: a hundred runs' worth; sitemaps may announce any number
HOST_REQUESTS = 30_000  # requests to one host in a run: three for each page of SITE_PAGES; 0 for no limit
HOST_MB = 5_000  # megabytes from one host in a run, as they come: half of one for each page; 0 for no limit
ARTICLE_PAGES = 20  # parts of one article; long reads have up to a dozen, more is a gallery or a loop
ARTICLE_MAXSIZE = 20 * 1024 * 1024  # bytes of all parts of one article; they are held until the last one is there
URLLENGTH_LIMIT = 2_000  # characters; browsers and sitemaps stop about here, longer ones are generated

# Politeness
CONTACT = os.environ.get("OFFPRINT_CONTACT", "")  # address or URL at which a magazine can complain
USER_AGENT = f"Offprint/{VERSION} (+{CONTACT})" if CONTACT else f"Offprint/{VERSION}"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Offprint"  # the name a robots.txt may use for us; without it the whole user agent is matched
CRAWL_DELAY_MAX = 60  # seconds; a longer Crawl-delay is shortened to this, or one site would take days
DOWNLOAD_DELAY = 1.0  # seconds between requests to a host that states no Crawl-delay
CONCURRENT_REQUESTS = 16  # answers awaited from all hosts together
CONCURRENT_ITEMS = 2  # of one answer, which holds one; Scrapy starts this many tasks for every answer
CONCURRENT_REQUESTS_PER_DOMAIN = 4  # of one host; with the delay only a slow host ever has more than one
AUTOTHROTTLE_ENABLED = True  # a host that answers slowly is asked less often
AUTOTHROTTLE_START_DELAY = 1.0  # seconds, until the host's pace is known
AUTOTHROTTLE_MAX_DELAY = 60.0  # seconds; not below CRAWL_DELAY_MAX
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0  # answers awaited from one host on average

# Fetching
COOKIES_ENABLED = False  # we read as a stranger: no sessions, no meters, nothing to keep secret
REFERRER_POLICY = "same-origin"  # other sites need not know where a link stood
DOWNLOAD_HANDLERS = {
    "http": "crawler.handler.ShortHeadHandler",
    "https": "crawler.handler.ShortHeadHandler",
    "data": None,  # nothing but the web: a link must not read local files
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy does not, unless told
DOWNLOAD_TIMEOUT = 30  # seconds for one answer from connecting to its last byte, however busily it drips
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # bytes, before and after decompression; the largest sitemaps we met have 5 MB
DOWNLOAD_WARNSIZE = 0  # bytes; 0: no warning before the limit
DOWNLOAD_FAIL_ON_DATALOSS = True  # a body shorter than announced is a failure, not a page
REDIRECT_MAX_TIMES = 5  # hops; http, https, www, language, slash: nobody needs a sixth
METAREFRESH_MAXDELAY = 5  # seconds; a page that reloads later than this is meant to be read first
RETRY_TIMES = 2  # times after the first, then the page has failed until the next run
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504, 522, 524]  # statuses that may pass
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # failed pages are in the database, with their reasons
RETRY_AFTER_MAX = 120  # seconds; a host that asks for more is left alone for as long as it asked
HTTPERROR_ALLOW_ALL = True  # the spider judges statuses: a 404 is an outcome too
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.ScopeGate": 60,  # before robots.txt: hosts outside the magazine are not even asked for theirs
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.robots.Robots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.middlewares.RetryAfter": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.WholeAnswer": 590,
    "crawler.guard.AddressGuard": 760,  # after HttpProxyMiddleware (750): it must know whether a proxy will be used
    "crawler.quota.HostQuota": 770,  # last: what was refused is not counted
}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.politeness.CrawlDelay": 0,
    "crawler.politeness.PoliteThrottle": 0,
    "crawler.progress.Progress": 0,
    "crawler.logs.LogCannotBeWritten": 0,
    "scrapy.extensions.logstats.LogStats": None,
}

# The address guard itself has no switch; what it allows follows from the start addresses
DNS_TIMEOUT = 10  # seconds for turning a name into numbers

# Reading
READ_WORKERS = os.cpu_count() or 1  # processes that read pages
READ_SECONDS = 30  # seconds of processor time for one page, four times as long on the clock; honest pages take 4
READ_MEMORY_MB = 600  # megabytes of address space for one worker; it starts with 240, of which it uses 140
READ_MODULES = ["pipelines.article", "pipelines.ready", "crawler.discovery"]  # loaded once, before workers are forked
RULES = "rules"  # folders of rule files (docs/rules.md), a comma between; the first has the last word
ITEM_PIPELINES = {
    "pipelines.extract.ExtractPipeline": 300,
    "pipelines.store.StorePipeline": 800,
}

# Storage
DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite:///articles.db")
DATABASE_MB = 50_000  # megabytes; some 300,000 articles with their raw pages. A run that meets it ends; 0 for no limit
RAW_VERSIONS = 3  # newest raw versions kept of each page, for reading them again; 0 keeps none
COMMIT_PAGES = 50  # pages in one commit; commits of one page were 34 times as expensive
COMMIT_SECONDS = 5  # seconds after which fewer are committed as well
LOCK_WAIT = 0  # seconds to wait for another run on this database before giving up

# Telling
LOG_LEVEL = "WARNING"  # the run's own summary says what happened
LOG_FORMATTER = "crawler.logs.ShortLog"  # no tracebacks of a database that is full or locked
LOG_VERSIONS = []  # no list of library versions at the start
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"  # what holds no article leaves the pipelines as a dropped item, already stored
FEED_EXPORT_ENCODING = "utf-8"  # for `-O articles.json`: letters, not escapes
