/** Reads files and compares what we make of them with what CPython made of them (scripts/corpus-shapes.py). */
import { readFileSync } from 'node:fs';
import { parseModule } from '../../src/core/python/parse';
import { walkUnit } from '../../src/core/python/walk';
import { shapesOf, type Shape } from './python-shapes';

export interface Expected {
  readonly path: string;
  readonly error?: string;
  readonly calls?: readonly (readonly [number, string])[];
  readonly statements?: readonly Shape[];
}

export interface Comparison {
  /** Line of our first error in a file that is valid, or undefined. */
  readonly error: number | undefined;
  /** Calls that only one side has. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  /** First top-level statement whose shapes differ, both as JSON. */
  readonly difference: { readonly ours: string; readonly theirs: string } | undefined;
  readonly calls: number;
}

export function compare(expected: Expected): Comparison {
  const module = parseModule(expected.path, readFileSync(expected.path, 'utf8'));
  const [first] = module.errors;
  const ours: string[] = [];
  for (const unit of module.units) {
    const base = module.baseOf(unit) ?? 0;
    walkUnit(unit, (node) => {
      if (node.kind !== 'Call') return;
      const { start, end } = node.callee;
      ours.push(`${module.positionAt(base + start).line} ${unit.text.slice(start, end)}`);
    });
  }
  const theirs = (expected.calls ?? []).map(([line, text]) => `${line} ${text}`);
  const shapes = module.units.flatMap(({ body }) => shapesOf(body)).map((shape) => JSON.stringify(shape));
  const expectedShapes = (expected.statements ?? []).map((shape) => JSON.stringify(shape));
  const at = expectedShapes.findIndex((shape, index) => shape !== shapes[index]);
  return {
    error: first === undefined ? undefined : module.positionAt(first.start).line,
    missing: without(theirs, ours),
    extra: without(ours, theirs),
    difference:
      at >= 0 || shapes.length !== expectedShapes.length
        ? { ours: shapes[Math.max(at, 0)] ?? '', theirs: expectedShapes[Math.max(at, 0)] ?? '' }
        : undefined,
    calls: theirs.length,
  };
}

/** Elements of one list that the other lacks, counted. */
function without(list: readonly string[], other: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const item of other) counts.set(item, (counts.get(item) ?? 0) + 1);
  return list.filter((item) => {
    const count = counts.get(item) ?? 0;
    counts.set(item, count - 1);
    return count <= 0;
  });
}
