"""Why a server cannot listen at its host and port, in the words of config.yaml."""

from __future__ import annotations

import errno
import socket

from channels.sentence import Sentence
from pipeline.settings.values import Config, ConfigError


def cannot_listen(config: Config, part: str, error: OSError) -> ConfigError | None:
    """The error about `part` (webhook, sandbox); None if it is not about listening."""
    if error.filename is not None:  # a file's
        return None
    if error.errno == errno.EADDRINUSE:
        taken = Sentence("the port is taken: is it running already, or another program at that port?")
        return config.error(f"{part}.port", taken)
    if error.errno in (errno.EACCES, errno.EPERM):
        reserved = Sentence(
            "this account may not listen at the port: below 1024 they are the system's, choose a higher one"
        )
        return config.error(f"{part}.port", reserved)
    unknown = isinstance(error, socket.gaierror) or error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
    if unknown or "could not bind" in str(error):  # asyncio's, of a name with several addresses
        return config.error(f"{part}.host", Sentence("is no address of this machine; usually 127.0.0.1"))
    return None
