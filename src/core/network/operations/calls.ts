/** Calls whose meaning is the same in every framework: activation functions, losses, steps without weights. */
import { activationCall, type ActivationCall } from '../../frameworks';
import type { ActivationSymbol, LayerSymbol, LossSymbol } from '../../frameworks/symbol';
import { lastPart } from '../../python/dotted-name';
import { placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import { asBoundArguments, bindValues, constantArguments, constantArgumentsOf } from './arguments';
import { factsOf } from '../data/facts';
import { callOf, givenOf, madeOf } from '../machine/given';
import type { Machine } from '../machine/machine';
import { activationNode } from './steps';
import { comparedIn } from './written-losses';
import { NO_KEYWORDS, UNKNOWN, type CallArguments, type ObjectValue, type Value } from '../machine/values';

/** What each API calls without any argument that changes the function's form: nearly always this. */
const plainCalls = new WeakMap<ActivationSymbol, ActivationCall>();

export function activationArguments(
  symbol: ActivationSymbol,
  bound: ReadonlyMap<string, Value>,
): ActivationCall {
  if (symbol.parameters.some(({ maps, name }) => maps !== undefined && bound.has(name)))
    return activationCall(symbol, asBoundArguments(symbol.parameters, bound));
  let call = plainCalls.get(symbol);
  if (call === undefined) {
    call = activationCall(symbol, asBoundArguments(symbol.parameters, NO_KEYWORDS));
    plainCalls.set(symbol, call);
  }
  return call;
}

/** The call of a module that is an activation, by the arguments it was made with. */
export function moduleActivation(
  machine: Machine,
  symbol: ActivationSymbol,
  object: ObjectValue,
  inputs: readonly Value[],
  site: Place,
  inPlace = false,
): Value {
  const call = activationArguments(symbol, object.arguments);
  return activationNode(machine, {
    qualifiedName: symbol.qualifiedName,
    activation: call.activation,
    parameters: call.parameters,
    unknownParameters: call.unknownParameters,
    form: 'module',
    inPlace,
    inputs,
    site,
    arguments: object.arguments,
    owner: object,
  });
}

export function activationFunction(
  machine: Machine,
  symbol: ActivationSymbol,
  given: CallArguments,
  site: Place,
): Value {
  const bound = bindValues(symbol.parameters, given);
  const call = activationArguments(symbol, bound);
  const inputName = symbol.parameters.find((parameter) => parameter.role === 'input')?.name ?? 'input';
  const input = bound.get(inputName) ?? given.positional[0] ?? UNKNOWN;
  const inPlace = bound.get('inplace');
  return activationNode(machine, {
    qualifiedName: symbol.qualifiedName,
    activation: call.activation,
    parameters: call.parameters,
    unknownParameters: call.unknownParameters,
    form: 'function',
    inPlace: symbol.inPlace || (inPlace?.kind === 'scalar' && inPlace.value === true),
    inputs: [input],
    site,
    arguments: bound,
  });
}

/** Norms, dropouts, poolings: steps without a mixing weight. */
export function layerStep(
  machine: Machine,
  symbol: LayerSymbol,
  inputs: readonly Value[],
  site: Place,
  owner?: ObjectValue,
  given?: CallArguments,
): Value {
  const kind = stepKind(symbol.role);
  if (kind === undefined) return UNKNOWN;
  const nodes = machine.graph.nodesOfAll(inputs);
  // Latents that are trained pass a norm as tensors of the model do.
  if (nodes.length === 0 && !(kind === 'norm' && inputs.slice(0, 1).some(isTable))) return UNKNOWN;
  return machine.graph.operation(kind, symbol.qualifiedName, nodes, owner?.place ?? placeOf(site), {
    owner,
    callPlace: owner === undefined ? undefined : placeOf(site),
    callChain: owner === undefined ? undefined : machine.chain(),
    chain: owner?.chain ?? machine.chain(),
    arguments:
      owner !== undefined
        ? constantArgumentsOf(owner, symbol.parameters)
        : given === undefined
          ? {}
          : constantArguments(symbol.parameters, bindValues(symbol.parameters, given)),
    call: callOf(
      machine.graph,
      lastPart(symbol.qualifiedName),
      given ?? { positional: inputs, keywords: NO_KEYWORDS, open: false },
      owner !== undefined,
    ),
  });
}

const isTable = (value: Value): boolean => madeOf(value)?.instance !== undefined;

function stepKind(
  role: LayerSymbol['role'],
): 'norm' | 'dropout' | 'pooling' | 'reshape' | 'attention' | undefined {
  switch (role) {
    case 'norm':
    case 'dropout':
    case 'pooling':
    case 'reshape':
    case 'attention':
      return role;
    default:
      return undefined;
  }
}

export function lossFunction(
  machine: Machine,
  symbol: LossSymbol,
  given: CallArguments,
  site: Place,
  owner?: ObjectValue,
): Value {
  const bound = bindValues(symbol.parameters, given);
  const ofRole = (
    isMeant: (role: LossSymbol['parameters'][number]['role']) => boolean,
  ): Value | undefined => {
    const named = owner === undefined ? symbol.parameters.find(({ role }) => isMeant(role))?.name : undefined;
    return named === undefined ? undefined : bound.get(named);
  };
  const first =
    ofRole((role) => role === 'prediction' || role === 'input') ??
    given.positional[0] ??
    given.keywords.get('input') ??
    UNKNOWN;
  const told = ofRole((role) => role === 'target') ?? given.positional[1] ?? given.keywords.get('target');
  const isOfDifference = told === undefined && symbol.expects === 'values';
  const difference = isOfDifference ? comparedIn(machine.graph, first) : undefined;
  const predictions = machine.graph.nodesOf(difference?.prediction ?? first);
  const variance = /gaussian_?nll/i.test(symbol.qualifiedName)
    ? (given.keywords.get('var') ?? given.positional[2])
    : undefined;
  const others = [...given.positional, ...given.keywords.values()].filter(
    (value) => value !== first && value !== variance,
  );
  const isTargetComputed = machine.graph
    .nodesOfAll(others)
    .some((node) => machine.graph.nodes[node]?.facts.kind !== 'input');
  const target = told ?? difference?.target;
  const known = [...others, target].find((value) => factsOf(value) !== undefined);
  const facts = factsOf(known);
  machine.graph.losses.push({
    qualifiedName: symbol.qualifiedName,
    place: owner?.place ?? placeOf(site),
    callPlace: owner === undefined ? undefined : placeOf(site),
    chain: machine.chain(),
    arguments: constantArguments(symbol.parameters, owner?.arguments ?? bound),
    predictions,
    ...(isTargetComputed ? { isTargetComputed } : {}),
    ...(facts === undefined ? {} : { targets: [{ facts, place: placeOf(site) }] }),
    target: target === undefined ? undefined : givenOf(machine.graph, target),
    ...(variance === undefined ? {} : { variance: givenOf(machine.graph, variance) }),
  });
  if (predictions.length === 0) return UNKNOWN;
  return machine.graph.operation('loss', symbol.qualifiedName, predictions, placeOf(site), {
    chain: machine.chain(),
  });
}
