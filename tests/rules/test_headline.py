import pytest

from app.rules.headline import BLOCK_U, SCALE, START_U, lay

CONE, SQUARE = 0.635, 1.0


@pytest.mark.parametrize(
    ("headline", "size"),
    [
        ("Un quarto in meno, sul serio", "xl"),
        ("Finish the backlog for less", "xl"),
        ("Drei Brezeln, zwei zahlen", "xl"),
        ("Frühstück bis Mittag, jeden Sonntag im Juli", "l"),
        ("Frühstücksbuffet am Sonntagvormittag", "m"),
        ("A headline that goes on and on until nobody can read it in passing", "m"),
        ("", "xl"),
    ],
)
def test_short_headlines_are_printed_largest(headline, size):
    assert lay(headline, ratio=None).size == size


@pytest.mark.parametrize(
    ("headline", "size"),
    [
        ("Un quarto in meno, sul serio", "xl"),
        ("Finish the backlog for less", "xl"),
        ("Three pretzels, pay for two", "l"),
        ("Sommerschlussverkauf", "m"),
        ("四分之一折扣大甩卖", "m"),
    ],
)
def test_long_words_beside_a_picture_are_printed_smaller(headline, size):
    assert lay(headline, ratio=CONE).size == size


def test_lines_come_out_even():
    """Finish the · backlog · for less, and not: Finish the · backlog for · less."""
    assert lay("Finish the backlog for less", ratio=SQUARE).measure_em < 4.6


@pytest.mark.parametrize("ratio", [0.3, CONE, SQUARE, 1.8])
def test_a_picture_keeps_to_its_side_and_inside_its_block(ratio):
    for headline in ("Un quarto in meno, sul serio", "Sommerschlussverkauf bis Sonnabendabend", "Ja", "x" * 40):
        layout = lay(headline, ratio=ratio)
        width, height = layout.picture_u
        assert width / height == pytest.approx(ratio)
        assert width <= 0.42 * BLOCK_U
        assert height < min(layout.height_u, layout.later_u)
        if layout.size == "m":
            assert START_U + layout.measure_em * SCALE["m"][0] + width <= BLOCK_U or " " in headline


def test_a_later_step_is_printed_no_larger_than_the_second_size():
    layout = lay("Un quarto in meno, sul serio", ratio=CONE)
    assert layout.later_u < layout.height_u
    assert lay("Nicht ausgegeben", ratio=CONE, largest="l").size == "l"
