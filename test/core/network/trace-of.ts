/** Traces a snippet and says what it found in lines that a reader of the snippet can check. */
import { bind } from '../../../src/core/python/bind';
import { parseModule } from '../../../src/core/python/parse';
import { edges, type EdgeRecord, type Locate } from '../../../src/core/network/edges';
import './front-ends';
import { traceModule, type TraceContext } from '../../../src/core/network/trace/trace';
import type { Model, ModuleTrace } from '../../../src/core/network/graph';

export function traceOf(text: string, context?: TraceContext): ModuleTrace {
  return traceModule(bind(parseModule('file:///project/model.py', text)), context);
}

export function modelOf(text: string, name?: string): Model {
  const { models } = traceOf(text);
  const model = name === undefined ? models[0] : models.find((candidate) => candidate.name === name);
  if (model === undefined)
    throw new Error(`no model ${name ?? ''} among ${models.map((candidate) => candidate.name).join(', ')}`);
  return model;
}

export function locateIn(trace: ModuleTrace): Locate {
  return (place) => {
    const module = trace.modules.get(place.unit.uri);
    const base = module?.baseOf(place.unit);
    return module === undefined || base === undefined
      ? undefined
      : { path: place.unit.uri, line: module.positionAt(base + place.start).line };
  };
}

export function recordsOf(text: string, context?: TraceContext): readonly EdgeRecord[] {
  const trace = traceOf(text, context);
  return trace.models.flatMap((model) => edges(model, locateIn(trace)));
}

const source = (text: string, line: number): string => text.split('\n')[line - 1] ?? '';

/**
 * Pairs as the comments of the snippet name them: a line's mark is what stands after `#:`; without one it is its number. `a > b` means that
 * the layer of line `a` reaches the activation of line `b`; `a >` that it reaches none.
 */
export function pairsOf(text: string, context?: TraceContext): readonly string[] {
  const mark = (line: number): string => /#: *(\w+)/.exec(source(text, line))?.[1] ?? String(line);
  const pairs = recordsOf(text, context).map(({ layer, activation }) =>
    `${mark(layer.line)} > ${activation === null ? '' : mark(activation.line)}`.trim(),
  );
  return [...new Set(pairs)].sort();
}

/** Final initialisers by the mark of the layer's line: `a: kaiming_normal` or `a: torch_default_linear (default)`. */
export function initializersOf(text: string): readonly string[] {
  const mark = (line: number): string => /#: *(\w+)/.exec(source(text, line))?.[1] ?? String(line);
  const found = recordsOf(text).map(({ layer, initializer }) => {
    const name = initializer === null ? 'unknown' : initializer.name;
    return `${mark(layer.line)}: ${name}${initializer?.explicit === false ? ' (default)' : ''}`;
  });
  return [...new Set(found)].sort();
}
