"""Only who asks for this machine by its name is answered.

A page on the web could have its own name lead here (DNS rebinding) and then read the database by the browser of whoever
looks at it.
"""

from collections.abc import Callable

from datasette import hookimpl
from datasette.utils.asgi import Response

HERE = (b"127.0.0.1", b"localhost")


@hookimpl
def asgi_wrapper() -> Callable:
    """A wrapper of the whole application that refuses requests for other hosts with 403."""

    def wrapped(application: Callable) -> Callable:
        async def answer(scope: dict, receive: Callable, send: Callable) -> None:
            host = dict(scope.get("headers", ())).get(b"host", b"").partition(b":")[0]
            if scope["type"] == "http" and host not in HERE:
                await Response.text("This is not the host you asked for.", status=403).asgi_send(send)
            else:
                await application(scope, receive, send)

        return answer

    return wrapped
