"""Takes the pictures of README.md from the default project, as a browser shows it.

Run it by `make screenshots`. It needs a Chromium or Chrome on the machine.
"""

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from bakery import bake
from playwright.sync_api import Page, ViewportSize, sync_playwright
from running import run

IMAGES = Path(__file__).parent / "images"
SIZE = ViewportSize(width=1280, height=800)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PERSON = {"email": "ada@example.com", "password": "an engine that weaves"}
# In the order in which they are added: the newest comes first on the page.
TODOS = [
    ("Renew the passport", "2027-03-01T12:00"),
    ("Book the ferry to Bergen", "2027-02-12T18:00"),
    ("Send the photos to Grace", ""),
    ("Water the plants on the balcony", "2027-01-31T08:00"),
]
DONE = "Send the photos to Grace"
# Else Chromium asks hosts of its own for updates.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_browser() -> str:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    for name in names:
        if path := shutil.which(name):
            return path
    sys.exit(f"Install Chromium or Chrome first; none of {', '.join(names)} was found.")


def fill_in_and_send(page: Page, button: str, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"main form [name={name}]", value)
    page.click(f"main form button:text-is('{button}')")


def register(page: Page) -> None:
    page.goto("/register")
    fill_in_and_send(page, "Create the account", **PERSON)
    page.click("text=Open the mailbox")
    page.click("text=Confirm your address")
    page.click("pre a")
    fill_in_and_send(page, "Finish registration")
    page.wait_for_url("**/todos")


def add_todos(page: Page) -> None:
    for task, due in TODOS:
        fill_in_and_send(page, "Add", task=task, due=due)
        page.wait_for_selector(f"#todos .task:text-is('{task}')")
    page.click(f"button[aria-label='Done: {DONE}']")
    page.wait_for_selector(f"button[aria-label='Done: {DONE}'][aria-pressed=true]")


def take(page: Page, path: str, name: str) -> None:
    """The same page by day and by night."""
    page.goto(path)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        file = IMAGES / f"{name}-{scheme}.png"
        page.screenshot(path=file)
        print(f"{file.name}: {file.stat().st_size // 1000} kB")


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    # A root user, as in a container, cannot have Chromium's sandbox.
    flags = ["--no-sandbox", *FLAGS] if hasattr(os, "geteuid") and os.geteuid() == 0 else FLAGS
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        project = bake(Path(folder))
        with run(project.folder, "make", "run") as address:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=flags)
            page = browser.new_page(base_url=address, viewport=SIZE, device_scale_factor=1)
            take(page, "/", "landing")
            register(page)
            add_todos(page)
            take(page, "/todos", "todos")
            browser.close()


main()
