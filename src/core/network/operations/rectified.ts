/** ReLU under other names: `torch.clamp(x, min=0)`, `jnp.maximum(0, x)`, `torch.max(x, torch.zeros_like(x))`. */
import { isMade } from '../data/made-tensors';
import type { OperationNode } from '../graph';
import { numberOf } from '../machine/constants';
import type { WrittenCall } from '../machine/given';
import type { Machine } from '../machine/machine';
import type { SignalValue, Value } from '../machine/values';

/**
 * The tensor that a step cuts off below zero, where a layer or a norm gives it; undefined for any other step. Lengths, areas and distances
 * are cut off at zero, too, and are nobody's activation.
 */
export function rectifiedInput(
  machine: Machine,
  { kind, name }: { readonly kind: OperationNode['kind']; readonly name: string },
  inputs: readonly Value[],
  written: WrittenCall | undefined,
): SignalValue | undefined {
  if (kind !== 'elementwise' && kind !== 'pooling') return undefined;
  const cut = /^(?:clamp|clip)$/.test(name)
    ? clampedAtZero(written)
    : isLargerOfTwo(name, written)
      ? largerThanZero(inputs, name === 'maximum')
      : undefined;
  return cut?.kind === 'signal' && isPreActivation(machine, cut) ? cut : undefined;
}

const isLargerOfTwo = (name: string, written: WrittenCall | undefined): boolean =>
  name === 'maximum' || written?.name === 'max';

/** `x.clamp(min=0)`, `torch.clip(x, 0)`: nothing above it is cut off. */
function clampedAtZero(written: WrittenCall | undefined): Value | undefined {
  if (written === undefined || written.given.open) return undefined;
  const [tensor, ...bounds] = written.given.positional;
  const { keywords } = written.given;
  const lower = bounds[0] ?? keywords.get('min') ?? keywords.get('a_min');
  const upper = bounds[1] ?? keywords.get('max') ?? keywords.get('a_max');
  const isOpenAbove = upper === undefined || (upper.kind === 'scalar' && upper.value === null);
  return numberOf(lower) === 0 && isOpenAbove ? tensor : undefined;
}

/** @param numbers whether zero may be a number: of `torch.max` a number is an axis */
function largerThanZero(inputs: readonly Value[], numbers: boolean): Value | undefined {
  const [one, other] = inputs;
  if (inputs.length !== 2 || one === undefined || other === undefined) return undefined;
  const isZero = (value: Value): boolean =>
    (numbers && numberOf(value) === 0) || (isMade(value) && value.fact.tensor.initializer === 'zeros');
  return isZero(other) ? one : isZero(one) ? other : undefined;
}

function isPreActivation(machine: Machine, { graph, nodes }: SignalValue): boolean {
  const [index, ...others] = nodes;
  if (graph !== machine.graph || index === undefined || others.length > 0) return false;
  const kind = machine.graph.nodes[index]?.facts.kind;
  return kind === 'layer' || kind === 'norm';
}
