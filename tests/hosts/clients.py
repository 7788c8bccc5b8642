"""Supervisors at work: each has a host of his own and goes to the next one when it fails."""

import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import Any, Final

from tests.hosts.machines import PORT
from tests.hosts.network import enter

PATIENCE: Final = 3.0
#: What a client sees when there was no answer at all.
NOTHING: Final = 0


@dataclass(frozen=True)
class Seen:
    """One request and its answer, as a client saw them."""

    address: str
    status: int
    began: float
    item: int


def ask(address: str, method: str, path: str, body: Any, **headers: str) -> tuple[int, Any]:
    """One request on a connection of its own; raises OSError without an answer."""
    connection = http.client.HTTPConnection(address, PORT, timeout=PATIENCE)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = json.dumps(body) if body is not None else None
        connection.request(
            method,
            path,
            content,
            {"Content-Type": "application/json", "Connection": "close"} | named,
        )
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


class Client(threading.Thread):
    """Completes items from the common pile until it is told that no more will come."""

    def __init__(
        self,
        namespace: Path,
        addresses: list[str],
        pile: "Queue[int]",
        send: Callable[[str, int], tuple[int, Any]],
        over: threading.Event,
    ) -> None:
        super().__init__(daemon=True)
        self.seen: list[Seen] = []
        self.done: list[int] = []
        self.failed: BaseException | None = None
        self._namespace, self._addresses, self._pile = namespace, addresses, pile
        self._send, self._over = send, over

    def run(self) -> None:
        """Work until the pile is empty and nobody adds to it."""
        try:
            enter(self._namespace)
            while True:
                try:
                    item = self._pile.get(timeout=0.2)
                except Empty:
                    if self._over.is_set():
                        return
                else:
                    self._complete(item)
                    time.sleep(0.05)
        except BaseException as error:
            self.failed = error
            raise

    def _complete(self, item: int) -> None:
        """Ask the own host first and then the next, until one has answered that it is done."""
        for attempt in range(60):
            address = self._addresses[attempt % len(self._addresses)]
            began = time.monotonic()
            try:
                status, _answer = self._send(address, item)
            except OSError:
                status = NOTHING
            self.seen.append(Seen(address, status, began, item))
            if status == http.client.OK:
                self.done.append(item)
                return
            if attempt % len(self._addresses) == len(self._addresses) - 1:
                time.sleep(0.3)
        raise AssertionError(f"item {item} was refused everywhere: {self.seen[-3:]}")
