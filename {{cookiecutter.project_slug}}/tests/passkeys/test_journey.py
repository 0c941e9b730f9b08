"""Adding a passkey, logging in with it and deleting it on the pages, in a real browser."""

from playwright.async_api import expect

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser
from tests.constants import PASSWORD
from tests.journeys.clicks import fill, log_in, log_out, press
from tests.journeys.visits import Visit, look, open_visit
from tests.passkeys.devices import add_device

pytestmark = in_browser


# A password manager's extension answers with objects that only look like those of the browser. The
# browser's own toJSON() refuses them.
IMITATE = """
for (const action of ["create", "get"]) {
    const ask = navigator.credentials[action].bind(navigator.credentials);
    const imitate = (object, names, changes = {}) => {
        const fields = names.filter((name) => name in object).map((name) => [name, object[name]]);
        return Object.create(Object.getPrototypeOf(object), Object.getOwnPropertyDescriptors({
            ...Object.fromEntries(fields), ...changes,
        }));
    };
    navigator.credentials[action] = async (options) => {
        const made = await ask(options);
        const response = imitate(made.response, ["clientDataJSON", "attestationObject",
            "authenticatorData", "signature", "userHandle"]);
        return imitate(made, ["id", "rawId", "type"], { response });
    };
}
"""
REFUSE = """navigator.credentials.create = async () => {
    throw new DOMException("No.", "NotSupportedError");
}"""
ADDED = "The passkey was added. You can now log in with it."
# Browsers know passkeys by JavaScript alone.
VISIT = Visit(True, "light", {"width": 1280, "height": 800})


async def test_an_extension_of_the_browser_adds_and_uses_a_passkey(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_visit(settings, unused_tcp_port, VISIT) as page:
        await add_device(page)
        await page.add_init_script(IMITATE)
        await page.goto("/login?next=/account/security")
        await log_in(page, user.email, PASSWORD)
        await fill(page, Name="My manager", Your_password=PASSWORD)
        await press(page, "Add a passkey")
        await expect(page.get_by_text(ADDED)).to_be_visible()

        await log_out(page)
        await page.goto("/login?next=/account/security")
        await press(page, "Log in with a passkey")
        await expect(page.get_by_role("heading", name="Security")).to_be_visible()


async def test_the_page_says_what_the_browser_refused(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_visit(settings, unused_tcp_port, VISIT) as page:
        await page.add_init_script(REFUSE)
        await page.goto("/login?next=/account/security")
        await log_in(page, user.email, PASSWORD)
        await fill(page, Name="My key", Your_password=PASSWORD)
        await press(page, "Add a passkey")
        await expect(page.get_by_text("This device cannot store")).to_be_visible()


async def test_a_person_adds_a_passkey_logs_in_with_it_and_deletes_it(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_visit(settings, unused_tcp_port, VISIT) as page:
        await add_device(page)
        await page.goto("/login?next=/account/security")
        await log_in(page, user.email, PASSWORD)
        await fill(page, Name="My key", Your_password="another engine")
        await press(page, "Add a passkey")
        await expect(page.get_by_text("The password is wrong.")).to_be_visible()
        await fill(page, Your_password=PASSWORD)
        await press(page, "Add a passkey")
        await expect(page.get_by_text(ADDED)).to_be_visible()
        await look(page, "passkeys")

        await log_out(page)
        await page.goto("/login?next=/account/security")
        await press(page, "Log in with a passkey")
        await expect(page.get_by_text("Last used")).to_be_visible()

        page.once("dialog", lambda dialog: dialog.accept())
        await press(page, "Delete My key")
        await expect(page.get_by_text("The passkey was deleted.")).to_be_visible()
        await expect(page.get_by_text("You have no passkeys yet.")).to_be_visible()
        await look(page, "passkeys-deleted")
