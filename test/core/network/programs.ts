/** Runs a small program in the abstract interpreter and holds what `result` came to against what CPython printed. */
import { bind } from '../../../src/core/python/bind';
import { scriptUnits } from '../../../src/core/network/trace/definitions';
import { Machine } from '../../../src/core/network/machine/machine';
import { ModuleIndex } from '../../../src/core/network/machine/modules';
import { lookUpGlobal } from '../../../src/core/network/interpreter/names';
import { createNamespace } from '../../../src/core/network/machine/namespace';
import { elementsOf } from '../../../src/core/network/interpreter/iterate';
import { mayBeRun } from '../../../src/core/network/interpreter/truth';
import { traceScript } from '../../../src/core/network/trace/roots';
import type { Value } from '../../../src/core/network/machine/values';
import './front-ends';
import { parseModule } from '../../../src/core/python/parse';

/** A value as scripts/print-program-values.py writes it. */
export type Written =
  | null
  | boolean
  | number
  | string
  | readonly Written[]
  | { readonly float: number }
  | { readonly tuple: readonly Written[] }
  | { readonly set: readonly Written[] }
  | { readonly dictionary: readonly (readonly [Written, Written])[] };

export interface Comparison {
  /** Parts that the interpreter claims to know and that Python has otherwise, by their path. */
  readonly wrong: readonly string[];
  /** Parts of which it says nothing. */
  readonly silent: readonly string[];
}

export function compareProgram(lines: readonly string[], expected: Written): Comparison {
  const { module } = bind(parseModule('file:///project/program.py', `${lines.join('\n')}\n`));
  const namespace = createNamespace(module, undefined);
  const machine = new Machine(new ModuleIndex(namespace, undefined));
  traceScript(machine, namespace, scriptUnits(namespace));
  const value = lookUpGlobal(machine, namespace, 'result');
  const wrong: string[] = [];
  const silent: string[] = [];

  const compare = (actual: Value | undefined, wanted: Written, path: string): void => {
    if (actual === undefined || actual.kind === 'unknown') {
      silent.push(path);
      return;
    }
    if (actual.kind === 'alternatives') {
      // One of several: right if one of them is, but nobody knows which.
      const options = actual.options.map((option) => {
        const before = [wrong.length, silent.length] as const;
        compare(option, wanted, path);
        const fits = wrong.length === before[0] && silent.length === before[1];
        wrong.length = before[0];
        silent.length = before[1];
        return fits;
      });
      (options.includes(true) ? silent : wrong).push(path);
      return;
    }
    const differs = (): void => {
      wrong.push(`${path}: ${described(actual)} instead of ${JSON.stringify(wanted)}`);
    };
    if (wanted === null || typeof wanted !== 'object' || 'float' in wanted) {
      if (actual.kind !== 'scalar') differs();
      else if (wanted !== null && typeof wanted === 'object') {
        if (typeof actual.value !== 'number' || !close(actual.value, wanted.float)) differs();
      } else if (!Object.is(actual.value, wanted)) differs();
      return;
    }
    if ('dictionary' in wanted) {
      if (actual.kind !== 'dictionary') {
        differs();
        return;
      }
      if (actual.open) {
        silent.push(path);
        return;
      }
      const entries = [...actual.entries];
      if (entries.length !== wanted.dictionary.length) {
        differs();
        return;
      }
      wanted.dictionary.forEach(([key, entry], index) => {
        const [stored, given] = entries[index] ?? [];
        compare(keyValue(actual.keys.get(stored ?? '')), key, `${path}.keys[${index}]`);
        compare(given, entry, `${path}[${JSON.stringify(key)}]`);
      });
      return;
    }
    const items = isRow(wanted) ? wanted : 'tuple' in wanted ? wanted.tuple : wanted.set;
    const form = isRow(wanted) ? 'list' : 'tuple' in wanted ? 'tuple' : 'set';
    if (actual.kind !== 'list' || actual.form !== form) {
      differs();
      return;
    }
    const { elements, known } = elementsOf(machine, actual);
    if (!known || elements.some(mayBeRun)) {
      silent.push(path);
      return;
    }
    if (elements.length !== items.length) {
      differs();
      return;
    }
    const inOrder = form === 'set' ? [...elements].sort(byScalar) : elements;
    items.forEach((item, index) => {
      compare(inOrder[index], item, `${path}[${index}]`);
    });
  };
  compare(value, expected, 'result');
  return { wrong, silent };
}

const isRow = (value: Written): value is readonly Written[] => Array.isArray(value);

const keyValue = (key: string | number | boolean | null | undefined): Value | undefined =>
  key === undefined ? undefined : { kind: 'scalar', value: key };

function byScalar(one: Value, other: Value): number {
  const [left, right] = [one, other].map((value) => (value.kind === 'scalar' ? value.value : null));
  return (left ?? 0) < (right ?? 0) ? -1 : 1;
}

/** Library functions may differ in the last bit. */
const close = (one: number, other: number): boolean =>
  Object.is(one, other) || Math.abs(one - other) <= 4 * Number.EPSILON * Math.abs(other);

function described(value: Value): string {
  switch (value.kind) {
    case 'scalar':
      return JSON.stringify(value.value);
    case 'list':
      return `${value.form} [${value.elements.map(described).join(', ')}${value.open ? ', …' : ''}]`;
    case 'dictionary':
      return `{${[...value.entries].map(([key, entry]) => `${key}: ${described(entry)}`).join(', ')}}`;
    default:
      return value.kind;
  }
}
