/** Keys and values that layers make of one tensor go along with each other, the more the fewer directions that fills. */
import type { LayerNode, Model, SignalNode } from '../network/graph';
import { arithmeticOf } from './arithmetic-names';
import { isLost, type Carried } from './moments';
import { callOfNode } from './read-call';

interface Known {
  readonly model: Model;
  readonly carried: readonly Carried[];
}

/** How many directions the tensor fills that two layers take; undefined where it is not one. @param one, other steps that their outputs are only moved about to */
export function directionsOfCommon(
  { model, carried }: Known,
  one: number,
  other: number,
): number | undefined {
  const [first, second] = [layerOf(model, one), layerOf(model, other)];
  const [source] = first?.inputs ?? [];
  if (source === undefined || source !== second?.inputs[0]) return undefined;
  const signal = carried[source];
  return signal && directionsOf(signal, first?.fanIn);
}

/** How many directions a tensor of so many features fills: fewer where these go together, such as behind a layer with few inputs. */
export function directionsOf(signal: Carried, features: number | undefined): number | undefined {
  if (features === undefined || isLost(signal)) return features;
  const alone = 1 / features;
  return 1 / (alone + (1 - alone) * Math.min(1, signal.alike ?? 0));
}

/** The layer whose output is only moved about since, or turned by its positions. */
function layerOf(model: Model, index: number, most = MOST_MOVES): LayerNode | undefined {
  const node = model.nodes[index];
  if (node?.kind === 'layer') return node;
  if (node === undefined || most === 0) return undefined;
  if (
    !MOVING.has(node.kind) &&
    !(node.kind === 'elementwise' && arithmeticOf(callOfNode(node).name) === 'negation')
  )
    return undefined;
  const [first, ...others] = node.inputs.map((input) => layerOf(model, input, most - 1));
  return others.every((own) => own === first) ? first : undefined;
}
const MOVING: ReadonlySet<SignalNode['kind']> = new Set<SignalNode['kind']>([
  'reshape',
  'split',
  'concat',
  'add',
  'multiply',
]);
const MOST_MOVES = 14;
