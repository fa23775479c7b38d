"""A server that answers with exactly the bytes it is told, right or wrong, for tests of what a crawler makes of it."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answer = bytes | Callable[[socket.socket], None]


class RawServer:
    """Answers on a free port. A path without an answer is a 404; a list is answered one after another."""

    def __init__(self, host: str, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self.answers: dict[str, Answer | list[Answer]] = {}
        self.asked: list[tuple[float, str]] = []  # (time.monotonic, path), or the whole target when used as a proxy
        self._socket = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port: int = self._socket.getsockname()[1]
        netloc = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        self._origin = f"{'https' if tls else 'http'}://{netloc}"

    def url(self, path: str) -> str:
        return self._origin + path

    @property
    def paths(self) -> list[str]:
        return [path for _, path in self.asked]

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:  # closed: the test is over
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _answer(self, connection: socket.socket) -> None:
        if self._tls:
            try:
                connection = self._tls.wrap_socket(connection, server_side=True)
            except OSError:  # the crawler did not like the certificate
                return
        with connection:
            asked = b""
            while b"\r\n\r\n" not in asked:
                more = connection.recv(65536)
                if not more:
                    return
                asked += more
            path = asked.split(b" ")[1].decode()
            self.asked.append((time.monotonic(), path))
            answer = self.answers.get(path, response(b"", status="404 Not Found"))
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            with suppress(OSError):  # the crawler has had enough
                answer(connection) if callable(answer) else connection.sendall(answer)


def response(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """A whole HTTP/1.1 answer; `length` lies about the body's."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", "Connection: close"]
    return "\r\n".join([*head, *headers, "", ""]).encode() + body


def reset_after(beginning: bytes) -> Callable[[socket.socket], None]:
    """Send the beginning, then break the connection off with RST."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(beginning)
        time.sleep(0.05)  # let it arrive; RST throws away what is still on the road
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return answer


def drip(beginning: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    """Send the beginning, then a piece every 50 ms until the other side hangs up."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(beginning)
        while True:
            connection.sendall(piece)
            time.sleep(0.05)

    return answer


def silence(connection: socket.socket) -> None:
    """Never answer, until the other side hangs up."""
    connection.recv(1)


@contextmanager
def raw_server(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    """A running RawServer."""
    server = RawServer(host, tls)
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        server.close()
