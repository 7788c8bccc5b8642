"""Hosts made of Linux's network namespaces, joined by a switch: each can be cut off and joined."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

CLONE_NEWNET: Final = 0x40000000
#: Where iproute2 keeps the namespaces that it made.
NAMED: Final = Path("/var/run/netns")
NETWORK: Final = "10.77.0"


class NoNamespaces(Exception):
    """This machine does not let us make network namespaces."""


class Network:
    """A switch and the hosts at it; a host's address ends in its place."""

    def __init__(self, names: list[str]) -> None:
        self._prefix = f"yancha{os.getpid()}"
        self._places = {name: place for place, name in enumerate(names, 2)}
        self._made: list[str] = []

    def make(self) -> None:
        """Make the switch and all hosts; raises NoNamespaces."""
        if shutil.which("ip") is None:
            raise NoNamespaces("the program ip is missing; say: make hosts")
        switch = self._add("switch")
        _ip("-n", switch, "link", "add", "bridge", "type", "bridge")
        _ip("-n", switch, "link", "set", "bridge", "up")
        for name, place in self._places.items():
            host = self._add(name)
            port = f"port{place}"
            _ip("-n", switch, "link", "add", port, "type", "veth", "peer", "wire", "netns", host)
            _ip("-n", switch, "link", "set", port, "master", "bridge", "up")
            _ip("-n", host, "address", "add", f"{self.address(name)}/24", "dev", "wire")
            _ip("-n", host, "link", "set", "wire", "up")
            _ip("-n", host, "link", "set", "lo", "up")

    def address(self, name: str) -> str:
        """The address of a host."""
        return f"{NETWORK}.{self._places[name]}"

    def cut_off(self, name: str) -> None:
        """Pull the wire of a host out of the switch."""
        self._wire(name, "down")

    def join(self, name: str) -> None:
        """Plug it in again."""
        self._wire(name, "up")

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """What this thread opens and starts in the block belongs to the host."""
        own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        try:
            enter(self.path(name))
            try:
                yield
            finally:
                _set(own)
        finally:
            os.close(own)

    def path(self, name: str) -> Path:
        """The file that stands for a host's namespace."""
        return NAMED / f"{self._prefix}-{name}"

    def remove(self) -> None:
        """Leave nothing behind; devices go with their namespaces."""
        for name in reversed(self._made):
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)

    def _add(self, name: str) -> str:
        named = self.path(name).name
        try:
            _ip("netns", "add", named)
        except subprocess.CalledProcessError as error:
            raise NoNamespaces(error.stderr.strip()) from error
        self._made.append(named)
        return named

    def _wire(self, name: str, state: str) -> None:
        switch = self.path("switch").name
        _ip("-n", switch, "link", "set", f"port{self._places[name]}", state)


def enter(path: Path) -> None:
    """Move this thread into a namespace for good."""
    handle = os.open(path, os.O_RDONLY)
    try:
        _set(handle)
    finally:
        os.close(handle)


def _set(handle: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(handle, CLONE_NEWNET):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)
