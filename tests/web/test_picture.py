"""A brand's picture: served under the name of its content, and never from outside its folder."""

import re
from io import BytesIO

import pytest
from PIL import Image

from tests.web.visiting import HERE, ID, parts_of, release


@pytest.fixture
def drawn(client):
    """A client whose campaign has a picture."""
    folder = parts_of(client).settings.campaigns
    Image.new("RGBA", (300, 400), (1, 2, 3, 99)).save(folder / "cono.png")
    release(client, brand={"look": {"colour": "#b3124b", "image": "cono.png"}})
    return client


def address(client) -> str:
    found = re.search(r'<img src="([^"]+)" alt=""', client.get(HERE).text)
    assert found
    return found[1]


def test_a_picture_is_kept_for_ever_by_the_name_of_its_content(drawn):
    picture = drawn.get(address(drawn))
    assert picture.status_code == 200
    assert picture.mimetype == "image/webp"
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Image.open(BytesIO(picture.data)).size == (300, 400)


def test_another_name_is_no_picture(drawn):
    for name in ("0000000000000000.webp", "cono.png", "..%2f..%2fetc%2fpasswd"):
        assert drawn.get(f"/image/{ID}/{name}").status_code == 404
    assert drawn.get(address(drawn).replace(ID, "nobody")).status_code == 404


def test_a_broken_picture_leaves_the_page_whole(client, drawn):
    (parts_of(client).settings.campaigns / "cono.png").write_bytes(b"not a picture")
    release(client, name="Estate", brand={"look": {"colour": "#b3124b", "image": "cono.png"}})
    page = client.get(HERE)
    assert page.status_code == 200
    assert "<img" not in page.text


def test_a_link_out_of_the_folder_is_not_followed(client, tmp_path):
    Image.new("RGB", (9, 9)).save(tmp_path / "secret.png")
    (parts_of(client).settings.campaigns / "cono.png").symlink_to(tmp_path / "secret.png")
    release(client, brand={"look": {"colour": "#b3124b", "image": "cono.png"}})
    assert "<img" not in client.get(HERE).text
