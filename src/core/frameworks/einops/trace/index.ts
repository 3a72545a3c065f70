/** einops: what its patterns do to the order of elements is no step of weights. What is built on it comes with it. */
import { lastPart } from '../../../python/dotted-name';
import type { Place } from '../../../python/syntax';
import type { FrontEnd } from '../../../network/machine/front-end';
import type { Machine } from '../../../network/machine/machine';
import type { OperationNode, Size } from '../../../network/graph';
import { madeValue, remade } from '../../../network/data/made-tensors';
import { productOfSizes, sizeOf } from '../../../network/machine/given';
import { applyOperation } from '../../../network/operations/steps';
import { elementsOf } from '../../../network/interpreter/iterate';
import {
  UNKNOWN,
  list,
  type CallArguments,
  type ListValue,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';
import { parsePattern, spelledOut } from '../pattern';
import { callUtility, callUtilityModule, TORCH_UTILITIES } from './torch-utilities';

type Operation = { readonly kind: OperationNode['kind']; readonly name: string };

const operations: ReadonlyMap<string, Operation> = new Map([
  ['rearrange', { kind: 'reshape', name: 'reshape' }],
  ['rearrange_with_anon_dims', { kind: 'reshape', name: 'reshape' }],
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
  const many = forEachOf(machine, name, given, site);
  if (many !== undefined) return many;
  const operation = operationOf(name);
  if (operation === undefined) return undefined;
  const table = tableLaidOut(name, given, site);
  if (table !== undefined) return table;
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

/** `q, k, v = rearrange_many((q, k, v), 'b n (h d) -> b h n d', h=8)`: the same for each, or each with a pattern of its own. */
function forEachOf(machine: Machine, name: string, given: CallArguments, site: Place): ListValue | undefined {
  const [tensors, patterns] = given.positional;
  if (!name.startsWith(EXTENSIONS) || !name.endsWith(MANY) || tensors === undefined) return undefined;
  const single = `einops.${lastPart(name).slice(0, -MANY.length)}`;
  const { elements, known } = elementsOf(machine, tensors);
  const made = elements.map((tensor, index) => {
    const pattern = patterns?.kind === 'list' ? patterns.elements[index] : patterns;
    const rest = given.positional.slice(2);
    const own = { ...given, positional: [tensor, pattern ?? UNKNOWN, ...rest] };
    return callFunction(machine, single, own, site) ?? UNKNOWN;
  });
  return list(made, 'tuple', !known);
}

const EXTENSIONS = 'einops_exts';
const MANY = '_many';

/** `repeat(self.cls_token, '1 1 d -> b 1 d', b=b)`: a tensor that the code makes, laid out another way. */
function tableLaidOut(name: string, given: CallArguments, site: Place): Value | undefined {
  const [tensor, written] = given.positional;
  const made = tensor === undefined || tensor.kind === 'signal' ? undefined : madeValue(tensor, site);
  const text = written?.kind === 'scalar' ? written.value : undefined;
  const { shape } = made?.fact.tensor ?? {};
  const parsed = typeof text === 'string' && !given.open ? parsePattern(text) : undefined;
  const pattern = parsed && shape && spelledOut(parsed, shape.length);
  if (made === undefined || shape === undefined || pattern === undefined) return undefined;
  if (!/^(?:rearrange|repeat)$/.test(lastPart(name))) return undefined;
  const lengths = new Map<string, Size | undefined>();
  for (const [key, value] of given.keywords) lengths.set(key, sizeOf(value));
  for (const [place, group] of pattern.left.entries()) {
    const [only, ...others] = group;
    if (others.length > 0) return undefined;
    if (only !== undefined && !lengths.has(only)) lengths.set(only, shape[place]);
  }
  const lengthOf = (axis: string): Size | undefined =>
    /^\d+$/.test(axis) ? Number(axis) : lengths.get(axis);
  const laidOut = pattern.right.map((group) => productOfSizes(group.map(lengthOf)));
  return remade(made, { ...made.fact.tensor, shape: laidOut }, made.fact.bounds);
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
  roots: ['einops', EXTENSIONS, TORCH_UTILITIES],
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
