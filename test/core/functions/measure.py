"""Runs the functions of test/fixtures/functions/plotted and writes what they give to measured.json beside them.

PyTorch's float64 autograd gives values and slopes; functions of math and numpy are run as they are and differentiated by Richardson's
extrapolation. tensorflow and jax are stood in for by the few functions of PyTorch that mean the same. Run with a Python that has torch:

    python3 test/core/functions/measure.py
"""
import json
import pathlib
import sys
import types

import numpy
import torch

torch.set_default_dtype(torch.float64)
folder = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "functions"
points = [-7.3, -4.1, -3.0, -2.2, -1.3, -1.0, -0.6, -0.25, 0.0, 0.3, 0.5, 0.8, 1.0, 1.45, 2.0, 2.6, 3.0, 4.7, 6.9]


def module(name, **members):
    made = types.ModuleType(name)
    made.__dict__.update(members)
    sys.modules[name] = made
    return made


elementwise = dict(
    sigmoid=torch.sigmoid, tanh=torch.tanh, log1p=torch.log1p, exp=torch.exp, abs=torch.abs, where=torch.where, less=torch.lt,
    # TensorFlow's gradient of a tie goes to the first argument.
    minimum=lambda a, b: torch.where(a <= b, a, torch.as_tensor(b, dtype=a.dtype)),
)
tensorflow = module(
    "tensorflow", math=types.SimpleNamespace(**elementwise), function=lambda f: f, convert_to_tensor=lambda x, name=None: x,
    cast=lambda x, dtype: torch.as_tensor(x, dtype=dtype), **elementwise,
)
backend = module("tensorflow.keras.backend", **elementwise)
module("tensorflow.keras", backend=backend)
jax_numpy = module("jax.numpy", **elementwise)
module("jax", numpy=jax_numpy, jit=lambda f: f, nn=types.SimpleNamespace(sigmoid=torch.sigmoid))


def extrapolated(f, x):
    """Romberg's table over central differences; None where the two sides disagree (a kink)."""
    if abs((f(x + 1e-7) - f(x)) - (f(x) - f(x - 1e-7))) > 1e-9:
        return None
    table = [(f(x + h) - f(x - h)) / (2 * h) for h in (0.02 / 2**k for k in range(6))]
    for order in range(1, len(table)):
        table = [(4**order * b - a) / (4**order - 1) for a, b in zip(table, table[1:])]
    return table[0]


def measure(path):
    text = path.read_text()
    head = dict(line[2:].split(": ", 1) for line in text.splitlines()[:2])
    space = {"__name__": "fixture"}
    exec(compile(text, str(path.name), "exec"), space)
    entry = space[head["plot"]]
    function = entry() if isinstance(entry, type) else entry
    rows = []
    for x in points:
        if head["runs on"] in ("math", "numpy"):
            make = (lambda v: numpy.array(v)) if head["runs on"] == "numpy" else float
            value = lambda v: float(function(make(v)))
            rows.append({"x": x, "value": value(x), "slope": extrapolated(value, x)})
        else:
            tensor = torch.tensor([x], requires_grad=True)
            result = function(tensor)
            result.backward()
            rows.append({"x": x, "value": result.item(), "slope": tensor.grad.item()})
    return {"name": path.stem, "runsOn": head["runs on"], "rows": rows}


measured = [measure(path) for path in sorted((folder / "plotted").glob("*.py"))]
lines = ",\n".join(json.dumps(entry) for entry in measured)
(folder / "measured.json").write_text("[\n" + lines + "\n]\n")
print(f"{len(measured)} functions at {len(points)} points, torch {torch.__version__}")
