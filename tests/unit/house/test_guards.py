"""The list of guards is of this tree: each stands where it says, and its test is one of ours."""

import ast
from pathlib import Path

import pytest

from tests.guards.guard import Edit, Guard, guards


@pytest.mark.parametrize("guard", guards(), ids=lambda guard: guard.guard[:40])
def test_a_guard_stands_where_the_list_says(repository: Path, guard: Guard) -> None:
    for edit in guard.edits:
        ast.parse(edit.applied(repository))
        assert edit.old != edit.new
    file, _, name = guard.test.partition("::")
    functions = {
        node.name
        for node in ast.walk(ast.parse((repository / file).read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert name in functions


def test_a_guard_is_out_only_for_a_while(tmp_path: Path) -> None:
    file = tmp_path / "tests" / "one.py"
    file.parent.mkdir()
    file.write_text("if a > 3:\n    raise\n")
    guard = Guard("", "", (Edit("tests/one.py", "if a > 3:", "if False:"),))
    with guard.taken_out(tmp_path):
        assert file.read_text() == "if False:\n    raise\n"
    assert file.read_text() == "if a > 3:\n    raise\n"
    file.write_text("if a > 4:\n    raise\n")
    with pytest.raises(ValueError, match="0 times"), guard.taken_out(tmp_path):
        pass
    assert file.read_text() == "if a > 4:\n    raise\n"
