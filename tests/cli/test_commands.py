import subprocess
import sys

import pytest

from app import __version__
from app.cli.commands import COMMANDS
from tests.serving import call

VERSION = """
import sys
sys.argv = ["handbill", "--version"]
from app.cli import main
main()
assert "click" not in sys.modules
"""


def test_the_version_is_told_before_anything_else_is_loaded():
    told = subprocess.run([sys.executable, "-c", VERSION], capture_output=True, text=True, check=True)
    assert told.stdout == f"handbill {__version__}\n"


def test_help_lists_every_command_in_the_table_s_order(settings):
    told = call(settings, "--help")
    lines = told.output.partition("Commands:")[2].split("\n")
    assert [line.split()[0] for line in lines if line.strip()] == list(COMMANDS)


@pytest.mark.parametrize("group", ["person", "till", "staff"])
def test_no_line_of_a_group_s_help_is_cut(settings, group):
    assert "...\n" not in call(settings, group, "--help").output.partition("Commands:")[2]


def test_an_unknown_command_is_wrong_use(settings):
    told = call(settings, "publish")
    assert told.exit_code == 2
    assert "No such command 'publish'" in told.stderr


def test_a_bad_setting_is_one_clear_line_on_stderr(settings):
    told = call(settings, "stats", "estate-25", HANDBILL_LIMITS="never")
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == "Error: HANDBILL_LIMITS is 'never'; it can be on or off.\n"


def test_a_database_that_nobody_migrated_is_told_so(settings, empty_database):
    told = call(settings, "stats", "estate-25", HANDBILL_DATABASE_URL=empty_database)
    assert told.exit_code == 1
    assert told.stderr == "Error: The database is not of this release yet. Next: handbill migrate\n"
