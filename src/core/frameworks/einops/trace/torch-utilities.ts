/** torch_einops_utils: containers that leave out what is None, and steps along an axis. */
import { lastPart } from '../../../python/dotted-name';
import type { Place } from '../../../python/syntax';
import type { Machine } from '../../../network/machine/machine';
import type { OperationNode } from '../../../network/graph';
import { applyOperation } from '../../../network/operations/steps';
import { callValue } from '../../../network/interpreter/call';
import { keptOf } from '../../../network/interpreter/filtering';
import { isSame } from '../../../network/interpreter/truth';
import {
  NONE,
  UNKNOWN,
  external,
  truth,
  valuesOf,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';

export const TORCH_UTILITIES = 'torch_einops_utils';

const operations: readonly (readonly [kind: OperationNode['kind'], name: string, functions: RegExp])[] = [
  ['reshape', 'reshape', /^(?:pad_|shift)/],
  ['split', 'slice', /^(?:slice_|batched_index_select$)/],
  ['concat', 'cat', /^safe_(?:cat|stack)$/],
  ['pooling', 'mean', /^(?:masked_(?:mean|sum|reduce)|(?:exclusive|reverse)_cumsum)$/],
];

const isThere = (value: Value): boolean | undefined => {
  const isNone = isSame(value, NONE);
  return isNone === undefined ? undefined : !isNone;
};

export function callUtility(
  machine: Machine,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const last = lastPart(name);
  const [first = UNKNOWN] = given.positional;
  if (last === 'Sequential') {
    const { elements, known } = keptOf(given.positional, isThere);
    const there = { ...given, positional: elements, open: given.open || !known };
    return callValue(machine, external('torch.nn.Sequential'), there, site);
  }
  if (last === 'Identity') return callValue(machine, external('torch.nn.Identity'), given, site);
  if (last === 'Lambda' || last === 'Residual') {
    const module = machine.create(`${TORCH_UTILITIES}.${last}`, undefined, site);
    module.arguments.set('fn', given.keywords.get('fn') ?? first);
    return module;
  }
  if (last === 'exists') {
    const there = isThere(first);
    return there === undefined ? UNKNOWN : truth(there);
  }
  const operation = operations.find(([, , functions]) => functions.test(last));
  if (operation === undefined) return undefined;
  const [kind, step] = operation;
  const tensors = kind === 'concat' ? valuesOf(given) : [first];
  return applyOperation(machine, { kind, name: step }, tensors, site);
}

export function callUtilityModule(
  machine: Machine,
  object: ObjectValue,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const result = callValue(machine, object.arguments.get('fn') ?? UNKNOWN, given, site);
  if (object.base !== `${TORCH_UTILITIES}.Residual`) return result;
  return applyOperation(
    machine,
    { kind: 'add', name: 'add' },
    [result, ...given.positional.slice(0, 1)],
    site,
  );
}
