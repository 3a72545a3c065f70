/** Reading a step's arguments, whatever form they are written in. */
import type { ConstantValue } from '../python/names';
import type { Given, SignalNode, SignalReference, StepCall } from '../network/graph';

const UNKNOWN: Given = { kind: 'unknown' };
const NO_KEYWORDS: ReadonlyMap<string, Given> = new Map();

/** The call of a step; one that takes its inputs and nothing else gets them as arguments. */
export function callOfNode(node: SignalNode): StepCall {
  if (node.call !== undefined) return node.call;
  const signal: Given = { kind: 'signal', signal: { nodes: node.inputs, piece: undefined } };
  return {
    name: '',
    positional: node.inputs.length === 0 ? [] : [signal],
    keywords: NO_KEYWORDS,
    open: false,
  };
}

/** By position or by one of several keywords; undefined where it was not passed, unknown where that cannot be told. */
export function argument(call: StepCall, position: number, ...names: readonly string[]): Given | undefined {
  for (const name of names) {
    const given = call.keywords.get(name);
    if (given !== undefined) return given;
  }
  return call.positional[position] ?? (call.open ? UNKNOWN : undefined);
}

export const numberIn = (given: Given | undefined): number | undefined =>
  given?.kind === 'constant' && typeof given.value === 'number' ? given.value : undefined;

export const truthIn = (given: Given | undefined): boolean | undefined =>
  given?.kind === 'constant' && typeof given.value === 'boolean' ? given.value : undefined;

/** The parts of a list or tuple, or the value itself as the only one. */
export function partsOf(given: Given | undefined): readonly Given[] | undefined {
  if (given === undefined || given.kind === 'unknown') return undefined;
  if (given.kind === 'sequence') return given.open ? undefined : given.elements;
  if (given.kind === 'constant') {
    const parts = constantParts(given.value);
    return parts?.map((value): Given => ({ kind: 'constant', value })) ?? [given];
  }
  return [given];
}

export function constantParts(value: ConstantValue | undefined): readonly ConstantValue[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return 'tuple' in value ? value.tuple : 'list' in value ? value.list : undefined;
}

/** `3` or `(3, 3)` as numbers, one for each of `count` dimensions; undefined where one is not known. */
export function sidesOf(value: ConstantValue | undefined, count: number): readonly number[] | undefined {
  if (typeof value === 'number') return Array.from({ length: count }, () => value);
  const parts = constantParts(value);
  if (parts?.length === 1 && typeof parts[0] === 'number') return sidesOf(parts[0], count);
  if (parts?.length !== count) return undefined;
  const sides = parts.flatMap((part) => (typeof part === 'number' ? [part] : []));
  return sides.length === count ? sides : undefined;
}

export const constantIn = (given: Given | undefined): ConstantValue | undefined => {
  if (given?.kind === 'constant') return given.value;
  if (given?.kind !== 'sequence' || given.open) return undefined;
  const parts = given.elements.flatMap((part) => (part.kind === 'constant' ? [part.value] : []));
  return parts.length === given.elements.length ? { tuple: parts } : undefined;
};

/** Numbers of axes: `-1`, `(2, 3)`. */
export function dimensionsIn(given: Given | undefined): readonly number[] | undefined {
  const parts = partsOf(given);
  const numbers = parts?.map(numberIn);
  return numbers === undefined || numbers.includes(undefined)
    ? undefined
    : numbers.filter((number) => number !== undefined);
}

/** What `permute(0, 2, 1)` and `permute((0, 2, 1))` are given behind the tensor; an item is undefined where it is not known. */
export function numbersBehind({ positional }: StepCall): readonly (number | undefined)[] | undefined {
  const rest = positional.slice(1);
  return rest.length === 1 ? dimensionsIn(rest[0]) : rest.map(numberIn);
}

/** Signals among the arguments, in order; those in lists, too. */
export function signalsIn(call: StepCall): readonly SignalReference[] {
  const found: SignalReference[] = [];
  const look = (given: Given, depth: number): void => {
    if (given.kind === 'signal') found.push(given.signal);
    else if (given.kind === 'sequence' && depth < 3)
      for (const element of given.elements) look(element, depth + 1);
  };
  for (const given of call.positional) look(given, 0);
  for (const given of call.keywords.values()) look(given, 0);
  return found.filter(({ nodes }) => nodes.length > 0);
}

/** By which name attention and layers of Transformers are told which pairs of positions see each other. */
const PAIR_MASKS = ['attn_mask', 'mask', 'src_mask', 'attention_mask'] as const;
const CAUSAL_FLAGS = ['is_causal', 'use_causal_mask'] as const;

/** Whether an attention layer is given a mask of pairs of positions: hardly any other hides what comes later. */
export function hasPairMask({ keywords }: StepCall): boolean {
  return (
    CAUSAL_FLAGS.some((name) => truthIn(keywords.get(name)) === true) ||
    PAIR_MASKS.some((name) => {
      const mask = keywords.get(name);
      return mask !== undefined && !(mask.kind === 'constant' && mask.value === null);
    })
  );
}

/** `where(mask, scores, -1e9)`, and the same with a number that is not known: what is hidden from a softmax. */
export function hidesScores({ name, positional: [, kept, hidden] }: StepCall): boolean {
  if (name !== 'where' || kept?.kind !== 'signal' || hidden === undefined) return false;
  const number = numberIn(hidden);
  return number === undefined ? hidden.kind === 'unknown' : number <= HIDDEN;
}
const HIDDEN = -1e3;

/** What attention as a function of queries, keys and values hides: nothing, what comes later, or pairs that nobody knows. */
export function maskOfFunction(call: StepCall): 'none' | 'causal' | 'unknown' {
  if (truthIn(argument(call, 5, 'is_causal')) === true) return 'causal';
  const given = argument(call, 3, 'attn_mask');
  if (given === undefined || (given.kind === 'constant' && given.value === null)) return 'none';
  return given.kind === 'made' && given.tensor.initializer === 'causal-mask' ? 'causal' : 'unknown';
}
