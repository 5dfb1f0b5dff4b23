"""Pages kept as bytes: the same page in both forms, small enough for the first flight, whatever the token."""

import gzip
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.campaign import parse
from app.web.press import HOLE, cut
from tests.web.visiting import HERE, token

SAMPLES = sorted((Path(__file__).parents[2] / "campaigns").glob("*.toml"))
FIRST_FLIGHT = 14 * 1024  # bytes: ten packets (RFC 6928)


@given(st.lists(st.text(max_size=300), min_size=1, max_size=5), st.binary(max_size=200))
def test_both_forms_are_the_same_page(pieces, mine):
    sheet = cut(HOLE.join(piece.replace("~", "") for piece in pieces), "")
    assert gzip.decompress(sheet.gzip(mine)) == sheet.plain(mine)


def test_a_token_is_never_compressed_next_to_anything():
    """Otherwise the length of an answer would tell how alike a guess is (BREACH)."""
    sheet = cut(f"{HOLE} value=secret {HOLE}", "")
    assert sheet.gzip(b"value=secret").count(b"value=secret") == 2


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br", "br, gzip;q=0.5"])
def test_a_page_is_sent_compressed_to_whoever_takes_it_so(client, accepted):
    packed = client.get(HERE, headers={"Accept-Encoding": accepted})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    page, plain = gzip.decompress(packed.data).decode(), client.get(HERE)
    mine = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert mine
    assert page.replace(mine[1], "") == plain.text.replace(token(plain), "")
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_and_its_style_fit_into_the_first_flight(settings, build, tmp_path, path):
    folder = tmp_path / "samples"
    shutil.copytree(path.parent, folder)
    client = build(replace(settings, campaigns=folder)).test_client()
    campaign, _ = parse(path.read_text("utf-8"), path.stem)
    for language in campaign.languages:
        address = f"/c/{campaign.id}?language={language}"
        page = client.get(address, headers={"Accept-Encoding": "gzip"})
        pictures = re.findall(r'<img src="([^"]+)"', gzip.decompress(page.data).decode())
        weight = len(page.data) + sum(len(client.get(picture).data) for picture in pictures)
        assert len(page.data) < 0.7 * FIRST_FLIGHT, language
        assert weight <= FIRST_FLIGHT, language
