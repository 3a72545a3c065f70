/** Attributes and methods of tensors. */
import { activationCall, tensorMethod } from '../../frameworks';
import type { Place } from '../../python/syntax';
import { asBoundArguments, bindValues } from '../operations/arguments';
import { detached, pieceOf, referenceTo, sizeOf, sizeValue } from '../machine/given';
import {
  NO_ARGUMENTS,
  UNKNOWN,
  list,
  scalar,
  withSelf,
  type CallArguments,
  type SignalValue,
  type Value,
} from '../machine/values';
import type { Machine } from '../machine/machine';
import { nodesAround } from '../../python/walk';
import { tensorOperation } from './tensor-operations';
import { unfollowed } from './call';
import { activationNode, applyOperation } from '../operations/steps';
import { noteWrittenLoss } from '../operations/written-losses';

export function signalAttribute(machine: Machine, signal: SignalValue, name: string, site: Place): Value {
  switch (name) {
    case 'data':
      // What is changed there, `x.data.clamp_(0, 1)`, is the tensor itself, and gradients go on as they did.
      if (isChangedInPlace(site)) return signal;
      return detached(signal);
    case 'real':
    case 'value':
      return signal;
    case 'imag':
      return applyOperation(machine, { kind: 'elementwise', name }, [signal], site);
    case 'T':
    case 'mT':
    case 'H':
      return applyOperation(
        machine,
        { kind: 'reshape', name: 'permute' },
        [signal],
        site,
        undefined,
        undefined,
        {
          name,
          given: withSelf(signal, NO_ARGUMENTS),
        },
      );
    case 'shape':
      return shapeValue(signal);
    case 'at':
      return signal;
    case 'values':
      // `x.max(dim=1).values`
      if (signal.piece === undefined && isReduced(machine, signal)) return pieceOf(signal, 0);
      return { kind: 'method', receiver: signal, name };
    default:
      if (saysOfTensor.has(name)) return UNKNOWN;
      // A sparse tensor is its features; no dense one has such.
      if (featuresOfSparse.has(name)) return signal;
      // An attribute that tensors do not have: what came in is some record, and its fields carry tensors.
      if (!isTensorMethod(name) && !keepsState.test(name) && isInput(machine, signal)) return signal;
      return { kind: 'method', receiver: signal, name };
  }
}

const saysOfTensor: ReadonlySet<string> = new Set(
  'ndim dtype device grad is_cuda requires_grad is_nested size_'.split(' '),
);
const featuresOfSparse: ReadonlySet<string> = new Set(['features', 'feats', 'F']);

const isChangedInPlace = (site: Place): boolean => {
  const [around] = nodesAround(site).slice(-2);
  return around?.kind === 'Attribute' && around.name.endsWith('_');
};

/** Methods of what keeps tensors between calls: `update`, `update_conv_state`. */
export const keepsState = /^update(?:_|$)/;

/** Values beside their places: what a maximum, a sort or the like gives. */
const isReduced = (machine: Machine, signal: SignalValue): boolean =>
  signal.graph === machine.graph &&
  signal.nodes.every((node) => /^(?:pooling|split)$/.test(machine.graph.nodes[node]?.facts.kind ?? ''));

/** Steps that give values and, beside them, where those stood: always, or told an axis. */
const withPlaces: ReadonlySet<string> = new Set(['topk', 'top_k', 'sort', 'kthvalue', 'mode']);
const withPlacesAlongAxis: ReadonlySet<string> = new Set(['max', 'min', 'median', 'cummax', 'cummin']);

/** Whether what a step gave is a pair of which the second, `x.topk(k)[1]`, says places and carries nothing of the tensor. */
export function isBesidePlaces(machine: Machine, signal: SignalValue): boolean {
  const [node, ...others] = signal.graph === machine.graph && signal.piece === undefined ? signal.nodes : [];
  const call = node === undefined || others.length > 0 ? undefined : machine.graph.nodes[node]?.facts.call;
  if (call === undefined) return false;
  if (withPlaces.has(call.name)) return true;
  const axis = call.keywords.get('dim') ?? call.positional[1];
  return withPlacesAlongAxis.has(call.name) && axis?.kind === 'constant';
}

/** Whether tensors have a method of this name that is followed or known to end nothing. */
export const isTensorMethod = (name: string): boolean =>
  tensorOperation(name) !== undefined || tensorMethod(name) !== undefined;

/** All axes of a tensor, as `x.shape` gives them. */
export const shapeValue = (signal: SignalValue): Value => ({
  kind: 'unknown',
  fact: { kind: 'shape', of: referenceTo(signal) },
});

/** `x.size()`, `x.size(-1)` */
function sizeMethod(signal: SignalValue, given: CallArguments): Value {
  const axis = given.positional[0] ?? given.keywords.get('dim');
  if (axis === undefined) return given.open ? UNKNOWN : shapeValue(signal);
  const number = sizeOf(axis);
  return typeof number === 'number' ? sizeValue({ of: referenceTo(signal), axis: number }) : UNKNOWN;
}

/** True where the value is only what the model was called with. */
export function isInput(machine: Machine, signal: SignalValue): boolean {
  return (
    signal.graph === machine.graph &&
    signal.nodes.every((node) => machine.graph.nodes[node]?.facts.kind === 'input')
  );
}

/** `tokens.long()`: what the model is called with, wherever its elements have been put; unknown for what is computed. */
function tokensOf(machine: Machine, signal: SignalValue): Value {
  let at = signal.graph === machine.graph ? signal.nodes : [];
  for (let step = 0; step < MOST_MOVES && at.length > 0; step += 1) {
    const nodes = at.map((node) => machine.graph.nodes[node]);
    if (nodes.every((node) => node?.facts.kind === 'input')) return signal;
    if (
      !nodes.every(
        (node) => node?.facts.kind === 'input' || /^(?:reshape|split)$/.test(node?.facts.kind ?? ''),
      )
    )
      break;
    at = nodes.flatMap((node, place) =>
      node?.facts.kind === 'input' ? [at[place] ?? 0] : (node?.inputs ?? []),
    );
  }
  return UNKNOWN;
}

const MOST_MOVES = 8;

export function callSignalMethod(
  machine: Machine,
  signal: SignalValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value {
  if (signal.graph !== machine.graph) return UNKNOWN;
  const method = tensorMethod(name);
  if (method !== undefined) {
    const bound = bindValues(method.parameters, given);
    const call = activationCall(method, asBoundArguments(method.parameters, bound));
    return activationNode(machine, {
      qualifiedName: method.qualifiedName,
      activation: call.activation,
      parameters: call.parameters,
      unknownParameters: call.unknownParameters,
      form: 'method',
      inPlace: method.inPlace,
      inputs: [signal],
      site,
      arguments: bound,
    });
  }
  // Keys and items of what a model is called with, or of a record of outputs.
  if (name === 'items')
    return { kind: 'list', form: 'list', elements: [pair(signal), pair(signal)], open: true };
  if (name === 'values' || name === 'get' || name === 'pop') return signal;
  if (name === 'keys') return UNKNOWN;
  // Of a sparse tensor: the same places with other features, and all places.
  if (name === 'replace_feature') return given.positional[0] ?? signal;
  if (name === 'dense') return applyOperation(machine, { kind: 'pooling', name }, [signal], site);
  if (name === '__dir__') return list([scalar('replace_feature')], 'list', true);
  if (name === 'size') return sizeMethod(signal, given);
  const operation = tensorOperation(name);
  if (operation === 'same') return signal;
  if (operation === 'detached') return detached(signal);
  if (operation === 'whole') return tokensOf(machine, signal);
  if (operation === 'none') {
    if (leaving.has(name)) machine.graph.stop('item', signal, site);
    if (name === 'backward') noteWrittenLoss(machine, signal, site, false);
    return UNKNOWN;
  }
  if (operation !== undefined) {
    return applyOperation(
      machine,
      operation,
      [signal, ...given.positional, ...given.keywords.values()],
      site,
      undefined,
      undefined,
      { name, given: withSelf(signal, given) },
    );
  }
  // jax: `x.at[i].set(y)`, `x.at[i].add(y)`.
  if (name === 'set' || name === 'copy_') return given.positional[0] ?? signal;
  if (/^(?:normal_|uniform_|fill_|zero_|random_)$/.test(name)) return signal;
  return unfollowed(
    machine,
    { ...given, positional: [signal, ...given.positional] },
    site,
    `torch.Tensor.${name}`,
  );
}

/** Methods that write other tensors into the one that they belong to. */
export const writingMethods: ReadonlySet<string> = new Set([
  'scatter_',
  'scatter_add_',
  'scatter_reduce_',
  'index_copy_',
  'index_add_',
  'index_put_',
  'masked_scatter_',
  'copy_',
]);

/** Methods by which what a tensor holds leaves the graph. */
const leaving: ReadonlySet<string> = new Set(['item', 'tolist', 'numpy', 'argmax', 'argmin']);

const pair = (signal: SignalValue): Value => ({
  kind: 'list',
  form: 'tuple',
  elements: [UNKNOWN, signal],
  open: false,
});
