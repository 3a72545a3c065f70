/** einops: what its patterns do to the order of elements is no step of weights. What is built on it comes with it. */
import { lastPart } from '../../../python/dotted-name';
import type { Place } from '../../../python/syntax';
import type { FrontEnd } from '../../../network/machine/front-end';
import type { Machine } from '../../../network/machine/machine';
import type { OperationNode } from '../../../network/graph';
import { applyOperation } from '../../../network/operations/steps';
import type { CallArguments, ObjectValue, Value } from '../../../network/machine/values';
import { callUtility, callUtilityModule, TORCH_UTILITIES } from './torch-utilities';

type Operation = { readonly kind: OperationNode['kind']; readonly name: string };

const operations: ReadonlyMap<string, Operation> = new Map([
  ['rearrange', { kind: 'reshape', name: 'reshape' }],
  ['repeat', { kind: 'reshape', name: 'reshape' }],
  ['pack', { kind: 'concat', name: 'cat' }],
  ['unpack', { kind: 'split', name: 'slice' }],
  ['reduce', { kind: 'pooling', name: 'mean' }],
  ['einsum', { kind: 'matmul', name: 'matmul' }],
]);

/** `rearrange` and `einops.layers.torch.Rearrange` alike. */
const operationOf = (name: string): Operation | undefined => operations.get(lastPart(name).toLowerCase());

function callFunction(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined {
  if (name.startsWith(TORCH_UTILITIES)) return callUtility(machine, name, given, site);
  const operation = operationOf(name);
  if (operation === undefined) return undefined;
  if (!name.startsWith('einops.layers.'))
    return applyOperation(machine, operation, given.positional, site, undefined, undefined, {
      name: lastPart(name),
      given,
    });
  const layer = machine.create(name, undefined, site);
  given.positional.forEach((value, index) =>
    layer.arguments.set(index === 0 ? 'pattern' : String(index), value),
  );
  for (const [key, value] of given.keywords) layer.arguments.set(key, value);
  return layer;
}

function callLayer(
  machine: Machine,
  object: ObjectValue,
  given: CallArguments,
  site: Place,
): Value | undefined {
  if (object.base.startsWith(TORCH_UTILITIES)) return callUtilityModule(machine, object, given, site);
  const operation = operationOf(object.base);
  return (
    operation &&
    applyOperation(machine, operation, given.positional.slice(0, 1), site, object, object.arguments, {
      name: lastPart(object.base).toLowerCase(),
      given,
    })
  );
}

export const frontEnd: FrontEnd = {
  roots: ['einops', TORCH_UTILITIES],
  callMethods: ['forward'],
  prepareMethods: [],
  isModelBase: () => false,
  fieldsAreParameters: () => false,
  callExternal: callFunction,
  callObject: callLayer,
  callMethod: () => undefined,
  initialize: () => undefined,
  attribute: () => undefined,
  isSubclass: (name, of) => (name === of || of === 'torch.nn.Module' ? true : undefined),
};
