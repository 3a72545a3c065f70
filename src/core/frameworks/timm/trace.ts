/** timm: the blocks that everybody builds vision transformers of, where the library itself is not beside. */
import { byNames } from '../../by-names';
import type { Place } from '../../python/syntax';
import { callValue } from '../../network/interpreter/call';
import { isNone } from '../../network/machine/constants';
import type { FrontEnd } from '../../network/machine/front-end';
import type { Machine } from '../../network/machine/machine';
import { bindValues } from '../../network/operations/arguments';
import { applyOperation } from '../../network/operations/steps';
import {
  NO_ARGUMENTS,
  UNKNOWN,
  external,
  list,
  positional,
  scalar,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../network/machine/values';
import { symbolOf } from '..';
import { frontEnd as torch } from '../torch/trace';
import { frontEnd as transformers } from '../transformers/trace';

/** A block that is being made: its object, and what it is given by the names of its parameters. */
interface Making {
  readonly machine: Machine;
  readonly object: ObjectValue;
  readonly given: ReadonlyMap<string, Value>;
  readonly site: Place;
}

interface Block {
  /** Sets what the block consists of. */
  make(making: Making): void;
  run(running: Running): Value;
}

interface Running {
  readonly machine: Machine;
  readonly object: ObjectValue;
  readonly input: Value;
  readonly site: Place;
}

const isGiven = (value: Value | undefined): value is Value => value !== undefined && !isNone(value);

function keep({ machine, object }: Making, name: string, value: Value): void {
  machine.heap.set(object.attributes, name, value);
}

const made = ({ machine, site }: Making, name: string, given: CallArguments): Value =>
  torch.callExternal(machine, `torch.nn.${name}`, given, site) ?? UNKNOWN;

const layer = (making: Making, name: string, values: readonly Value[], bias: Value | undefined): Value =>
  made(making, name, {
    positional: values,
    keywords: bias === undefined || bias.kind === 'list' ? new Map() : new Map([['bias', bias]]),
    open: false,
  });

function dropout(making: Making, argument: string): Value {
  const rate = making.given.get(argument);
  return made(making, 'Dropout', positional(isGiven(rate) && rate.kind !== 'list' ? rate : scalar(0)));
}

/** What a class or function that the block is given makes, or a class of PyTorch's in its place. */
function chosen(making: Making, argument: string, byDefault: string, given: CallArguments): Value {
  const own = making.given.get(argument);
  const maker = isGiven(own) ? own : external(`torch.nn.${byDefault}`);
  return callValue(making.machine, maker, given, making.site);
}

const through = ({ machine, object, site }: Running, name: string, input: Value): Value => {
  const part = object.attributes.get(name);
  return part === undefined || isNone(part) ? input : callValue(machine, part, positional(input), site);
};

const feedForward: Block = {
  make(making) {
    const { given } = making;
    const width = given.get('in_features') ?? UNKNOWN;
    const [hidden, out] = ['hidden_features', 'out_features'].map((name) => {
      const own = given.get(name);
      return isGiven(own) ? own : width;
    });
    const bias = given.get('bias');
    keep(making, 'fc1', layer(making, 'Linear', [width, hidden ?? width], bias));
    keep(making, 'act', chosen(making, 'act_layer', 'GELU', NO_ARGUMENTS));
    for (const name of ['drop1', 'drop2']) keep(making, name, dropout(making, 'drop'));
    const norm = given.get('norm_layer');
    if (isGiven(norm))
      keep(making, 'norm', callValue(making.machine, norm, positional(hidden ?? width), making.site));
    keep(making, 'fc2', layer(making, 'Linear', [hidden ?? width, out ?? width], bias));
  },
  run: (running) =>
    ['fc1', 'act', 'drop1', 'norm', 'fc2', 'drop2'].reduce(
      (input, name) => through(running, name, input),
      running.input,
    ),
};

const attention: Block = {
  make(making) {
    const { given } = making;
    const width = given.get('dim') ?? UNKNOWN;
    const heads = given.get('num_heads') ?? scalar(8);
    const times =
      width.kind === 'scalar' && typeof width.value === 'number' ? scalar(3 * width.value) : UNKNOWN;
    keep(making, 'num_heads', heads);
    keep(making, 'fused_attn', UNKNOWN);
    keep(making, 'qkv', layer(making, 'Linear', [width, times], given.get('qkv_bias') ?? scalar(false)));
    for (const name of ['q_norm', 'k_norm']) keep(making, name, made(making, 'Identity', NO_ARGUMENTS));
    for (const name of ['attn_drop', 'proj_drop']) keep(making, name, dropout(making, name));
    keep(making, 'proj', layer(making, 'Linear', [width, width], undefined));
  },
  run(running) {
    const { machine, site } = running;
    const mixed = through(running, 'qkv', running.input);
    const attended = applyOperation(machine, { kind: 'attention', name: 'attention' }, [mixed], site);
    return ['proj', 'proj_drop'].reduce((input, name) => through(running, name, input), attended);
  },
};

const patches: Block = {
  make(making) {
    const { given } = making;
    const side = given.get('patch_size') ?? scalar(16);
    const [channels, width] = [given.get('in_chans') ?? scalar(3), given.get('embed_dim') ?? scalar(768)];
    const keywords = new Map([
      ['kernel_size', side],
      ['stride', side],
    ]);
    keep(making, 'proj', made(making, 'Conv2d', { positional: [channels, width], keywords, open: false }));
    keep(making, 'patch_size', side.kind === 'scalar' ? list([side, side], 'tuple') : UNKNOWN);
    keep(making, 'num_patches', UNKNOWN);
    const norm = given.get('norm_layer');
    if (isGiven(norm)) keep(making, 'norm', callValue(making.machine, norm, positional(width), making.site));
  },
  run(running) {
    const { machine, object, input, site } = running;
    const maps = through(running, 'proj', input);
    const flat = callValue(
      machine,
      { kind: 'method', receiver: maps, name: 'flatten' },
      positional(scalar(2)),
      site,
    );
    const rows = callValue(
      machine,
      { kind: 'method', receiver: flat, name: 'transpose' },
      positional(scalar(1), scalar(2)),
      site,
    );
    const flattened = object.arguments.get('flatten');
    return through(running, 'norm', flattened?.kind === 'scalar' && flattened.value === false ? maps : rows);
  },
};

const blocks = byNames<Block>([
  ['timm.layers.Mlp', feedForward],
  ['timm.layers.Attention', attention],
  ['timm.layers.PatchEmbed', patches],
]);

export const frontEnd: FrontEnd = {
  ...torch,
  roots: ['timm'],
  isModelBase: (name) => blocks.has(name),
  hasClass: (name) => symbolOf(name) !== undefined,
  isSubclass: (name, of) => (name === of || of === 'torch.nn.Module' ? true : undefined),
  callExternal(machine, name, given, site) {
    if (!blocks.has(name)) return transformers.callExternal(machine, name, given, site);
    const object = machine.create(name, undefined, site);
    initialize(machine, object, name, given, site);
    return object;
  },
  initialize,
  callObject(machine, object, given, site) {
    const block = blocks.get(object.base);
    return block === undefined
      ? transformers.callObject(machine, object, given, site)
      : block.run({
          machine,
          object,
          input: given.positional[0] ?? given.keywords.get('x') ?? UNKNOWN,
          site,
        });
  },
};

function initialize(
  machine: Machine,
  object: ObjectValue,
  base: string,
  given: CallArguments,
  site: Place,
): void {
  const block = blocks.get(base);
  const symbol = symbolOf(base);
  if (block === undefined || symbol === undefined) return;
  bindValues(symbol.parameters, given, object.arguments);
  block.make({ machine, object, given: object.arguments, site });
}
