"""Runs the programs of test/reference/programs.json and writes what `result` was into it: `python3 scripts/print-program-values.py`.

Whoever adds a program writes its name and its lines; the value is CPython's. A value is written as JSON has it, and where JSON has no
such thing as {"float": 2.0}, {"tuple": []}, {"set": []} or {"dictionary": [[key, value]]}. A float that is whole is told from an integer.
"""

import json
import platform
from pathlib import Path

FILE = Path(__file__).parent.parent / "test" / "reference" / "programs.json"


def written(value):
    if isinstance(value, float):
        return {"float": value}
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, tuple):
        return {"tuple": [written(item) for item in value]}
    if isinstance(value, list):
        return [written(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return {"set": [written(item) for item in sorted(value)]}
    if isinstance(value, dict):
        return {"dictionary": [[written(key), written(item)] for key, item in value.items()]}
    raise TypeError(f"{value!r} has no written form")


def main():
    data = json.loads(FILE.read_text())
    for program in data["programs"]:
        names = {"__name__": "__main__"}
        exec("\n".join(program["lines"]), names)
        program["result"] = written(names["result"])
    for curve in data["curves"]:
        names = {"__name__": "__main__"}
        exec("\n".join(curve["lines"]), names)
        curve["points"] = [[x, float(names["f"](x))] for x, _ in curve["points"]]
    data["python"] = platform.python_version()
    FILE.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
