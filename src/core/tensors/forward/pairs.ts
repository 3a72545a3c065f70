/** `(Σ x)² − Σ x²`, twice the sum over all pairs: factorisation machines (Rendle 2010). */
import type { Model, SignalNode } from '../../network/graph';
import { differencesOf, isLost, type Carried, type Signal } from '../moments';
import { callOfNode, numberIn } from '../read-call';

/** What such a difference gives; undefined for any other, and where what is summed is not independent. */
export function sumOverPairs(
  model: Model,
  carried: readonly Carried[],
  [whole, parts]: readonly [number, number],
): Signal | undefined {
  const sum = squared(model.nodes[whole]);
  const squares = summed(model.nodes[parts]);
  const [element, square] = [
    summed(model.nodes[sum ?? -1]),
    squares === undefined ? undefined : squared(model.nodes[squares]),
  ];
  if (sum === undefined || element === undefined || element !== square) return undefined;
  const [one, total, result] = [carried[element], carried[sum], carried[parts]];
  if (one === undefined || total === undefined || result === undefined) return undefined;
  if (isLost(one) || isLost(total) || isLost(result) || one.vague !== undefined) return undefined;
  const isIndependent =
    one.mean ** 2 <= MOST_ALIKE * one.square && one.position >= (1 - MOST_ALIKE) * one.square;
  const count = total.square / one.square;
  if (!isIndependent || !(count > 1)) return undefined;
  const pairs = 2 * count * (count - 1);
  return {
    ...result,
    mean: 0,
    square: pairs * one.square ** 2,
    ...differencesOf(one, (difference, name) =>
      result[name] === 0 ? 0 : pairs * (one.square ** 2 - (one.square - difference) ** 2),
    ),
    edges: undefined,
    nearby: undefined,
    lengths: undefined,
    alike: undefined,
    rows: undefined,
    law: undefined,
    addends: undefined,
    nonNegative: undefined,
  };
}

const MOST_ALIKE = 0.05;

/** What a step is the square of. */
function squared(node: SignalNode | undefined): number | undefined {
  if (node?.kind !== 'elementwise') return undefined;
  const { name, positional } = callOfNode(node);
  const isSquare = name === 'square' || (/^(?:pow|\*\*)$/.test(name) && numberIn(positional[1]) === 2);
  return isSquare ? node.inputs[0] : undefined;
}

/** What a step is the sum of. */
const summed = (node: SignalNode | undefined): number | undefined =>
  node?.kind === 'pooling' && /^(?:reduce_)?sum$/.test(callOfNode(node).name) ? node.inputs[0] : undefined;
