import pytest

from app.rules.veil import veiled


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Your code is 2VPY-7FYV-3784. 25% off: https://a.example/k/KAb2HSi374YZ", "Your code is •••. 25% off: •••"),
        ("Aurora: 123456 is your code.", "Aurora: ••• is your code."),
        ("Aurora: 123 456 is your code.", "Aurora: ••• is your code."),
        ("Reach us at +39 055 123 4567 or 055 1234567.", "Reach us at +39 055 123 4567 or 055 1234567."),
        ("Up to 4 texts a month, until July 12, 2026.", "Up to 4 texts a month, until July 12, 2026."),
    ],
)  # fmt: skip
def test_what_opens_something_is_hidden_and_the_rest_is_read(text, shown):
    assert veiled(text) == shown
