"""The solver says nothing: what a service prints is its log."""

import subprocess
import sys

SOLVING = """
from services.matching.domain.solver import QuietHighs
solver = QuietHighs()
found = solver.addVariable(lb=0, ub=1, obj=1.0)
solver.addConstr(found >= 0.5)
solver.run()
assert [0.5] == list(solver.getSolution().col_value)
"""


def test_nothing_is_printed_and_the_answer_is_right():
    """In a process of its own: the greeting comes once a process."""
    ran = subprocess.run([sys.executable, "-c", SOLVING], capture_output=True, text=True, check=False, timeout=60)

    assert (0, "", "") == (ran.returncode, ran.stdout, ran.stderr)
