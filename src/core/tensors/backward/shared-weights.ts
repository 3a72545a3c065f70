/** Two products with one weight that are added up send the same gradient through it twice: `F.linear(u, w) + F.linear(0.5 * u, w)`. */
import type { LayerNode, Model, SignalNode } from '../../network/graph';
import { consumersOf } from '../../network/ways';

/** Why what both products are made of has no gradient. */
export const SHARED_WEIGHT = 'a sum of products with one weight';

const meetings = new WeakMap<Model, ReadonlySet<number>>();

/** Steps at which two such ways back meet: their gradients are not independent of each other. */
export function whereSharedWeightsMeet(model: Model): ReadonlySet<number> {
  let known = meetings.get(model);
  if (known === undefined) meetings.set(model, (known = found(model)));
  return known;
}

function found(model: Model): ReadonlySet<number> {
  const result = new Set<number>();
  for (const uses of usedSeveralTimes(model)) {
    for (const [place, one] of uses.entries()) {
      const sums = sumsBehind(model, one);
      if (sums.size === 0) continue;
      for (const other of uses.slice(place + 1)) {
        if (![...sumsBehind(model, other)].some((sum) => sums.has(sum))) continue;
        const sources = sourcesOf(model, one);
        const meeting = Math.max(-1, ...[...sourcesOf(model, other)].filter((index) => sources.has(index)));
        if (meeting >= 0) result.add(meeting);
      }
    }
  }
  return result;
}

const MOST_USES = 8;

/** The steps of each layer with one matrix that is called more than once; of very many calls the first ones. */
function usedSeveralTimes(model: Model): readonly (readonly LayerNode[])[] {
  const byInstance = new Map<number, LayerNode[]>();
  for (const node of model.nodes)
    if (node.kind === 'layer' && (node.role === 'linear' || node.role === 'conv'))
      byInstance.set(node.instance, [...(byInstance.get(node.instance) ?? []), node]);
  return [...byInstance.values()].filter(({ length }) => length > 1).map((uses) => uses.slice(0, MOST_USES));
}

const MOST_STEPS = 16;
const MOVING: ReadonlySet<SignalNode['kind']> = new Set<SignalNode['kind']>(['reshape', 'dropout']);

/** Sums that what a step gives is a part of, as it is or times a number. */
function sumsBehind(model: Model, start: SignalNode): ReadonlySet<number> {
  const sums = new Set<number>();
  const seen = new Set<SignalNode>([start]);
  for (const node of seen) {
    if (seen.size > MOST_STEPS) break;
    for (const next of consumersOf(model, node.index)) {
      if (next.kind === 'add' && next.inputs.length > 1) sums.add(next.index);
      const isNumber = (next.kind === 'multiply' || next.kind === 'add') && next.inputs.length === 1;
      if (isNumber || next.kind === 'add' || MOVING.has(next.kind)) seen.add(next);
    }
  }
  return sums;
}

/** Steps that what a layer takes is made of without other weights. */
function sourcesOf(model: Model, layer: LayerNode): ReadonlySet<number> {
  const seen = new Set<number>(layer.inputs);
  for (const index of seen) {
    const node = model.nodes[index];
    // Parts of a tensor have nothing to do with each other.
    if (node === undefined || node.kind === 'layer' || node.kind === 'split' || seen.size > MOST_STEPS)
      continue;
    for (const input of node.inputs) seen.add(input);
  }
  return seen;
}
