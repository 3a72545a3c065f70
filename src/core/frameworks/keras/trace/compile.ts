/** `model.compile(optimizer, loss)`: which loss and which optimiser a model meets. */
import { canonicalName, lossFromString, symbolOf } from '../..';
import { placeOf } from '../../../python/place';
import type { CallExpression, Place } from '../../../python/syntax';
import { constantArguments } from '../../../network/operations/arguments';
import { itemOfData } from '../../../network/data/data';
import { factsOf } from '../../../network/data/facts';
import { methodOf } from '../../../network/interpreter/classes';
import type { Machine } from '../../../network/machine/machine';
import { UNKNOWN, type CallArguments, type ObjectValue, type Value } from '../../../network/machine/values';

const optimizerNames = 'SGD Adam AdamW RMSprop Adagrad Adadelta Adamax Nadam Ftrl Lion Lamb Adafactor'.split(
  ' ',
);

export function compileModel(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): void {
  const optimizer = given.keywords.get('optimizer') ?? given.positional[0];
  const loss = given.keywords.get('loss') ?? given.positional[1];
  if (loss !== undefined) addLoss(machine, object, loss, site);
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
  if (loss === undefined || facts === undefined) return;
  losses[index] = { ...loss, targets: [...(loss.targets ?? []), { facts, place: placeOf(site) }] };
}

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

function argumentPlace(site: Place, name: string): Place | undefined {
  if (!isCall(site)) return undefined;
  const found = site.arguments.find((argument) => argument.name === name);
  return found === undefined ? undefined : placeOf(found.value);
}

const isCall = (site: Place): site is CallExpression => 'kind' in site && site.kind === 'Call';

function addLoss(machine: Machine, object: ObjectValue, loss: Value, site: Place): void {
  const place = argumentPlace(site, 'loss') ?? placeOf(site);
  const push = (qualifiedName: string, bound: ReadonlyMap<string, Value>, at: Place): void => {
    machine.graph.losses.push({
      qualifiedName,
      place: at,
      callPlace: undefined,
      chain: machine.chain(),
      arguments: constantArguments(symbolOf(qualifiedName)?.parameters ?? [], bound),
      predictions: [],
      object,
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
  } else addOwnLoss(machine, object, loss, place);
}

/** `def loss(y_true, y_pred)`, or a class with `call`. */
function addOwnLoss(machine: Machine, object: ObjectValue, loss: Value, site: Place): void {
  const self = loss.kind === 'object' ? loss : undefined;
  const callee =
    self === undefined ? loss : (methodOf(machine, self, 'call') ?? methodOf(machine, self, '__call__'));
  if (callee?.kind === 'function') machine.graph.ownLosses.push({ object, function: callee, self, site });
}
