"""A person's first minute in the engines of other browsers: Firefox, and WebKit as in Safari.

WebDriver drives them as people install them. Chromium has all the other tests.
"""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.firefox.service import Service as FirefoxService
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.service import Service as WebKitService

from app.accounts.models import User
from app.config import Settings
from tests.constants import PASSWORD, PATIENCE
from tests.servers import serve_here

# A browser of WebKitGTK for tests. It comes with its driver, and not on the PATH.
MINI_BROWSERS = [str(path) for path in Path("/usr/lib").glob("*/webkit*gtk-*/MiniBrowser")]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    # Selenium calls itself in a way that it has deprecated.
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),
]


def require_programs(*names: str) -> None:
    if missing := [name for name in names if shutil.which(name) is None]:
        pytest.skip(f"There is no {' and no '.join(missing)} on this machine")


@contextmanager
def open_firefox() -> Iterator[WebDriver]:
    require_programs("firefox", "geckodriver")
    options = webdriver.FirefoxOptions()
    options.add_argument("-headless")
    with webdriver.Firefox(options, FirefoxService(shutil.which("geckodriver"))) as browser:
        yield browser


@contextmanager
def open_webkit() -> Iterator[WebDriver]:
    require_programs("WebKitWebDriver", "Xvfb", *MINI_BROWSERS[:1] or ["MiniBrowser"])
    options = webdriver.WebKitGTKOptions()
    options.binary_location = MINI_BROWSERS[0]
    options.add_argument("--automation")
    # It has no mode without a screen.
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as screen:
        assert screen.stdout is not None
        environment = {**os.environ, "DISPLAY": f":{screen.stdout.readline().strip()}"}
        service = WebKitService(shutil.which("WebKitWebDriver"), env=environment)
        try:
            with webdriver.WebKitGTK(options, service=service) as browser:
                yield browser
        finally:
            screen.terminate()


@pytest.mark.parametrize("open_engine", [open_firefox, open_webkit])
async def test_a_person_keeps_todos_in_another_engine(
    settings: Settings,
    user: User,
    unused_tcp_port: int,
    open_engine: Callable[[], AbstractContextManager[WebDriver]],
) -> None:
    def visit() -> None:
        with open_engine() as browser:
            keep_todos(Engine(browser, f"http://localhost:{unused_tcp_port}"), user.email)

    async with serve_here(settings, unused_tcp_port):
        await asyncio.to_thread(visit)


class Engine:
    """Waits for each thing that a person looks for."""

    def __init__(self, browser: WebDriver, url: str) -> None:
        self.browser, self.url = browser, url
        self.wait = WebDriverWait(browser, PATIENCE)

    def see(self, selector: str, text: str = "") -> None:
        """Wait until an element is shown that has the text."""
        script = """return [...document.querySelectorAll(arguments[0])].some((element) =>
            element.checkVisibility() && element.textContent.includes(arguments[1]))"""
        self.wait.until(lambda browser: browser.execute_script(script, selector, text))

    def press(self, selector: str) -> None:
        self.see(selector)
        self.browser.find_element(By.CSS_SELECTOR, selector).click()

    def fill(self, selector: str, text: str) -> None:
        self.see(selector)
        self.browser.find_element(By.CSS_SELECTOR, selector).send_keys(text)


def keep_todos(engine: Engine, email: str) -> None:
    engine.browser.get(f"{engine.url}/todos")
    engine.fill("[name=email]", email)
    engine.fill("[name=password]", PASSWORD)
    engine.press("main form button:not(.reveal)")
    engine.see("h2", "Nothing to do yet")
    engine.browser.execute_script("window.isSamePage = true")

    engine.fill("[name=task]", "Weave")
    engine.press(".new-todo button")
    engine.see("#todos .task", "Weave")
    engine.press("#todos .tick[aria-pressed=false]")
    engine.see("#todos .tick[aria-pressed=true]")
    engine.press("#todos .actions button")
    engine.see(".empty h2", "Nothing to do yet")
    engine.press("#flash button")
    engine.see("#todos .task", "Weave")
    # HTMX changed parts of the page, and never loaded it anew.
    assert engine.browser.execute_script("return window.isSamePage") is True

    engine.press(".header .menu summary")
    engine.press(".header .menu form button")
    engine.see(".flash", "You are logged out")
