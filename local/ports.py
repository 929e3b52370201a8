"""The ports of a stack: the well-known ones of Supabase, or free ones that are locked against other stacks."""

import errno
import os
import random
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from local.data_folder import try_to_lock
from local.errors import StackError

LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
# Below the kernel's range for outgoing connections.
BLOCKS = range(20000, 32000, 10)


@dataclass(frozen=True)
class Ports:
    """The port of each process."""

    site: int = 3000
    service: int = 8000
    supabase: int = 54321
    postgres: int = 54322
    inbox: int = 54324
    pixio: int = 54330
    stripe: int = 54331
    postgrest: int = 54332
    postgrest_admin: int = 54333


@contextmanager
def free_ports() -> Iterator[Ports]:
    """Yield free ports, locked against other stacks. Raises StackError if there are none."""
    for base in random.sample(BLOCKS, len(BLOCKS)):
        with _lock(base) as locked:
            ports = Ports(*range(base, base + len(fields(Ports))))
            if locked and not any(is_taken(port) for port in vars(ports).values()):
                yield ports
                return
    raise StackError(f"No {BLOCKS.step} ports in a row are free between {BLOCKS.start} and {BLOCKS.stop}.")


def check_free(needed: dict[str, int]) -> None:
    """Raise StackError that names each port that is in use, and the process that needs it."""
    taken = [f"Port {port}, which {part} needs, is in use." for part, port in needed.items() if is_taken(port)]
    if taken:
        way_out = "Stop the program that listens there, or start with --free-ports (make dev ARGS=--free-ports)."
        raise StackError("\n".join([*taken, way_out]))


def is_taken(port: int) -> bool:
    """Return whether a program listens on this port of the loopback interface."""
    return not all(_can_listen(family, host, port) for family, host in LOOPBACKS)


def _can_listen(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen(1)
    except OSError as error:
        # On a machine without IPv6, its ports cannot be in use.
        return family is socket.AF_INET6 and error.errno != errno.EADDRINUSE
    return True


@contextmanager
def _lock(base: int) -> Iterator[bool]:
    folder = Path(tempfile.gettempdir()) / f"pixio-starter-ports-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / str(base)).open("w") as lock:
        yield try_to_lock(lock)
