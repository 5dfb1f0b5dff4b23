import io
import sys
from contextlib import redirect_stdout

from app.cli import terminal


class Paper(io.StringIO):
    """An output that takes no more than ASCII."""

    encoding = "ascii"


def test_a_bar_is_as_long_as_its_share_and_never_vanishes():
    assert terminal.bar(50, 100, 32) == "█" * 16
    assert terminal.bar(1, 100_000, 32) == "█"
    assert terminal.bar(0, 100, 32) == terminal.bar(0, 0, 32) == ""
    assert terminal.bar(100, 100, 4, choice=True) == "░" * 4


def test_sparks_go_from_the_lowest_to_the_highest():
    assert terminal.sparks([0, 1, 7]) == "▁▂█"
    assert terminal.sparks([0, 0]) == "▁▁"


def test_without_utf8_all_still_reads():
    with redirect_stdout(Paper()) as paper:
        terminal.echo(f"{terminal.good()} Numbers {terminal.bar(2, 2, 4)} {terminal.bar(2, 2, 2, choice=True)} +39 •••")
        assert terminal.sparks([0, 7]) == ".@"
    assert paper.getvalue() == "  ok Numbers #### -- +39 ***\n"


def test_every_line_has_its_margin_and_no_blank_tail(capsys):
    terminal.echo("Scans  8\n\nNumbers  ")
    assert capsys.readouterr().out == "  Scans  8\n\n  Numbers\n"


def test_no_color_is_honoured(monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert terminal.colourful()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.colourful()
