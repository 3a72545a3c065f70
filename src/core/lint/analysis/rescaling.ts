/** Whether something near a layer sets the signal's scale anew, so that the layer's own initialisation matters less. */
import type { ActivationNode, LayerNode, Model, SignalNode } from '../../network/graph';
import { consumersOf, isLossStep } from '../../network/ways';

/** A normalisation, a residual add, attention or a gating product. */
const rescales = (node: SignalNode): boolean =>
  node.kind === 'norm' ||
  (node.kind === 'add' && !isLossStep(node)) ||
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
  // What a step is to those beside it is asked once a step: one may have thousands of neighbours.
  const opens: boolean[] = [];
  for (const node of nodes) {
    const isMet = node.inputs.some((input) => opens[input] === true);
    before[node.index] = isMet;
    opens[node.index] = rescales(node) || (isPassed(node) && isMet);
  }
  const closes: boolean[] = [];
  const closesNext: boolean[] = [];
  for (const node of [...nodes].reverse()) {
    const consumers = consumersOf(model, node.index);
    const isMet = consumers.some(({ index }) => closes[index] === true);
    const isMetNext = consumers.some(({ index }) => closesNext[index] === true);
    behind[node.index] = isMet;
    behindNext[node.index] = isMetNext;
    closes[node.index] = rescales(node) || (isPassed(node) && isMet);
    closesNext[node.index] = (node.kind === 'layer' && isMet) || (isPassed(node) && isMetNext);
  }
  const surroundings = { before, behind, behindNext };
  known.set(model, surroundings);
  return surroundings;
}

/** What is added up behind a loss is no longer the signal. */
const isPassed = (node: SignalNode): boolean =>
  node.kind !== 'layer' && node.kind !== 'activation' && !isLossStep(node);
