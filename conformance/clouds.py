"""The simulated clouds: where they are, what they sold, what time it is there."""

import contextlib
import datetime
import os

import requests

ADDRESS = os.environ["PURSER_SIM"]
HOST = ADDRESS.removeprefix("http://")
# Seconds: a simulator that hangs fails one test and not the build.
CONNECT_TIMEOUT, READ_TIMEOUT = 2, 5


def control(method, path, **arguments):
    answer = requests.request(method, f"{ADDRESS}/_sim/{path}", timeout=READ_TIMEOUT, **arguments)
    answer.raise_for_status()
    return answer


def ledger():
    """Everything that was sold, oldest first."""
    return control("GET", "ledger").json()


class Clock:
    """The time of the SDKs, and of the simulator where they agree."""

    def __init__(self):
        self._ahead = datetime.timedelta()
        # Bound now, before the SDKs' modules are given this clock instead.
        self._now = datetime.datetime.utcnow

    def utcnow(self):
        return self._now() + self._ahead

    def advance(self, **by):
        """Lets time pass, for everybody."""
        by = datetime.timedelta(**by)
        control("POST", "clock", json={"advance_seconds": int(by.total_seconds())})
        self._ahead += by

    @contextlib.contextmanager
    def wrong(self, **by):
        """A caller whose clock is off."""
        by = datetime.timedelta(**by)
        self._ahead += by
        try:
            yield
        finally:
            self._ahead -= by


CLOCK = Clock()
