/** Steps of a model that compute what others have: a critic that `evaluate` calls after `act`, the second of two twins. */
import type { Model, SignalNode } from '../network/graph';
import type { Unit } from '../python/syntax';

const known = new WeakMap<Model, readonly number[]>();

/** One number for all steps that are the same layer, or stand at the same place, on the same: of two inputs nobody knows which is which. */
export function stepNumbers(model: Model): readonly number[] {
  let numbers = known.get(model);
  if (numbers === undefined) known.set(model, (numbers = numbersIn(model)));
  return numbers;
}

function numbersIn({ nodes }: Model): readonly number[] {
  const units = new Map<Unit, number>();
  const seen = new Map<string, number>();
  const numbers: number[] = [];
  for (const node of nodes) {
    const unit = units.get(node.place.unit) ?? units.size;
    units.set(node.place.unit, unit);
    const inputs = node.inputs.map((input) => numbers[input] ?? -1);
    const key = [identityOf(node, unit), ...inputs].join(' ');
    const number = seen.get(key) ?? seen.size;
    seen.set(key, number);
    numbers[node.index] = number;
  }
  return numbers;
}

function identityOf(node: SignalNode, unit: number): string {
  if (node.kind === 'input') return 'input';
  if (node.kind === 'layer') return `layer ${String(node.instance)}`;
  return `${node.qualifiedName} ${String(unit)} ${String(node.place.start)} ${node.path ?? ''}`;
}
