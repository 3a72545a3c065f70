/** The one way through a model: the longest by its layers, and the branches along it that are added to what they began from. */
import type { Model, SignalNode } from '../network/graph';

export interface Trunk {
  /** Where steps of the way stand on it, by index of the step. */
  readonly positions: ReadonlyMap<number, number>;
  /** Residual branches: from the step that both ways leave to the sum in which they meet, as positions. */
  readonly segments: readonly Segment[];
}
export interface Segment {
  readonly from: number;
  readonly to: number;
}

const known = new WeakMap<Model, Trunk>();

export function trunkOf(model: Model): Trunk {
  let trunk = known.get(model);
  if (trunk === undefined) known.set(model, (trunk = trunkIn(model)));
  return trunk;
}

function trunkIn(model: Model): Trunk {
  const way = longestWay(model);
  const positions = new Map(way.map(({ index }, position) => [index, position]));
  const layersUpTo: number[] = [];
  let count = 0;
  for (const node of way) layersUpTo.push((count += node.kind === 'layer' ? 1 : 0));
  const segments = way.flatMap((node, to): readonly Segment[] => {
    if (node.kind !== 'add' || to === 0) return [];
    const from = forkBefore(model, node, way[to - 1], positions);
    if (from === undefined) return [];
    const inside = (layersUpTo[to] ?? 0) - (layersUpTo[from] ?? 0);
    // One sum around most of the model leaves the way what it is: all of its layers stand inside.
    const isWhole = inside > 2 && inside > count / 2 && hasSumInside(way, from, to);
    return inside === 0 || isWhole ? [] : [{ from, to }];
  });
  return { positions, segments };
}

const hasSumInside = (way: readonly SignalNode[], from: number, to: number): boolean =>
  way.slice(from + 1, to).some(({ kind }) => kind === 'add') || to - from > 24;

/** Ties go to what comes from the model's input, such as tokens beside positions, then to the later input: of attention's three the values. */
function longestWay(model: Model): readonly SignalNode[] {
  const layers: number[] = [];
  const before: (number | undefined)[] = [];
  const isFed: boolean[] = [];
  for (const node of model.nodes) {
    let [most, from]: [number, number | undefined] = [0, undefined];
    for (const input of node.inputs) {
      const count = layers[input];
      if (count === undefined) continue;
      const isTied = count === most && from !== undefined;
      const wins = isTied ? isFed[input] === true || isFed[from ?? -1] !== true : count >= most;
      if (from === undefined || wins) [most, from] = [count, input];
    }
    layers[node.index] = most + (node.kind === 'layer' ? 1 : 0);
    before[node.index] = from;
    isFed[node.index] = node.kind === 'input' || (from !== undefined && isFed[from] === true);
  }
  const ends = model.outputs.length > 0 ? model.outputs : model.nodes.map(({ index }) => index);
  let end: number | undefined;
  for (const output of ends)
    if (end === undefined || (layers[output] ?? 0) > (layers[end] ?? 0)) end = output;
  const way: SignalNode[] = [];
  for (let at = end; at !== undefined && way.length <= model.nodes.length; at = before[at]) {
    const node = model.nodes[at];
    if (node === undefined) break;
    way.push(node);
  }
  return way.reverse();
}

/** Where on the way the other summands of a sum come from, the latest; undefined where they come from elsewhere. */
function forkBefore(
  model: Model,
  sum: SignalNode,
  previous: SignalNode | undefined,
  positions: ReadonlyMap<number, number>,
): number | undefined {
  let latest: number | undefined;
  const seen = new Set<number>();
  const waiting = sum.inputs.filter((input) => input !== previous?.index);
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const at = positions.get(index);
    if (at === undefined) waiting.push(...(model.nodes[index]?.inputs ?? []));
    else latest = Math.max(latest ?? 0, at);
  }
  return latest;
}
