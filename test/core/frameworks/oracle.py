"""What Python itself says, as JSON: signatures of real PyTorch APIs, and what names mean in real files.

oracle.py signatures NAME...      {name: [[parameter, kind, default or null, has default], ...]}
oracle.py calls PACKAGE           [[file, line, column, qualified name], ...] for calls of known activations
Columns count UTF-16 units from 1.
"""
import ast
import importlib
import inspect
import json
import pkgutil
import sys
import warnings

warnings.simplefilter("ignore")


def resolve(name):
    """The object of a dotted name, or None."""
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:cut]))
        except Exception:
            continue
        for part in parts[cut:]:
            found = getattr(found, part, None)
        return found
    return None


def signatures(names):
    result = {}
    for name in names:
        found = resolve(name)
        try:
            parameters = list(inspect.signature(found).parameters.values())
        except (TypeError, ValueError):
            continue
        result[name] = [
            [
                p.name,
                p.kind.name,
                p.default if isinstance(p.default, (int, float, str, bool)) else None,
                # torch.optim marks what it requires with a default of its own.
                p.default is not inspect.Parameter.empty and type(p.default).__name__ != "_RequiredParameter",
            ]
            for p in parameters
        ]
    return result


def chain(node):
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else None


def calls(package, names):
    objects = {}
    for name in names:
        found = resolve(name)
        if found is not None and id(found) not in objects:
            objects[id(found)] = name
    result = []
    root = importlib.import_module(package)
    for info in pkgutil.walk_packages(root.__path__, package + "."):
        try:
            module = importlib.import_module(info.name)
            source = open(module.__file__, encoding="utf-8").read()
        except Exception:
            continue
        lines = source.splitlines()
        for node in ast.walk(ast.parse(source)):
            parts = chain(node.func) if isinstance(node, ast.Call) else None
            if parts is None:
                continue
            found = vars(module).get(parts[0])
            try:
                for part in parts[1:]:
                    found = getattr(found, part, None)
            except RuntimeError:
                continue
            if id(found) in objects and found is not None:
                before = lines[node.lineno - 1].encode()[: node.col_offset].decode()
                column = len(before.encode("utf-16-le")) // 2 + 1
                result.append([module.__file__, node.lineno, column, objects[id(found)]])
    return result


if __name__ == "__main__":
    request = json.load(sys.stdin)
    answer = signatures(request["names"]) if sys.argv[1] == "signatures" else calls(sys.argv[2], request["names"])
    json.dump(answer, sys.stdout)
