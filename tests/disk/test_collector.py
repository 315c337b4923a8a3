"""How often Python collects garbage while a command runs."""

from __future__ import annotations

import gc
import subprocess
import sys

from click.testing import CliRunner

from sphinx_agentdocs.cli import main

LOOK = """
import gc, os, sys
from sphinx_agentdocs import cli

def told(status):
    print(gc.isenabled(), gc.get_threshold(), status, flush=True)
    end(status)

end, os._exit = os._exit, told
sys.argv[1:] = ["--version"]
cli.run()
"""


def test_the_process_of_a_command_collects_rarely():
    said = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "True (100000, 50, 50) 0"


def test_a_command_in_another_process_leaves_it_as_it_is():
    before = gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()
    assert CliRunner().invoke(main, ["check", "--help"]).exit_code == 0
    assert (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()) == before
