/** `model.compile(optimizer, loss)`: which loss and which optimiser a model meets. */
import { canonicalName, lossFromString, symbolOf } from '../..';
import { isCall, placeOf } from '../../../python/place';
import type { Expression, Place } from '../../../python/syntax';
import { constantArguments } from '../../../network/operations/arguments';
import { itemOfData } from '../../../network/data/data';
import { factsOf, numbersValue } from '../../../network/data/facts';
import { isMade } from '../../../network/data/made-tensors';
import type { InputUse } from '../../../network/graph';
import { stringOf } from '../../../network/machine/constants';
import { methodOf } from '../../../network/interpreter/classes';
import type { Machine } from '../../../network/machine/machine';
import {
  UNKNOWN,
  type CallArguments,
  type DictionaryValue,
  type ListValue,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';

const optimizerNames = 'SGD Adam AdamW RMSprop Adagrad Adadelta Adamax Nadam Ftrl Lion Lamb Adafactor'.split(
  ' ',
);

export function compileModel(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): void {
  const optimizer = given.keywords.get('optimizer') ?? given.positional[0];
  const loss = given.keywords.get('loss') ?? given.positional[1];
  if (loss?.kind === 'dictionary' || (loss?.kind === 'list' && loss.elements.length > 1))
    addLossesOfOutputs(machine, object, loss, site);
  else if (loss !== undefined) addLoss(machine, object, loss, site);
  if (optimizer !== undefined) addOptimizer(machine, object, optimizer, site);
}

/** `model.fit(x, y)`: what the loss that the model was compiled with is given to compare. */
export function noteTargets(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): void {
  const { losses } = machine.graph;
  const index = losses.findLastIndex((loss) => loss.object === object);
  const loss = losses[index];
  const item = itemOfData(given.positional[0] ?? given.keywords.get('x') ?? UNKNOWN);
  const target =
    given.positional[1] ?? given.keywords.get('y') ?? (item?.kind === 'list' ? item.elements[1] : undefined);
  const facts = factsOf(target);
  const { ownLosses } = machine.graph;
  const own = ownLosses.findLastIndex((candidate) => candidate.object === object);
  const compared = ownLosses[own];
  // Keras makes its shape fit the output's.
  if (compared !== undefined && facts !== undefined)
    ownLosses[own] = { ...compared, fitted: { target: numbersValue(facts), place: placeOf(site) } };
  if (loss === undefined) return;
  const range = rangeOf(given.positional[0] ?? given.keywords.get('x'));
  const place = placeOf(site);
  losses[index] = {
    ...loss,
    ...(facts === undefined ? {} : { targets: [...(loss.targets ?? []), { facts, place }] }),
    ...(range === undefined ? {} : { inputs: [...(loss.inputs ?? []), { range, place }] }),
  };
}

/** Bounds of data, or of an array that the code makes. */
const rangeOf = (value: Value | undefined): InputUse['range'] | undefined =>
  factsOf(value)?.range ?? (value !== undefined && isMade(value) ? value.fact.bounds : undefined);

function addOptimizer(machine: Machine, object: ObjectValue, optimizer: Value, site: Place): void {
  if (optimizer.kind === 'object') {
    machine.graph.optimizers.push({
      qualifiedName: optimizer.base,
      place: optimizer.place,
      arguments: constantArguments(symbolOf(optimizer.base)?.parameters ?? [], optimizer.arguments),
      objects: [object],
    });
  } else if (optimizer.kind === 'scalar' && typeof optimizer.value === 'string') {
    const wanted = optimizer.value.toLowerCase();
    const name = optimizerNames.find((candidate) => candidate.toLowerCase() === wanted);
    if (name === undefined) return;
    const qualifiedName = `keras.optimizers.${name}`;
    machine.graph.optimizers.push({
      qualifiedName,
      place: argumentPlace(site, 'optimizer') ?? placeOf(site),
      arguments: constantArguments(symbolOf(qualifiedName)?.parameters ?? [], new Map()),
      objects: [object],
    });
  }
}

function argumentOf(site: Place, name: string): Expression | undefined {
  return isCall(site) ? site.arguments.find((argument) => argument.name === name)?.value : undefined;
}

function argumentPlace(site: Place, name: string): Place | undefined {
  const found = argumentOf(site, name);
  return found === undefined ? undefined : placeOf(found);
}

/** `loss=['mse', 'categorical_crossentropy']`, `loss={'box': 'mse', 'class': …}`: one for each output of a functional model. */
function addLossesOfOutputs(
  machine: Machine,
  object: ObjectValue,
  losses: ListValue | DictionaryValue,
  site: Place,
): void {
  const outputs = object.arguments.get('outputs');
  const second =
    isCall(site) && site.arguments[1]?.form === 'positional' ? site.arguments[1].value : undefined;
  const written = argumentOf(site, 'loss') ?? second;
  if ((outputs?.kind !== 'list' && outputs?.kind !== 'dictionary') || outputs.open || losses.open) return;
  const named: readonly (readonly [name: string | undefined, output: Value])[] =
    outputs.kind === 'list'
      ? outputs.elements.map((output) => [nameOfOutput(machine, machine.graph.nodesOf(output)), output])
      : [...outputs.entries].map(([key, output]) => [key.slice(1), output]);
  for (const [position, [name, output]] of named.entries()) {
    const nodes = machine.graph.nodesOf(output);
    const loss =
      losses.kind === 'list'
        ? losses.elements[position]
        : name === undefined
          ? undefined
          : losses.entries.get(`s${name}`);
    const place =
      written?.kind === 'List'
        ? written.elements[position]
        : written?.kind === 'Dictionary'
          ? written.entries.find(({ key }) => key?.kind === 'String' && key.value === name)?.value
          : undefined;
    if (loss !== undefined && nodes.length === 1)
      addLoss(machine, object, loss, site, { nodes, place: place && placeOf(place) });
  }
}

/** The name of the layer that gives an output. */
function nameOfOutput(machine: Machine, [index]: readonly number[]): string | undefined {
  const draft = index === undefined ? undefined : machine.graph.nodes[index];
  const before = draft?.facts.kind === 'activation' ? machine.graph.nodes[draft.inputs[0] ?? -1] : undefined;
  return [draft, before]
    .map((one) => stringOf(one?.owner?.arguments.get('name')))
    .find((name) => name !== undefined);
}

interface OfOutput {
  readonly nodes: readonly number[];
  readonly place: Place | undefined;
}

function addLoss(machine: Machine, object: ObjectValue, loss: Value, site: Place, output?: OfOutput): void {
  const place = output?.place ?? argumentPlace(site, 'loss') ?? placeOf(site);
  const push = (qualifiedName: string, bound: ReadonlyMap<string, Value>, at: Place): void => {
    machine.graph.losses.push({
      qualifiedName,
      place: at,
      callPlace: undefined,
      chain: machine.chain(),
      arguments: constantArguments(symbolOf(qualifiedName)?.parameters ?? [], bound),
      predictions: output?.nodes ?? [],
      ...(output === undefined ? { object } : {}),
    });
  };
  if (loss.kind === 'scalar' && typeof loss.value === 'string') {
    const symbol = lossFromString('keras', loss.value);
    if (symbol !== undefined) push(symbol.qualifiedName, new Map(), place);
  } else if (loss.kind === 'object' && symbolOf(loss.base)?.role === 'loss') {
    push(loss.base, loss.arguments, loss.place);
  } else if (loss.kind === 'external' && symbolOf(loss.name)?.role === 'loss') {
    push(canonicalName(loss.name), new Map(), place);
  } else if (loss.kind === 'list' && loss.elements.length === 1) {
    addLoss(machine, object, loss.elements[0] ?? UNKNOWN, site);
  } else if (output === undefined) addOwnLoss(machine, object, loss, place);
}

/** `def loss(y_true, y_pred)`, or a class with `call`. */
function addOwnLoss(machine: Machine, object: ObjectValue, loss: Value, site: Place): void {
  const self = loss.kind === 'object' ? loss : undefined;
  const callee =
    self === undefined ? loss : (methodOf(machine, self, 'call') ?? methodOf(machine, self, '__call__'));
  if (callee?.kind === 'function') machine.graph.ownLosses.push({ object, function: callee, self, site });
}
