"""Prints what CPython makes of files: one JSON line each, {path, calls, statements}, or {path, error} where it cannot parse them.

calls: [line, source of the callee]; statements: nested lists, one per top-level statement, in the form of test/corpus/python-shapes.ts.
"""
import ast
import json
import struct
import sys
import warnings

OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "MatMult": "@", "Pow": "**",
    "LShift": "<<", "RShift": ">>", "BitAnd": "&", "BitOr": "|", "BitXor": "^", "UAdd": "+", "USub": "-",
    "Invert": "~", "Not": "not", "And": "and", "Or": "or", "Lt": "<", "Gt": ">", "LtE": "<=", "GtE": ">=",
    "Eq": "==", "NotEq": "!=", "In": "in", "NotIn": "not in", "Is": "is", "IsNot": "is not",
}


SOURCE = [""]


def named_character(node):
    """Whether the literal may give a character by its name, which has no value on our side."""
    return SOURCE[0] != "" and "\\N{" in (ast.get_source_segment(SOURCE[0], node) or "")


def operator(node):
    return OPERATORS[type(node).__name__]


def number(value):
    try:
        return struct.pack(">d", float(value)).hex()
    except OverflowError:
        return struct.pack(">d", float("inf")).hex()


def constant(value):
    if value is None or value is True or value is False:
        return ["constant", value]
    if value is Ellipsis:
        return ["constant", "ellipsis"]
    if isinstance(value, bytes):
        return ["bytes", value.decode("latin-1")]
    if isinstance(value, str):
        return ["string", value]
    if isinstance(value, complex):
        return ["imaginary", number(value.imag)]
    return ["number", number(value), isinstance(value, int)]


def replacements(node):
    found = []
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            found.append(expression(value.value))
            if value.format_spec is not None:
                found += replacements(value.format_spec)
    return found


def clauses(node):
    return [[expression(c.target), expression(c.iter), [expression(i) for i in c.ifs]] for c in node.generators]


def argument_list(node):
    listed = [(a.lineno, a.col_offset, ["star", expression(a.value)] if isinstance(a, ast.Starred)
               else ["positional", expression(a)]) for a in (node.args if isinstance(node, ast.Call) else node.bases)]
    listed += [(k.value.lineno, k.value.col_offset, ["double-star", expression(k.value)] if k.arg is None
                else ["keyword", k.arg, expression(k.value)]) for k in node.keywords]
    return [item for _, _, item in sorted(listed, key=lambda entry: entry[:2])]


def parameters(a):
    listed = []
    ordered = [(p, "positional-only") for p in a.posonlyargs] + [(p, "positional") for p in a.args]
    defaults = [None] * (len(ordered) - len(a.defaults)) + list(a.defaults)
    for (p, form), default in zip(ordered, defaults):
        listed.append([form, p.arg, optional(p.annotation), optional(default)])
    if a.vararg:
        listed.append(["star", a.vararg.arg, annotation(a.vararg.annotation), None])
    for p, default in zip(a.kwonlyargs, a.kw_defaults):
        listed.append(["keyword-only", p.arg, optional(p.annotation), optional(default)])
    if a.kwarg:
        listed.append(["double-star", a.kwarg.arg, optional(a.kwarg.annotation), None])
    return listed


def annotation(node):
    return optional(node.value if isinstance(node, ast.Starred) else node)


def optional(node):
    return None if node is None else expression(node)


def each(nodes):
    return [expression(n) for n in nodes]


def expression(n):
    kind = type(n).__name__
    if kind == "Name":
        return ["name", n.id]
    if kind == "Constant":
        if isinstance(n.value, str) and named_character(n):
            return ["string", None]
        return constant(n.value)
    if kind == "JoinedStr":
        found = replacements(n)
        return ["format", found] if found else ["string", "".join(v.value for v in n.values)]
    if kind in ("Tuple", "List", "Set"):
        return [kind, each(n.elts)]
    if kind == "Dict":
        return ["Dictionary", [[optional(k), expression(v)] for k, v in zip(n.keys, n.values)]]
    if kind == "UnaryOp":
        return ["unary", operator(n.op), expression(n.operand)]
    if kind == "BinOp":
        return ["binary", operator(n.op), expression(n.left), expression(n.right)]
    if kind == "BoolOp":
        return ["logical", operator(n.op), each(n.values)]
    if kind == "Compare":
        return ["comparison", expression(n.left), [[operator(o), expression(c)] for o, c in zip(n.ops, n.comparators)]]
    if kind == "IfExp":
        return ["conditional", expression(n.test), expression(n.body), expression(n.orelse)]
    if kind == "Lambda":
        return ["lambda", parameters(n.args), expression(n.body)]
    if kind == "Call":
        return ["call", expression(n.func), argument_list(n)]
    if kind == "Attribute":
        return ["attribute", expression(n.value), n.attr]
    if kind == "Subscript":
        return ["subscript", expression(n.value), expression(n.slice)]
    if kind == "Slice":
        return ["slice", optional(n.lower), optional(n.upper), optional(n.step)]
    if kind == "Starred":
        return ["starred", expression(n.value)]
    if kind == "NamedExpr":
        return ["named", expression(n.target), expression(n.value)]
    if kind == "Await":
        return ["await", expression(n.value)]
    if kind in ("Yield", "YieldFrom"):
        return ["yield", kind == "YieldFrom", optional(n.value)]
    if kind == "DictComp":
        return ["comprehension", "dictionary", expression(n.key), expression(n.value), clauses(n)]
    form = {"ListComp": "list", "SetComp": "set", "GeneratorExp": "generator"}[kind]
    return ["comprehension", form, expression(n.elt), None, clauses(n)]


def body(nodes):
    return [statement(n) for n in nodes]


def captures(pattern):
    found = []
    for node in ast.walk(pattern):
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if isinstance(name, str) and name not in found:
            found.append(name)
    return sorted(found)


def statement(n):
    kind = type(n).__name__
    if kind == "Expr":
        return ["expression", expression(n.value)]
    if kind == "Assign":
        return ["assign", each(n.targets), None, expression(n.value)]
    if kind == "AnnAssign":
        return ["assign", [expression(n.target)], expression(n.annotation), optional(n.value)]
    if kind == "AugAssign":
        return ["augmented", operator(n.op), expression(n.target), expression(n.value)]
    if kind == "Return":
        return ["return", optional(n.value)]
    if kind == "If":
        return ["if", expression(n.test), body(n.body), body(n.orelse)]
    if kind == "While":
        return ["while", expression(n.test), body(n.body), body(n.orelse)]
    if kind in ("For", "AsyncFor"):
        return ["for", expression(n.target), expression(n.iter), body(n.body), body(n.orelse)]
    if kind in ("With", "AsyncWith"):
        return ["with", [[expression(i.context_expr), optional(i.optional_vars)] for i in n.items], body(n.body)]
    if kind in ("Try", "TryStar"):
        handlers = [[optional(h.type), h.name, body(h.body)] for h in n.handlers]
        return ["try", body(n.body), handlers, body(n.orelse), body(n.finalbody)]
    if kind in ("FunctionDef", "AsyncFunctionDef"):
        return ["function", n.name, kind == "AsyncFunctionDef", each(n.decorator_list), parameters(n.args),
                optional(n.returns), body(n.body)]
    if kind == "ClassDef":
        return ["class", n.name, each(n.decorator_list), argument_list(n), body(n.body)]
    if kind == "Import":
        return ["import", [[a.name, a.asname] for a in n.names]]
    if kind == "ImportFrom":
        return ["from", n.level, n.module or "", [[a.name, a.asname] for a in n.names]]
    if kind in ("Global", "Nonlocal"):
        return [kind, n.names]
    if kind == "Delete":
        targets = n.targets
        return ["delete", each(targets)]
    if kind == "Raise":
        return ["raise", optional(n.exc), optional(n.cause)]
    if kind == "Assert":
        return ["assert", expression(n.test), optional(n.msg)]
    if kind == "Match":
        return ["match", expression(n.subject), [[captures(c.pattern), optional(c.guard), body(c.body)] for c in n.cases]]
    return [kind]


def calls(tree, source):
    lines = source.encode().splitlines(keepends=True)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            f = node.func
            span = lines[f.lineno - 1:f.end_lineno]
            span[-1] = span[-1][:f.end_col_offset]
            span[0] = span[0][f.col_offset:]
            found.append([f.lineno, b"".join(span).decode()])
    return sorted(found)


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20000)
    for path in map(str.rstrip, sys.stdin):
        try:
            with open(path, encoding="utf-8", newline="") as file:
                source = file.read()
            tree = ast.parse(source)
            SOURCE[0] = source if "\\N{" in source else ""
            entry = {"path": path, "calls": calls(tree, source), "statements": body(tree.body)}
        except (SyntaxError, ValueError, RecursionError) as problem:
            entry = {"path": path, "error": str(problem)}
        print(json.dumps(entry))


main()
