/**
 * Libraries that train what they are given: fastai, skorch, ignite and others are told a model and a loss, accelerate and its like hand
 * on what they prepare. Called as the trainer would call them, the two meet.
 */
import { lastPart } from '../../python/dotted-name';
import { symbolOf } from '..';
import { trainerLibraries } from './names';
import type { Place } from '../../python/syntax';
import type { FrontEnd } from '../../network/machine/front-end';
import { inputsFor } from '../../network/trace/inputs';
import { callObject, callValue } from '../../network/interpreter/call';
import { instantiate } from '../../network/interpreter/instantiate';
import type { Machine } from '../../network/machine/machine';
import {
  NO_ARGUMENTS,
  UNKNOWN,
  list,
  positional,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../network/machine/values';

/** How a trainer is told what: by position or by name. */
interface Pairing {
  readonly model: readonly [position: number, ...names: readonly string[]];
  readonly loss: readonly [position: number, ...names: readonly string[]];
  /** The loss that it takes without being told one. */
  readonly default?: string;
  /** A loss that it does not give the model's output as it is. */
  readonly except?: string;
}

const skorch = { model: [0, 'module'], loss: [1, 'criterion'] } as const;
const pairings: ReadonlyMap<string, Pairing> = new Map<string, Pairing>([
  ['fastai.Learner', { model: [1, 'model'], loss: [2, 'loss_func'] }],
  ['ignite.create_supervised_trainer', { model: [0, 'model'], loss: [2, 'loss_fn'] }],
  // It takes the logarithm of what it hands to the negative log-likelihood.
  ['skorch.NeuralNetClassifier', { ...skorch, except: 'torch.nn.NLLLoss' }],
  ['skorch.NeuralNetBinaryClassifier', { ...skorch, default: 'torch.nn.BCEWithLogitsLoss' }],
  ['skorch.NeuralNetRegressor', { ...skorch, default: 'torch.nn.MSELoss' }],
  ['skorch.NeuralNet', skorch],
  ['poutyne.Model', { model: [0, 'network'], loss: [2, 'loss_function'] }],
  ['poutyne.ModelBundle', { model: [0, 'network'], loss: [2, 'loss_function'] }],
  ['torchbearer.Trial', { model: [0, 'model'], loss: [2, 'criterion'] }],
  ['transformers.Trainer', { model: [0, 'model'], loss: [99, 'compute_loss_func'] }],
  ['transformers.Seq2SeqTrainer', { model: [0, 'model'], loss: [99, 'compute_loss_func'] }],
]);

/** Calls that give back what they are given, in order: `accelerator.prepare(model, optimizer, loader)`. */
const handsOn = new Set(['prepare', 'setup', 'setup_module', 'setup_optimizers', 'setup_dataloaders']);
/** Functions that do so, with the names of what they give back. */
const preparations: ReadonlyMap<string, readonly string[]> = new Map([
  ['deepspeed.initialize', ['model', 'optimizer', 'training_data', 'lr_scheduler']],
  ['apex.initialize', ['models', 'optimizers']],
]);
const unwraps = new Set(['unwrap_model', 'auto_model', 'prepare_model', 'convert_syncbn_model']);

/** Without the modules in between: `fastai.vision.all.Learner` is `fastai.Learner`. */
const keyOf = (name: string): string => `${name.slice(0, name.indexOf('.'))}.${lastPart(name)}`;

const argument = (given: CallArguments, [position, ...names]: Pairing['model']): Value | undefined =>
  names.map((name) => given.keywords.get(name)).find((value) => value !== undefined) ??
  given.positional[position];

function callTrainer(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined {
  const key = keyOf(name);
  const pairing = pairings.get(key);
  if (pairing !== undefined) {
    const trainer = machine.create(key, undefined, site);
    meet(machine, pairing, given, site, trainer);
    return trainer;
  }
  const prepared = preparations.get(key);
  if (prepared !== undefined)
    return list(
      prepared.map((own, index) => given.keywords.get(own) ?? given.positional[index] ?? UNKNOWN),
      'tuple',
    );
  const last = lastPart(name);
  if (unwraps.has(last)) return given.positional[0] ?? UNKNOWN;
  return /^[A-Z]/.test(last) ? machine.create(key, undefined, site) : undefined;
}

/** Calls the model as the trainer does, and hands its output to the loss. */
function meet(
  machine: Machine,
  pairing: Pairing,
  given: CallArguments,
  site: Place,
  trainer: ObjectValue,
): void {
  const model = made(machine, argument(given, pairing.model) ?? UNKNOWN, site, partsOf(given, 'module__'));
  if (model.kind === 'object') machine.heap.set(trainer.attributes, 'model', model);
  const written = argument(given, pairing.loss);
  const loss =
    written === undefined
      ? pairing.default === undefined || given.open
        ? UNKNOWN
        : made(
            machine,
            { kind: 'external', name: pairing.default, members: undefined, meaning: undefined },
            site,
          )
      : made(machine, written, site, partsOf(given, 'criterion__'));
  if (model.kind !== 'object' || (loss.kind === 'object' && loss.base === pairing.except)) return;
  if (loss.kind === 'unknown' || loss.kind === 'scalar') return;
  const output = callObject(machine, model, inputsFor(machine, model, site), site);
  callValue(machine, loss, positional(output, UNKNOWN), site);
}

/** An instance of a class that is handed over in its place. */
function made(machine: Machine, value: Value, site: Place, given: CallArguments = NO_ARGUMENTS): Value {
  if (value.kind === 'class') return instantiate(machine, value, given, site);
  if (value.kind === 'external') {
    const symbol = symbolOf(value.name);
    if (symbol?.role === 'loss' && symbol.form === 'module') return callValue(machine, value, given, site);
  }
  return value;
}

/** `module__hidden=20`: arguments of what the trainer makes itself. */
function partsOf({ keywords, open }: CallArguments, prefix: string): CallArguments {
  const own = [...keywords].filter(([name]) => name.startsWith(prefix));
  return {
    positional: [],
    keywords: new Map(own.map(([name, value]) => [name.slice(prefix.length), value] as const)),
    open,
  };
}

export const frontEnd: FrontEnd = {
  roots: trainerLibraries,
  trains: true,
  hasClass: (name) => pairings.has(keyOf(name)),
  callMethods: [],
  prepareMethods: [],
  isModelBase: () => false,
  fieldsAreParameters: () => false,
  callExternal: callTrainer,
  callObject: () => undefined,
  callMethod(_machine, _object, name, given) {
    const [first = UNKNOWN, ...others] = given.positional;
    if (unwraps.has(name)) return first;
    if (!handsOn.has(name)) return UNKNOWN;
    return others.length === 0 ? first : list([...given.positional], 'tuple', given.open);
  },
  initialize(machine, object, base, given, site) {
    const pairing = pairings.get(keyOf(base));
    if (pairing !== undefined) meet(machine, pairing, given, site, object);
  },
  attribute: (_machine, object, name) =>
    name === 'module_' ? object.attributes.get('model') : object.arguments.get(name),
  isSubclass: (name, of) => (name === of ? true : undefined),
};
