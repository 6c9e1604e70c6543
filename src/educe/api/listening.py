"""The socket that the API is served on."""

import socket

from educe.errors import Conflict


def listen(host: str, port: int) -> socket.socket:
    """The socket to serve on. Port 0 takes any free one.

    Raises Conflict when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Conflict(
            f"Port {port} on {host} can't be used: {error.strerror}. If Educe is running already, "
            "use that one; else choose another port with --port or EDUCE_PORT."
        ) from error
    listener.listen(2048)
    listener.setblocking(False)
    return listener
