import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from app.cli.qr import qr
from app.rules import preflight
from app.rules.qr import FORMATS, matrix, png, svg
from tests import make

PLACEMENTS = [
    {"id": "k7q2m", "name": "Shop window Via Roma", "distance": "1.5 m"},
    {"id": "n4t8x", "name": "Table tents", "distance": "25 cm"},
]
BASE = "https://aurora.example"


# Large packages, and modules of Python itself, that making one SVG has no use for.
NOT_FOR_A_CODE = {"babel", "cryptography", "difflib", "flask", "granian", "html", "json", "phonenumbers", "sqlalchemy"}
LOADED = f"""
import atexit, sys
atexit.register(lambda: print("loaded", *({NOT_FOR_A_CODE} & set(sys.modules)), file=sys.stderr))
from app.cli import main
main()
"""


@pytest.fixture
def print_shop(tmp_path, monkeypatch):
    """Calls `handbill qr` in an empty folder, with one campaign beside it."""
    campaigns = tmp_path / "campaigns"
    campaigns.mkdir()
    (campaigns / "estate-25.toml").write_text(make.source(placements=PLACEMENTS), encoding="utf-8")
    (campaigns / "broken.toml").write_text("name = 3\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANDBILL_DATA", str(tmp_path / "instance"))
    monkeypatch.setenv("HANDBILL_CAMPAIGNS", str(campaigns))
    monkeypatch.setenv("HANDBILL_BASE_URL", BASE)
    monkeypatch.setenv("HANDBILL_ALLOW_INSECURE", "1")
    return lambda *arguments: CliRunner().invoke(qr, arguments)


def _written(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_a_code_is_made_without_loading_what_it_has_no_use_for(print_shop):
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", LOADED, "qr", "estate-25", "--placement", "k7q2m", "--format", "svg"]
    made = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=True
    )
    assert made.stderr.splitlines()[-1] == "loaded"
    assert Path("estate-25-k7q2m.svg").is_file()


def test_each_placement_gets_its_files(print_shop, tmp_path):
    result = print_shop("estate-25", "--out", "print")
    assert (result.exit_code, result.stderr) == (0, "")
    names = [f"estate-25-{placement}.{kind}" for placement in ("k7q2m", "n4t8x") for kind in ("pdf", "png", "svg")]
    assert _written(tmp_path / "print") == names
    assert all(name in result.stdout for name in names)
    assert result.stdout.count("read back") == 6
    assert "estate-25-k7q2m.svg   150 mm       191 mm     1.5 m" in result.stdout
    assert "estate-25-n4t8x.svg    25 mm        32 mm     25 cm" in result.stdout


def test_what_is_in_the_files_is_the_placements_address(print_shop, tmp_path):
    print_shop("estate-25")
    assert zxingcpp.read_barcode(Image.open(tmp_path / "estate-25-k7q2m.png").convert("L")).text == f"{BASE}/k7q2m"
    with pypdfium2.PdfDocument(tmp_path / "estate-25-n4t8x.pdf") as document:
        assert zxingcpp.read_barcode(document[0].render(scale=4).to_pil()).text == f"{BASE}/n4t8x"
    assert (tmp_path / "estate-25-n4t8x.svg").read_bytes() == svg(matrix(f"{BASE}/n4t8x"), width_mm=25)


@pytest.mark.parametrize("given", [["svg,EPS"], ["svg", "eps"], ["eps, svg", "svg"]])
def test_placements_and_formats_can_be_chosen(print_shop, tmp_path, given):
    formats = [part for kind in given for part in ("--format", kind)]
    assert print_shop("estate-25", "--placement", "N4T8X", *formats, "--out", "a/b").exit_code == 0
    assert _written(tmp_path / "a" / "b") == ["estate-25-n4t8x.eps", "estate-25-n4t8x.svg"]


def test_a_program_reads_the_list_as_json(print_shop):
    listed = json.loads(print_shop("estate-25", "--format", "svg", "--json").stdout)
    assert listed["campaign"] == "estate-25"
    assert listed["files"][0] == {
        "file": "estate-25-k7q2m.svg",
        "placement": "k7q2m",
        "format": "svg",
        "text": f"{BASE}/k7q2m",
        "width_mm": 150.0,
        "page_mm": 191.4,
        "distance_mm": 1500,
        "contrast": 21.0,
        "read_back": True,
    }


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["estate-26"], 2, "There is no campaign 'estate-26'. There is broken, estate-25."),
        (["../campaigns/estate-25"], 2, "There is no campaign"),
        (["estate-25", "--placement", "p3d"], 2, "has no placement 'p3d'. It has k7q2m, n4t8x."),
        (["estate-25", "--format", "gif"], 2, "'gif' is not one of svg, png, pdf, eps."),
        (["estate-25", "--sheet", "poster"], 2, "No such option"),
        ([], 2, "Missing argument 'ID'"),
        (["broken"], 1, "Nothing was written. Next: handbill check broken"),
        (["estate-25", "--out", "campaigns/broken.toml"], 2, "is a file"),
        (["estate-25", "--out", "campaigns/broken.toml/print"], 1, "cannot be written"),
    ],
)
def test_a_mistake_is_said_on_stderr_and_nothing_is_written(print_shop, tmp_path, arguments, code, says):
    result = print_shop(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert says in " ".join(result.stderr.split())
    assert _written(tmp_path) == []


def test_a_file_that_fails_its_check_keeps_all_from_being_written(print_shop, tmp_path, monkeypatch):
    """The SVG of the second placement leads elsewhere: what was drawn before it is not written either."""
    seen = []

    def misdrawn(symbol, *, width_mm):
        seen.append(symbol)
        return svg(symbol if len(seen) == 1 else matrix("https://elsewhere.example/n4t8x"), width_mm=width_mm)

    monkeypatch.setattr("app.cli.qr.FORMATS", {**FORMATS, "svg": misdrawn})
    result = print_shop("estate-25")
    assert result.exit_code == 1
    assert "estate-25-n4t8x.svg: It reads “https://elsewhere.example/n4t8x”" in result.stderr
    assert "Nothing was written." in result.stderr
    assert _written(tmp_path) == []


def test_a_file_in_use_is_replaced_whole(print_shop, tmp_path):
    before = tmp_path / "estate-25-k7q2m.png"
    before.write_bytes(b"an older print")
    with before.open("rb") as held:
        assert print_shop("estate-25").exit_code == 0
        assert held.read() == b"an older print"
    assert preflight.read_back(before.read_bytes(), "png") == f"{BASE}/k7q2m"
    assert before.read_bytes() == png(matrix(f"{BASE}/k7q2m"), width_mm=150)
    assert Image.open(io.BytesIO(before.read_bytes())).mode == "1"


def test_who_would_print_an_address_of_this_machine_is_warned(print_shop, monkeypatch):
    monkeypatch.setenv("HANDBILL_BASE_URL", "http://127.0.0.1:8000")
    result = print_shop("estate-25", "--json")
    assert result.exit_code == 0
    assert "only this machine can open" in result.stderr
    assert json.loads(result.stdout)["files"][0]["text"] == "http://127.0.0.1:8000/k7q2m"
    assert json.loads(result.stdout)["printable"] is False


def test_who_would_print_an_address_of_this_network_is_warned(print_shop, monkeypatch):
    monkeypatch.setenv("HANDBILL_BASE_URL", "http://192.168.1.20:8000")
    result = print_shop("estate-25")
    assert "which only this network can open, and which may change. Set HANDBILL_BASE_URL" in result.stderr
    assert "To look at only: do not print them." in result.stdout


def test_help_shows_an_example(print_shop):
    assert "handbill qr estate-25 --placement k7q2m --format pdf,svg --out print" in print_shop("--help").stdout


def test_the_command_loads_neither_the_web_nor_the_database():
    loaded = "import sys, app.cli.qr; print(*sorted({'flask', 'sqlalchemy', 'numpy'} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    result = subprocess.run(
        [sys.executable, "-c", loaded], cwd=root, env=os.environ, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == ""
