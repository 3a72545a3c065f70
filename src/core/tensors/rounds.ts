/** How often a cell has run in a loop over time by the time that it gives what a step of the graph is. */
import type { LayerNode, Model, SignalNode } from '../network/graph';
import { callOfNode, numberIn, signalsIn } from './read-call';
import { axisAt } from './axis';
import { shapeOf } from './shapes';

/** A loop whose length is not known is written down so often. */
const ROUNDS_OF_UNKNOWN_LOOP = 2;
/** So many steps may stand between `x[:, t]` and the cell. */
const MOST_BETWEEN = 6;

/** Undefined for a layer that is no cell of PyTorch's, or that no loop runs. */
export function roundsOf(model: Model, cell: LayerNode): number | undefined {
  if (!/^torch\.nn\.\w+Cell$/.test(cell.qualifiedName)) return undefined;
  const runs = model.nodes.filter((node) => node.kind === 'layer' && node.instance === cell.instance);
  if (runs.length < ROUNDS_OF_UNKNOWN_LOOP) return undefined;
  const over = runs.length === ROUNDS_OF_UNKNOWN_LOOP ? lengthRunOver(model, cell) : undefined;
  return over ?? runs.indexOf(cell) + 1;
}

/** Of `x[:, t]` that the cell is given, how long the axis is. */
function lengthRunOver(model: Model, cell: LayerNode): number | undefined {
  let node: SignalNode | undefined = cell;
  for (let step = 0; node !== undefined && step < MOST_BETWEEN; step += 1) {
    const call = callOfNode(node);
    const source: number | undefined = signalsIn(call)[0]?.nodes[0] ?? node.inputs[0];
    if (node.kind === 'split' && call.name === 'getitem') {
      const place = call.positional.slice(1).findIndex((given) => numberIn(given) !== undefined);
      const length = axisAt(shapeOf(model, source ?? -1), place)?.length;
      return place >= 0 && typeof length === 'number' && length >= ROUNDS_OF_UNKNOWN_LOOP
        ? length
        : undefined;
    }
    node = model.nodes[source ?? -1];
  }
  return undefined;
}
