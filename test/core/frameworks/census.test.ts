import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { symbolOf } from '../../../src/core/frameworks';
import {
  kerasActivationStrings,
  transformersActivationStrings,
} from '../../../src/core/frameworks/tables/activation-strings';
import { tensorOperation } from '../../../src/core/network/interpreter/tensor-operations';
import { mergeStep } from '../../../src/core/frameworks/keras/trace/merges';
import { isMover } from '../../../src/core/frameworks/torch/trace/modules';

/**
 * What the frameworks themselves say they have (`scripts/take-census.py`), against what the tables know: every public name is in a table or in
 * `census-left-out.json`, under the reason why it is not.
 */
interface Entry {
  readonly framework: string;
  readonly name: string;
  readonly kind: string;
  readonly signature: string | null;
}
const reference = join(import.meta.dirname, '../../reference');
const read = (name: string): unknown => JSON.parse(readFileSync(join(reference, name), 'utf8'));
const { entries } = read('census.json') as { readonly entries: readonly Entry[] };
const leftOut = read('census-left-out.json') as Readonly<Record<string, readonly string[]>>;
const reasons = new Map(
  Object.entries(leftOut).flatMap(([reason, names]) => names.map((name) => [name, reason])),
);

const strings = new Set(transformersActivationStrings.map(([text]) => text));
const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
/** Kinds whose names the tables have as symbols; the rest may be known to the tracer as steps. */
const roles: Readonly<Record<string, readonly string[]>> = {
  activation: ['activation', 'activation-layer', 'attention'],
  loss: ['loss'],
  initializer: ['initializer'],
  optimizer: ['optimizer'],
  cell: ['recurrent', 'container'],
  norm: ['norm'],
  dropout: ['dropout'],
};

function isKnown({ name, kind }: Entry): boolean {
  const byName = /^transformers\.ACT2FN\[(.*)\]$/.exec(name)?.[1];
  if (byName !== undefined) return strings.has(byName);
  const role = symbolOf(name)?.role;
  if (role !== undefined) return roles[kind]?.includes(role) ?? true;
  if (kind in roles) return false;
  return (
    tensorOperation(lastPart(name)) !== undefined ||
    (name.startsWith('keras.layers.') && mergeStep(lastPart(name)) !== undefined) ||
    (name.startsWith('torch.nn.') && isMover(name))
  );
}

describe('the census of the frameworks', () => {
  it('was taken of many names', () => {
    expect(entries.length).toBeGreaterThan(1400);
    expect(new Set(entries.map(({ framework }) => framework)).size).toBeGreaterThan(10);
  });

  it('finds every name in a table, or left out for a reason', () => {
    const unaccounted = entries.filter((entry) => !isKnown(entry) && !reasons.has(entry.name));
    expect(unaccounted.map(({ name, kind }) => `${kind} ${name}`)).toEqual([]);
  });

  it('leaves out nothing that a table has by now, and nothing that no framework has', () => {
    const names = new Map(entries.map((entry) => [entry.name, entry]));
    const idle = [...reasons.keys()].filter((name) => {
      const entry = names.get(name);
      return entry === undefined || isKnown(entry);
    });
    expect(idle).toEqual([]);
  });

  it('has every name that Keras takes in place of an activation', () => {
    const known = new Set(kerasActivationStrings.map(([text]) => text));
    const functions = entries.filter(({ name }) => /^keras\.activations\.[a-z]\w*$/.test(name));
    expect(functions.length).toBeGreaterThan(25);
    expect(
      functions
        .map(({ name }) => lastPart(name))
        .filter((name) => !known.has(name) && !reasons.has(`keras.activations.${name}`)),
    ).toEqual([]);
  });
});

/** Parameters of the census' notation, without what has no fixed place: `*args`, `**kwargs`, and what stands behind a star. */
function positionalNames(signature: string): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  let quoted = false;
  let part = '';
  for (const character of `${signature},`) {
    if (character === "'") quoted = !quoted;
    if (!quoted && '([{'.includes(character)) depth += 1;
    if (!quoted && ')]}'.includes(character)) depth -= 1;
    if (character === ',' && depth === 0 && !quoted) {
      const name = part.trim();
      if (name.startsWith('*')) break;
      if (name !== '') names.push((name.split('=')[0] ?? '').trim());
      part = '';
    } else part += character;
  }
  return names;
}

describe('order of arguments', () => {
  const compared = entries.flatMap((entry) => {
    const symbol = symbolOf(entry.name);
    return entry.signature === null || symbol === undefined
      ? []
      : [{ entry, symbol, signature: entry.signature }];
  });
  it('compares many', () => {
    expect(compared.length).toBeGreaterThan(550);
  });
  it('is what the frameworks say', () => {
    const wrong = compared.flatMap(({ entry, symbol, signature }) => {
      const theirs = positionalNames(signature);
      const ours = symbol.parameters.filter(
        ({ variadic, keywordOnly }) => variadic === undefined && keywordOnly !== true,
      );
      // A later release may add parameters at the end and turn those at the end into keywords only; what both have stands in the same order.
      const shared = Math.min(theirs.length, ours.length);
      const differ = ours
        .slice(0, shared)
        .some(
          ({ name, aliases = [] }, index) => theirs[index] !== name && !aliases.includes(theirs[index] ?? ''),
        );
      return differ
        ? [`${entry.name}: (${theirs.join(', ')}) but we have (${ours.map(({ name }) => name).join(', ')})`]
        : [];
    });
    expect(wrong).toEqual([]);
  });
});
