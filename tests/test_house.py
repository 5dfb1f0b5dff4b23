"""The house as docs/architecture.md draws it: who imports whom, what a room may not know, who may call a view."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

APP = Path(__file__).parents[1] / "app"
SOURCES = sorted(APP.rglob("*.py"))
ROOT = "app"

PORTS = {"gateways", "platforms"}
NAMELESS = {*PORTS, "engines"}  # known by their port alone
BELOW_THE_EDGES = {"actions", "rules", "store", "wallets", *NAMELESS, "chance", "settings", "keys", "means", "log"}
OURS = {  # room: the rooms it may import
    "rules": {"rules"},
    "store": {"rules", "store"},
    "gateways": {"rules", "gateways", "http_pool", "wire"},
    "platforms": {"rules", "platforms", "http_client"},
    "engines": {"engines", "store"},
    "wallets": {"rules", "wallets"},
    "actions": {"actions", "rules", "store", *PORTS},
    "web": {"web", "__version__", *BELOW_THE_EDGES},
    "crew": {"departure"},
    "departure": set(),
    "courier": {"crew", *BELOW_THE_EDGES, "http_client"},
    "housekeeping": BELOW_THE_EDGES,
    "routing": {"rules", "store"},
    "report": {"routing", "rules", "store"},
    "inquiry": {"crew", *BELOW_THE_EDGES},
    "worker": {"courier", "crew", "housekeeping", "inquiry", "report", "routing", *BELOW_THE_EDGES},
    "cli": {"cli", "courier", "worker", "__version__", *BELOW_THE_EDGES},
    "chance": set(),
    "settings": {"keys", "rules"},
    "keys": set(),
    "means": {"actions", "rules", "engines", "gateways", "chance", "settings"},
    "log": {"rules"},
    "http_client": {"rules"},
    "http_answer": set(),
    "http_pool": {"departure", "http_answer"},
    "wire": {"rules", "gateways", "http_pool"},
    ROOT: {"web", "cli", *BELOW_THE_EDGES},
}
OTHERS = {  # room: the packages of others it may import
    "rules": {
        "PIL",
        "babel",
        "cryptography",
        "holidays",
        "itsdangerous",
        "phonenumbers",
        "qrcode",
        "reportlab",
        "zxingcpp",
    },
    "store": {"alembic", "babel", "cryptography", "sqlalchemy"},
    "gateways": {"boto3", "botocore", "cryptography"},
    "platforms": set(),
    "engines": {"celery", "procrastinate", "psycopg", "sqlalchemy"},
    "wallets": {"cryptography"},
    "actions": set(),
    "web": {"babel", "flask", "markupsafe", "werkzeug", "wtforms"},
    "crew": set(),
    "departure": set(),
    "courier": set(),
    "housekeeping": set(),
    "routing": set(),
    "report": set(),
    "inquiry": set(),
    "worker": set(),
    "cli": {"click", "granian"},
    "chance": set(),
    "settings": set(),
    "keys": set(),
    "means": set(),
    "log": set(),
    "http_client": set(),
    "http_answer": {"httptools"},
    "http_pool": set(),
    "wire": set(),
    ROOT: {"flask"},
}
WORLD = {
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
}
CLOCKS = {"now", "today", "utcnow"}
OUTSIDE = {"input", "open", "print"}
SQL = {"app.store.Sql", "app.store.metadata", "app.store.tables"}
MAY_IMPORT_LATE = {APP / "__init__.py", APP / "cli" / "__init__.py"}  # both say why
ITS_OWN_SCREEN = {APP / "web" / "phone.py", APP / "web" / "thread.py"}  # the simulated phone is drawn, so it is known


class Arrow(NamedTuple):
    """One import: where it stands, the module it names, and whether it stands inside a function."""

    line: int
    module: str
    late: bool


def arrows(source: str) -> Iterator[Arrow]:
    """Every import of a source; `from app.rules import coupon` is app.rules.coupon, other names are the module's."""
    tree = ast.parse(source)
    inside = {id(node) for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) for node in ast.walk(each)}
    for node in ast.walk(tree):
        late = id(node) in inside
        if isinstance(node, ast.Import):
            yield from (Arrow(node.lineno, alias.name, late) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = "." * node.level + (node.module or "")
            whole = [f"{parent}.{alias.name}" for alias in node.names]
            modules = [name for name in whole if parent == ROOT or name in SQL or _is_module(name)]
            yield from (Arrow(node.lineno, module, late) for module in modules or [parent])


def wrong(path: Path, source: str) -> list[str]:
    """The arrows of a file that the house does not have, each as file:line and a sentence."""
    return [f"{path.relative_to(APP.parent)}:{arrow.line} {no}" for arrow in arrows(source) if (no := _no(path, arrow))]


def worldly(source: str) -> list[str]:
    """What a source asks the world for: modules of WORLD, clocks, files and terminals."""
    found = [arrow.module for arrow in arrows(source) if arrow.module.split(".")[0] in WORLD]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            found.append(f"line {node.lineno}: .{node.func.attr}()")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OUTSIDE:
            found.append(f"line {node.lineno}: {node.func.id}()")
    return found


def test_knowledge_points_one_way():
    found = [each for path in SOURCES for each in wrong(path, path.read_text())]
    assert found == []


@pytest.mark.parametrize(
    ("file", "line", "because"),
    [
        ("rules/coupon.py", "import flask", "rules may not import flask"),
        ("rules/coupon.py", "from app.store import Session", "rules may not import store"),
        ("rules/coupon.py", "from app import settings", "rules may not import settings"),
        ("store/visits.py", "from app.gateways import Gateway", "store may not import gateways"),
        ("gateways/phone.py", "import app.gateways.recording", "gateways do not know each other"),
        ("actions/issue.py", "from app.gateways.phone import Gateway", "actions know no provider by name"),
        ("actions/issue.py", "import sqlalchemy as sa", "actions may not import sqlalchemy"),
        ("web/till.py", "from app.store import Sql", "SQL stays in the store"),
        ("web/till.py", "from app import create_app", "web may not import create_app"),
        ("web/till.py", "from . import visitor", "imports are written in full"),
        ("web/till.py", "def late():\n    from app.rules import coupon", "hides inside a function"),
    ],
)
def test_a_wrong_arrow_is_seen(file, line, because):
    assert because in "\n".join(wrong(APP / file, line))


def test_rules_ask_the_world_nothing():
    asked = {path.name: worldly(path.read_text()) for path in (APP / "rules").rglob("*.py")}
    assert {name: found for name, found in asked.items() if found} == {}


@pytest.mark.parametrize("line", ["import os", "from time import monotonic", "datetime.now(UTC)", "open('x')"])
def test_a_worldly_rule_is_seen(line):
    assert worldly(line)


def test_every_route_names_who_may_call_it(client):
    app = client.application
    views = {rule.rule: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    assert len(views) > 10
    nameless = [route for route, view in views.items() if not route.startswith("/static/") and not _caller(view)]
    assert nameless == []


def test_what_only_some_may_call_is_named_so(client):
    app = client.application
    for rule in app.url_map.iter_rules():
        caller = _caller(app.view_functions[rule.endpoint])
        if rule.rule.startswith("/staff/") and not rule.rule.startswith("/staff/in"):
            assert caller == "staff", rule.rule
        if rule.rule.startswith("/hooks/"):
            assert caller == "gateway", rule.rule


def _no(path: Path, arrow: Arrow) -> str | None:
    """Why the arrow is wrong; None if it is right."""
    room, first = _room(path), arrow.module.split(".")[0]
    if first != ROOT:
        if arrow.module.startswith("."):
            return "imports are written in full"
        known = first in sys.stdlib_module_names or first in OTHERS[room]
        return None if known else f"{room} may not import {first}"
    if arrow.late and path not in MAY_IMPORT_LATE:
        return f"{arrow.module} hides inside a function"
    to = arrow.module.split(".")[1] if "." in arrow.module else ROOT
    if arrow.module in SQL and room != "store":
        return "SQL stays in the store"
    if to not in OURS[room]:
        return f"{room} may not import {to}"
    if (
        to in NAMELESS
        and arrow.module.count(".") > 1
        and not (path in ITS_OWN_SCREEN and arrow.module == "app.gateways.phone")
    ):
        return f"{to} do not know each other" if room == to else f"{room} know no provider by name"
    return None


def _room(path: Path) -> str:
    first = path.relative_to(APP).parts[0]
    return ROOT if first == "__init__.py" else first.removesuffix(".py")


def _is_module(name: str) -> bool:
    place = APP.parent.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


def _caller(view: object) -> str | None:
    return getattr(view, "handbill_access", None)
