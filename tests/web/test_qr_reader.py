"""static/qr-reader.js in a real browser: what it reads, how fast, and beside zxing-cpp on the same pictures."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Route
from qrcode.base import rs_blocks

from app.rules import offline_seal
from app.rules.codewords import LEVELS, Level
from app.rules.seal_facts import MOST_WORDS, Facts, Worth, mark
from tests.web import scenes

STATIC = Path(__file__).parents[2] / "static"
PLACE = "http://localhost"  # every answer comes from this test
MOST_BYTES = 12_000
EACH = 7  # scenes of a kind
ROOM = 0.02  # by which zxing-cpp may be better
READ = """async count => {
  const { read } = await import("/qr-reader.js");
  const answers = [];
  for (let i = 0; i < count; i++) {
    const response = await fetch(`/picture/${i}`), width = Number(response.headers.get("x-width"));
    const grey = new Uint8Array(await response.arrayBuffer()), data = new Uint8ClampedArray(4 * grey.length);
    for (let at = 0; at < data.length; at++) data[at] = at % 4 < 3 ? grey[at >> 2] : 255;
    const image = new ImageData(data, width), start = performance.now(), text = read(image);
    answers.push([text, performance.now() - start]);
  }
  return answers;
}"""

Reader = Callable[[Sequence[Image.Image]], list[tuple[str | None, float]]]


@pytest.fixture(scope="module")
def reader(_browser: Browser) -> Iterator[Reader]:
    """Reads pictures in one page of the browser: for each its text or None, and the milliseconds it took."""
    page = _browser.new_context().new_page()
    pictures: list[Image.Image] = []
    page.route(f"{PLACE}/", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.route(f"{PLACE}/qr-reader.js", lambda route: route.fulfill(path=STATIC / "qr-reader.js"))
    page.route(f"{PLACE}/picture/*", lambda route: _show(route, pictures))
    page.goto(f"{PLACE}/")

    def read(shown: Sequence[Image.Image]) -> list[tuple[str | None, float]]:
        pictures[:] = [picture.convert("L") for picture in shown]
        return [(text, ms) for text, ms in page.evaluate(READ, len(pictures))]

    yield read
    page.context.close()


def _show(route: Route, pictures: list[Image.Image]) -> None:
    picture = pictures[int(route.request.url.rpartition("/")[2])]
    route.fulfill(body=picture.tobytes(), headers={"x-width": str(picture.width)})


def texts(reader: Reader, pictures: Sequence[Image.Image]) -> list[str | None]:
    return [text for text, _ in reader(pictures)]


def test_it_is_small_enough_to_be_fetched_when_a_camera_is_opened():
    assert len(gzip.compress((STATIC / "qr-reader.js").read_bytes(), 9)) < MOST_BYTES


def test_every_version_is_read_at_every_level_filled_to_the_last_byte(reader: Reader) -> None:
    wanted, pictures = [], []
    for version in range(1, 41):
        for level in LEVELS:
            wanted.append(_filling(version, level))
            pictures.append(scenes.flat(scenes.ours(wanted[-1], level), 3))
            assert pictures[-1].width == 3 * (4 * version + 25)
    assert texts(reader, pictures) == wanted


def _filling(version: int, level: Level) -> str:
    """Letters that fill a version, after four bits for the mode and eight or sixteen for the length."""
    room = sum(block.data_count for block in rs_blocks(version, LEVELS[level]))
    return "".join(Random(version).choices("abcdefghijklmnopqrstuvwxyz", k=room - (2 if version < 10 else 3)))


def test_every_mask_is_read(reader: Reader) -> None:
    pictures = [scenes.flat(scenes.symbol("2VPY-7FYV-3784", mask=mask)) for mask in range(8)]
    assert texts(reader, pictures) == ["2VPY-7FYV-3784"] * 8


SEGMENTS = {
    "0": {},
    "07": {},
    "0123456789012345": {},
    "K7QM-2FYV-3785": {},
    "HTTPS://AURORA.EXAMPLE/$%*+-./: 0": {},
    "Grüße, 25 € für 漢字 😀": {"encoding": "utf-8"},
    "25 € für dich": {"encoding": "utf-8", "eci": True},
    "Grüße ÿ": {"encoding": "iso-8859-1"},
    "Grüße": {"encoding": "iso-8859-1", "eci": True},
    "Привет": {"encoding": "iso-8859-5", "eci": True},
    "здесь": {"encoding": "cp1251", "eci": True},
    "汉字": {"encoding": "gb18030", "eci": True},
    "かな漢字": {"encoding": "shift_jis", "eci": True},
    "茗荷点": {"mode": "kanji"},
}


def test_every_kind_of_segment_is_read(reader: Reader) -> None:
    symbols = [segno.make(text, micro=False, **how) for text, how in SEGMENTS.items()]
    pictures = [scenes.flat(np.array(list(symbol.matrix), dtype=bool)) for symbol in symbols]
    assert texts(reader, pictures) == list(SEGMENTS)


@pytest.mark.parametrize("pixels", [1, 2, 7, 20])
@pytest.mark.parametrize("quiet", [1, 4])
def test_modules_may_be_of_any_size_and_the_quiet_zone_narrow(reader: Reader, pixels: int, quiet: int) -> None:
    assert texts(reader, [scenes.flat(scenes.ours("2VPY-7FYV-3784"), pixels, quiet)]) == ["2VPY-7FYV-3784"]


@pytest.mark.parametrize(
    ("version", "worth"),
    [
        (6, Worth(kind="percent", number=Decimal(25))),
        (7, Worth(kind="amount", number=Decimal("39.90"), currency="EUR")),
        (8, Worth(kind="item", words="x" * MOST_WORDS)),
    ],
)
def test_a_code_with_its_seal_is_read_from_two_and_a_half_pixels_a_module_on(
    reader: Reader, version: int, worth: Worth
) -> None:
    """As docs/decisions/2026-11-26-a-till-without-a-line.md has it; the versions are those of coupons' pages."""
    day = datetime(2026, 7, 4, tzinfo=UTC)
    facts = Facts(campaign=mark("estate-25"), valid_from=day, valid_until=day, worth=worth)
    text = offline_seal.seal("2VPY-7FYV-3784", facts, offline_seal.private_key("spring"))
    assert len(scenes.ours(text)) == 4 * version + 17
    assert texts(reader, [scenes.held_up(text, 2.5, seed) for seed in range(8)]) == [text] * 8


def test_a_photograph_of_twelve_million_pixels_is_read(reader: Reader) -> None:
    photograph = Image.new("L", (4000, 3000), 90)
    photograph.paste(scenes.flat(scenes.ours("2VPY-7FYV-3784"), 50).rotate(20, expand=True, fillcolor=90), (700, 500))
    assert texts(reader, [photograph]) == ["2VPY-7FYV-3784"]


@pytest.mark.parametrize(("level", "most"), [("L", 2), ("M", 4), ("Q", 6), ("H", 8)])
def test_as_many_words_are_repaired_as_the_standard_has_it_and_no_more(reader: Reader, level: str, most: int) -> None:
    """ISO/IEC 18004, table 9, version 1: the other words for repair are kept, lest a wrong text be read."""
    whole = scenes.symbol("2VPY7FYV", level, 1)
    hurt = [scenes.flat(_without(whole, words), 4) for words in (most, most + 1)]
    assert texts(reader, hurt) == ["2VPY7FYV", None]


def _without(modules: np.ndarray, words: int) -> np.ndarray:
    """A symbol of version 1 with its first words turned over: three lie above each other, two columns wide."""
    hurt = modules.copy()
    for word in range(words):
        column, place = divmod(word, 3)
        bottom = 20 - 4 * place if column % 2 == 0 else 12 + 4 * place
        hurt[bottom - 3 : bottom + 1, 19 - 2 * column : 21 - 2 * column] ^= True
    return hurt


def test_where_there_is_no_code_there_is_no_text(reader: Reader) -> None:
    dice = Random(1)
    noise = np.random.default_rng(1)
    rooms = [scenes.room(dice).reduce(scenes.FINE) for _ in range(10)]
    chance = [scenes.flat(noise.integers(0, 2, (100, 130)).astype(bool), 4) for _ in range(5)]
    specks = [Image.fromarray(noise.integers(0, 256, (480, 640), dtype=np.uint8)) for _ in range(3)]
    halves = [scenes.flat(scenes.ours("2VPY-7FYV-3784")[:15], 8), scenes.flat(scenes.ours("2VPY-7FYV-3784")[:, 10:], 8)]
    assert set(texts(reader, [*rooms, *chance, *specks, *halves])) == {None}


def test_it_reads_as_much_as_zxing_and_never_a_wrong_text(
    reader: Reader, record_property: Callable[[str, object], None]
) -> None:
    shown = [scenes.scene(kind, seed) for kind in scenes.KINDS for seed in range(EACH)]
    answers = reader([each.image for each in shown])
    right, theirs, times = defaultdict(int), defaultdict(int), []
    for each, (text, ms) in zip(shown, answers, strict=True):
        assert text in {each.text, None}, each.kind
        right[each.kind] += text == each.text
        theirs[each.kind] += each.text in {found.text for found in zxingcpp.read_barcodes(each.image)}
        times.append(ms)
    rows = [f"  {kind:10}{right[kind]:4}{theirs[kind]:8}" for kind in scenes.KINDS]
    all_ours, all_theirs = sum(right.values()) / len(shown), sum(theirs.values()) / len(shown)
    record_property(
        "terminal",
        f"QR codes read of {EACH}: ours, zxing-cpp\n" + "\n".join(rows) + f"\n  {all_ours:.1%} and {all_theirs:.1%}; "
        f"ours in {median(times):.0f} ms, nine of ten in {sorted(times)[len(times) * 9 // 10]:.0f} ms",
    )
    assert right["clean"] == EACH
    assert all_ours >= all_theirs - ROOM
    assert right["bent"] > theirs["bent"], "grids follow bent paper"
