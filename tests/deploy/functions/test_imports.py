"""Lambda runs these files as they are: nothing is installed beside them."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).resolve().parents[3] / "deploy" / "functions"
GIVEN_BY_LAMBDA = frozenset({"boto3", "botocore"})


def modules_imported_by(tree: ast.AST) -> Iterator[str]:
    """Everything that is imported when the module runs, not for its types only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        else:
            yield from modules_imported_by(node)


@pytest.mark.parametrize("file", sorted(FUNCTIONS.glob("*.py")), ids=lambda file: file.stem)
def test_functions_need_the_standard_library_and_boto3_alone(file: Path) -> None:
    imported = set(modules_imported_by(ast.parse(file.read_text())))

    own = {module for module in imported if module.startswith("deploy.functions.")}
    roots = {module.split(".")[0] for module in imported - own}
    assert roots <= sys.stdlib_module_names | GIVEN_BY_LAMBDA
