/** Whether something near a layer sets the signal's scale anew, so that the layer's own initialisation matters less. */
import type { ActivationNode, LayerNode, Model, SignalNode } from '../../network/graph';
import { consumersOf } from '../../network/ways';
import { inputsOf } from './signal-walk';

/** A normalisation, a residual add, attention or a gating product. */
const rescales = (node: SignalNode): boolean =>
  node.kind === 'norm' ||
  node.kind === 'add' ||
  node.kind === 'attention' ||
  node.kind === 'multiply' ||
  (node.kind === 'layer' && node.role === 'attention');

/** The common exemption of rules about initialisation and depth: looks from the layer's input to the activation behind the next layer. */
export function isRescaled(model: Model, layer: LayerNode, activation: ActivationNode): boolean {
  if (model.weightsLoaded) return true;
  const { before, behind, behindNext } = surroundingsOf(model);
  const [from, to] = [layer.index, activation.index];
  return before[from] === true || behind[from] === true || behind[to] === true || behindNext[to] === true;
}

/** What is met from each node on, up to and with the next layers and activations. */
interface Surroundings {
  /** A rescaling step on the way in. */
  readonly before: readonly boolean[];
  /** A rescaling step on the way out. */
  readonly behind: readonly boolean[];
  /** A layer on the way out that has one behind it. */
  readonly behindNext: readonly boolean[];
}
const known = new WeakMap<Model, Surroundings>();

/** One pass each way: a node's inputs stand before it. */
function surroundingsOf(model: Model): Surroundings {
  const found = known.get(model);
  if (found !== undefined) return found;
  const { nodes } = model;
  const before: boolean[] = [];
  const behind: boolean[] = [];
  const behindNext: boolean[] = [];
  for (const node of nodes)
    before[node.index] = inputsOf(model, node).some(
      (input) => rescales(input) || (isPassed(input) && before[input.index] === true),
    );
  for (const node of [...nodes].reverse()) {
    const consumers = consumersOf(model, node.index);
    behind[node.index] = consumers.some(
      (next) => rescales(next) || (isPassed(next) && behind[next.index] === true),
    );
    behindNext[node.index] = consumers.some(
      (next) =>
        (next.kind === 'layer' && behind[next.index] === true) ||
        (isPassed(next) && behindNext[next.index] === true),
    );
  }
  const surroundings = { before, behind, behindNext };
  known.set(model, surroundings);
  return surroundings;
}

/** What is added up behind a loss is no longer the signal. */
const isPassed = ({ kind }: SignalNode): boolean =>
  kind !== 'layer' && kind !== 'activation' && kind !== 'loss';
