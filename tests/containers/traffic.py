"""People who use the app without a break, each with a request that reads and one that writes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPSConnection
from threading import Event, Thread

from containers.stacks import PERSON, Browser, Stack

# Of each kind, for one person: below the limit of 300 per minute.
REQUESTS_PER_SECOND = 4


class Person(Thread):
    """Writes todos and lists them, over one connection or over a new one for each request."""

    def __init__(self, browser: Browser, tag: str, *, keeps_connection: bool) -> None:
        super().__init__()
        self.browser, self.tag, self.keeps_connection = browser, tag, keeps_connection
        self.connection = self.connect()
        self.ended = Event()
        self.written: list[str] = []
        self.failed: list[str] = []
        self.slowest = 0.0

    def connect(self) -> HTTPSConnection:
        return HTTPSConnection("localhost", self.browser.port, context=self.browser.tls, timeout=30)

    def run(self) -> None:
        while not self.ended.wait(1 / REQUESTS_PER_SECOND):
            task = f"{self.tag} {len(self.written)}"
            self.written.append(task)
            self.ask("POST", 201, f'{{"task": "{task}"}}')
            self.ask("GET", 200)
        self.connection.close()

    def ask(self, method: str, expected: int, body: str | None = None) -> None:
        started = time.monotonic()
        try:
            if not self.keeps_connection:
                self.connection.close()
            self.connection.request(method, "/api/todos?limit=1", body, self.browser.headers())
            response = self.connection.getresponse()
            text = response.read()
            outcome = "" if response.status == expected else f"{response.status} {text!r}"
        except (OSError, HTTPException) as error:
            self.connection.close()
            outcome = repr(error)
        took = time.monotonic() - started
        self.slowest = max(self.slowest, took)
        if outcome:
            self.failed.append(f"{method} after {took:.1f} s: {outcome}")


class Traffic:
    def __init__(self, people: list[Person]) -> None:
        self.people = people

    def slowest(self) -> float:
        return max(person.slowest for person in self.people)

    def failed(self) -> list[str]:
        return [line for person in self.people for line in person.failed]

    def written(self) -> list[str]:
        return sorted(task for person in self.people for task in person.written)


@contextmanager
def send_requests(stack: Stack, *names: str) -> Iterator[Traffic]:
    """Have two clients of each new account send requests during the block."""
    people = []
    for name in names:
        account = {**PERSON, "email": f"{name}@example.com"}
        stack.run_app("create-user", account["email"], "--password", account["password"])
        browser = Browser(stack)
        assert browser.ask("POST", "/api/sessions", account).status == 201
        for keeps in (True, False):
            tag = f"load {name} {'kept' if keeps else 'new'}"
            people.append(Person(browser, tag, keeps_connection=keeps))
    for person in people:
        person.start()
    try:
        yield Traffic(people)
    finally:
        for person in people:
            person.ended.set()
        for person in people:
            person.join()
