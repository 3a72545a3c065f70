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

/** By file and name, then by name alone where a file was moved, then the only one of each side. */
function matched(before: readonly Keyed[], after: readonly Keyed[]): readonly Pair[] {
  const partners = new Map<Keyed, Keyed>();
  const taken = new Set<Keyed>();
  const nameOf = ({ model }: Keyed): string => model.record.name;
  const pair = (identityOf: (side: Keyed) => string): void => {
    const waiting = new Map<string, Keyed[]>();
    for (const side of before) {
      if (taken.has(side)) continue;
      const identity = identityOf(side);
      waiting.set(identity, [...(waiting.get(identity) ?? []), side]);
    }
    for (const side of after) {
      if (partners.has(side)) continue;
      const partner = waiting.get(identityOf(side))?.shift();
      if (partner === undefined) continue;
      partners.set(side, partner);
      taken.add(partner);
    }
  };
  pair((side) => `${side.key}\n${nameOf(side)}`);
  pair(nameOf);
  if (before.length === 1 && after.length === 1) pair(() => '');
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
  const before = old.flatMap(({ path, findings }) =>
    (findings ?? []).map((finding) => ({ key: keyOf.old(path), finding })),
  );
  const after = other.flatMap(({ path, findings }) =>
    (findings ?? []).map((finding) => ({ key: keyOf.new(path), finding })),
  );
  const left = new Set(before);
  const isNew = (identityOf: (one: (typeof before)[number]) => string) => {
    const waiting = new Map<string, (typeof before)[number][]>();
    for (const one of left) {
      const identity = identityOf(one);
      waiting.set(identity, [...(waiting.get(identity) ?? []), one]);
    }
    return (one: (typeof before)[number]): boolean => {
      const partner = waiting.get(identityOf(one))?.shift();
      if (partner !== undefined) left.delete(partner);
      return partner === undefined;
    };
  };
  const fresh = after
    .filter(isNew(({ key, finding }) => `${key}\n${finding.rule}\n${finding.message}`))
    .filter(isNew(({ key, finding }) => `${key}\n${finding.rule}`))
    .filter(isNew(({ finding }) => finding.rule));
  return { gone: [...left].map(({ finding }) => finding), new: fresh.map(({ finding }) => finding) };
}
