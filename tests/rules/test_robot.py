import pytest

from app.rules.robot import is_robot

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.1 Mobile/15E148 Safari/604.1"
)
PEOPLE = [
    IPHONE,
    "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 Chrome/150.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Instagram 400.0.0.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/500.0]",
    "Mozilla/5.0 (Linux; Android 15; CUBOT X90) AppleWebKit/537.36 Chrome/150.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; arm_64; Android 15) AppleWebKit/537.36 YaBrowser/25.1 YandexSearch/25.1 Mobile",
    "Mozilla/5.0 (Linux; Android 15; SM-S931B; wv) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36 GoogleApp/16",
    "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/150.0.0.0 Safari/537.36",
]
PROGRAMS = [
    "",
    " ",
    "Googlebot/2.1 (+http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "WhatsApp/2.25.1 A",
    "TelegramBot (like TwitterBot)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "curl/8.9.1",
    "python-requests/2.32",
    "Go-http-client/2.0",
    "okhttp/5.0",
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_phones_are_people(agent):
    assert not is_robot(agent)


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_are_not(agent):
    assert is_robot(agent)


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender", "Preview", "prefetch; anonymous-client-ip"])
def test_a_page_fetched_before_it_was_asked_for_is_not_seen(purpose):
    assert is_robot(IPHONE, purpose)


def test_a_head_request_shows_nothing():
    assert is_robot(IPHONE, method="HEAD")
