/** `FloatFunctional`: arithmetic as a module, so that quantisation can observe it. */
import type { Place } from '../../../python/syntax';
import type { Machine } from '../../../network/machine/machine';
import { activationNode, applyOperation } from '../../../network/operations/steps';
import type { CallArguments, ObjectValue, Value } from '../../../network/machine/values';

const steps = {
  add: { kind: 'add', name: 'add' },
  add_relu: { kind: 'add', name: 'add' },
  add_scalar: { kind: 'elementwise', name: 'add' },
  mul: { kind: 'multiply', name: 'mul' },
  mul_scalar: { kind: 'elementwise', name: 'mul' },
  cat: { kind: 'concat', name: 'cat' },
  matmul: { kind: 'matmul', name: 'matmul' },
} as const;

export function floatFunctional(
  machine: Machine,
  object: ObjectValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  if (!/\.(?:FloatFunctional|QFunctional|FXFloatFunctional)$/.test(object.base)) return undefined;
  if (!isStep(name)) return undefined;
  const result = applyOperation(machine, steps[name], given.positional, site);
  if (name !== 'add_relu') return result;
  return activationNode(machine, {
    qualifiedName: `${object.base}.add_relu`,
    activation: 'relu',
    parameters: {},
    unknownParameters: [],
    form: 'method',
    inPlace: false,
    inputs: [result],
    site,
    arguments: new Map(),
  });
}

const isStep = (name: string): name is keyof typeof steps => Object.hasOwn(steps, name);
