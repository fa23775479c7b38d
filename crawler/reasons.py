"""What went wrong with a fetch, in words for people."""

from scrapy import exceptions
from scrapy.core.downloader.handlers.http11 import TunnelError
from twisted.python.failure import Failure

WORDS: dict[type[Exception], str] = {
    exceptions.DownloadTimeoutError: "timed out",
    exceptions.DownloadConnectionRefusedError: "connection refused",
    exceptions.CannotResolveHostError: "no such host",
    exceptions.DownloadCancelledError: "larger than DOWNLOAD_MAXSIZE",
    TunnelError: "refused by the proxy",
}


def reason_of(error: BaseException | Failure) -> str:
    """One short line for an exception of the downloader, or an errback's Failure. Our own speak for themselves."""
    if isinstance(error, Failure):
        error = error.value
    for kind, words in WORDS.items():
        if isinstance(error, kind):
            return words
    if type(error) is exceptions.ResponseDataLossError:
        return "answer cut short"
    if isinstance(error, exceptions.DownloadFailedError):
        return f"connection failed: {_innermost(error)}"
    return str(error) or type(error).__name__


def _innermost(error: BaseException) -> str:
    """Twisted wraps the cause in lists of failures, whose text has addresses of objects in it."""
    reasons = getattr(error.__cause__, "reasons", None)
    return reasons[0].getErrorMessage() if reasons else str(error)
