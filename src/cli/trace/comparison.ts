/** What a change does to the models of files: each beside what it was, and the findings that came and went. */
import { pairedSteps, type StepPair } from '../../core/tensors/compare';
import type { PrintedFinding } from '../findings';
import type { FileTrace, TracedModel } from './trace-files';

export interface Side {
  readonly path: string;
  readonly model: TracedModel;
}
export interface ModelComparison {
  readonly name: string;
  readonly old: Side | undefined;
  readonly new: Side | undefined;
  /** Empty where the model is new or gone. */
  readonly steps: readonly StepPair[];
}
export interface Comparison {
  readonly models: readonly ModelComparison[];
  readonly findings: {
    readonly gone: readonly PrintedFinding[];
    readonly new: readonly PrintedFinding[];
  };
}

/** @param keyOf what a file is called in both: its path below what was compared */
export function compared(
  old: readonly FileTrace[],
  other: readonly FileTrace[],
  keyOf: { readonly old: (path: string) => string; readonly new: (path: string) => string },
): Comparison {
  const before = sidesOf(old, keyOf.old);
  const after = sidesOf(other, keyOf.new);
  const pairs = matched(before, after);
  return {
    models: pairs.map(({ old: was, new: is }) => ({
      name: (is ?? was)?.model.record.name ?? '',
      old: was,
      new: is,
      steps: was === undefined || is === undefined ? [] : pairedSteps(was.model.record, is.model.record),
    })),
    findings: changedFindings(old, other, keyOf),
  };
}

interface Keyed extends Side {
  readonly key: string;
}

const sidesOf = (traces: readonly FileTrace[], keyOf: (path: string) => string): readonly Keyed[] =>
  traces.flatMap(({ path, models }) => (models ?? []).map((model) => ({ path, model, key: keyOf(path) })));

interface Pair {
  readonly old: Side | undefined;
  readonly new: Side | undefined;
}

/**
 * Partners of two lists, each of them once: what is the same by the first way of telling, of the rest by the second, and so on; equal ones in
 * order.
 */
function partnersOf<Item>(
  before: readonly Item[],
  after: readonly Item[],
  identities: readonly ((item: Item) => string)[],
): ReadonlyMap<Item, Item> {
  const partners = new Map<Item, Item>();
  const taken = new Set<Item>();
  for (const identityOf of identities) {
    const waiting = new Map<string, Item[]>();
    for (const item of before) {
      if (taken.has(item)) continue;
      const identity = identityOf(item);
      waiting.set(identity, [...(waiting.get(identity) ?? []), item]);
    }
    for (const item of after) {
      if (partners.has(item)) continue;
      const partner = waiting.get(identityOf(item))?.shift();
      if (partner === undefined) continue;
      partners.set(item, partner);
      taken.add(partner);
    }
  }
  return partners;
}

/** By file and name, then by name alone where a file was moved, then the only one of each side. */
function matched(before: readonly Keyed[], after: readonly Keyed[]): readonly Pair[] {
  const nameOf = ({ model }: Keyed): string => model.record.name;
  const partners = partnersOf(before, after, [
    (side) => `${side.key}\n${nameOf(side)}`,
    nameOf,
    ...(before.length === 1 && after.length === 1 ? [() => ''] : []),
  ]);
  const taken = new Set(partners.values());
  return [
    ...after.map((side) => ({ old: partners.get(side), new: side })),
    ...before.filter((side) => !taken.has(side)).map((side) => ({ old: side, new: undefined })),
  ];
}

/** A finding whose figures changed is the same one: what counts is its rule, as often as it is there. */
function changedFindings(
  old: readonly FileTrace[],
  other: readonly FileTrace[],
  keyOf: { readonly old: (path: string) => string; readonly new: (path: string) => string },
): Comparison['findings'] {
  const keyed = (traces: readonly FileTrace[], key: (path: string) => string) =>
    traces.flatMap(({ path, findings }) => (findings ?? []).map((finding) => ({ key: key(path), finding })));
  const [before, after] = [keyed(old, keyOf.old), keyed(other, keyOf.new)];
  const partners = partnersOf(before, after, [
    ({ key, finding }) => `${key}\n${finding.rule}\n${finding.message}`,
    ({ key, finding }) => `${key}\n${finding.rule}`,
    ({ finding }) => finding.rule,
  ]);
  const taken = new Set(partners.values());
  return {
    gone: before.filter((one) => !taken.has(one)).map(({ finding }) => finding),
    new: after.filter((one) => !partners.has(one)).map(({ finding }) => finding),
  };
}
