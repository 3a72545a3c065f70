/** `lint`, `trace` and `plot` as language models read them. */
import { activationById, evaluate } from '../core/activations/catalogue';
import { usualImports } from '../core/functions/usual-imports';
import { formulaText } from '../core/hover';
import { edges } from '../core/network/edges';
import { createLensService, type ReportedFinding } from '../core/service';
import type { ClosedSource } from './closed-source';

const SAMPLES = 21;
const USUAL_IMPORTS = usualImports.join('\n');

export function lintAnswer(closed: ClosedSource, findings: readonly ReportedFinding[]): unknown {
  return findings.flatMap((finding) => {
    const range = closed.rangeOf(finding);
    if (range === undefined) return [];
    const { rule, severity, message, fixes, related } = finding;
    return [
      {
        rule,
        severity,
        message,
        line: range.start.line + 1,
        related: related.map((other) => ({
          line: other.uri === closed.lens.uri ? (closed.rangeOf(other)?.start.line ?? -1) + 1 : undefined,
          file: other.uri === closed.lens.uri ? undefined : other.uri,
          message: other.message,
        })),
        fixes: fixes.map(({ title }) => title),
      },
    ];
  });
}

/** @param path by which the reader knows the file */
export function traceAnswer({ lens, rangeOf }: ClosedSource, path: string): unknown {
  const at: Parameters<typeof edges>[1] = (place) => {
    const found = lens.locate(place);
    if (found === undefined) return undefined;
    if (found.uri !== lens.uri) return { path: found.uri, line: 0 };
    const range = rangeOf(found);
    return range && { path, line: range.start.line + 1 };
  };
  return lens.models().map((model) => ({
    model: model.name,
    complete: model.complete,
    edges: edges(model, at),
  }));
}

/** Throws for what has no curve. */
export function plotAnswer(expression: string): unknown {
  const prefix = `${USUAL_IMPORTS}\n\n(`;
  const text = `${prefix}${expression}\n)\n`;
  const document = createLensService().update('untitled:expression.py', 1, text);
  if (document.syntaxErrors.length > 0) throw new Error(`This is not valid Python: ${expression}`);
  const use = document.activations().find(({ range }) => range.start >= prefix.length);
  const activation = use?.id === undefined ? undefined : activationById(use.id);
  if (use !== undefined && activation !== undefined) {
    const curve = evaluate(activation, use.parameters);
    return {
      name: activation.name,
      parameters: curve.parameters,
      formula: formulaText(activation.formula),
      samples: sampled((x) => [curve.value(x), curve.slope(x)]),
    };
  }
  const own = document.functionAt(prefix.length, prefix.length + expression.length);
  if (own === undefined) throw new Error(`There is no activation in ${expression}.`);
  const { result } = own;
  if (result.kind === 'refusal') throw new Error(`This has no curve: ${result.reason}`);
  return {
    name: own.title,
    equals: result.matches?.id,
    samples: sampled((x) => {
      const { value, slope } = result.evaluate(x);
      return [value, slope];
    }),
  };
}

/** Figures as JSON can hold them. */
function sampled(at: (x: number) => readonly [number, number]): readonly unknown[] {
  const plain = (value: number): number | string =>
    Number.isFinite(value) ? Number(value.toPrecision(7)) : String(value);
  return Array.from({ length: SAMPLES }, (_, index) => {
    const x = -5 + index / 2;
    const [f, slope] = at(x);
    return { x, f: plain(f), slope: plain(slope) };
  });
}
