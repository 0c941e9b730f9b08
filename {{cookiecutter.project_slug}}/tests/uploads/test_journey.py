"""A person with a new picture, with JavaScript and without."""

from pathlib import Path

from playwright.async_api import expect

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser
from tests.constants import PASSWORD
from tests.journeys.clicks import log_in, press
from tests.journeys.visits import Visit, each_visit, look, open_visit
from tests.uploads.images import make_animation, make_photo

pytestmark = in_browser

LOADED = "() => document.querySelector('main img').naturalWidth"


@each_visit
async def test_a_person_shows_their_face(
    settings: Settings, unused_tcp_port: int, visit: Visit, user: User, tmp_path: Path
) -> None:
    photo, animation = tmp_path / "photo.jpg", tmp_path / "animation.png"
    photo.write_bytes(make_photo())
    animation.write_bytes(make_animation("PNG"))
    async with open_visit(settings, unused_tcp_port, visit) as page:
        await page.goto("/login?next=/account/picture")
        await log_in(page, user.email, PASSWORD)
        field = page.get_by_label("Picture", exact=True)
        await expect(field).to_be_visible()
        await look(page, "picture-none")

        await field.set_input_files(animation)
        await press(page, "Save")
        await expect(field).to_have_attribute("aria-invalid", "true")
        await look(page, "picture-refused")
        await field.set_input_files(photo)
        await press(page, "Save")
        await expect(page.get_by_text("Your picture was saved.")).to_be_visible()
        # The policy of the page allows the picture, and that of the picture does not hide it.
        picture = page.get_by_alt_text("Your picture")
        await expect(picture).to_be_visible()
        await look(page, "picture")
        if visit.has_script:
            assert await page.evaluate(LOADED) == 256

        # Another one has an address of its own, so that the browser shows no old one.
        first = await picture.get_attribute("src") or ""
        await page.get_by_label("New picture").set_input_files(photo)
        await press(page, "Save")
        await expect(picture).not_to_have_attribute("src", first)
        await press(page, "Delete picture")
        await expect(page.get_by_text("Your picture was deleted.")).to_be_visible()
        await expect(picture).to_be_hidden()
        await expect(field).to_be_visible()
