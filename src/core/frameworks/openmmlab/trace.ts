/** OpenMMLab's builders: `build_conv_layer`, `ConvModule` and the like make PyTorch's layers of what configurations name. */
import { byNames } from '../../by-names';
import { lastPart } from '../../python/dotted-name';
import type { Place } from '../../python/syntax';
import { callValue } from '../../network/interpreter/call';
import { isNone } from '../../network/machine/constants';
import type { FrontEnd } from '../../network/machine/front-end';
import type { Machine } from '../../network/machine/machine';
import { applyOperation } from '../../network/operations/steps';
import {
  NO_ARGUMENTS,
  UNKNOWN,
  list,
  positional,
  scalar,
  truth,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../network/machine/values';
import { frontEnd as torch } from '../torch/trace';

/** A call that makes something. */
interface Making {
  readonly machine: Machine;
  readonly given: CallArguments;
  readonly site: Place;
}

const FEED_FORWARD = 'mmcv.cnn.FFN';
/** What a feed-forward network keeps its layers as. */
const LAYERS = 'layers';

/** What is made of PyTorch; what it starts as is set elsewhere, by `init_cfg` or a checkpoint. */
function made({ machine, site }: Making, name: string, given: CallArguments): Value {
  const object = torch.callExternal(machine, `torch.nn.${name}`, given, site) ?? UNKNOWN;
  if (object.kind === 'object') machine.graph.loaded.add(object);
  return object;
}

/** A call's argument, by its place and name. */
const argument = ({ given }: Making, position: number, name: string): Value | undefined =>
  given.keywords.get(name) ?? given.positional[position];

const behind = (
  { positional: values, keywords, open }: CallArguments,
  skipped: readonly string[],
): CallArguments => ({
  positional: values.slice(skipped.length),
  keywords: new Map([...keywords].filter(([name]) => !skipped.includes(name))),
  open,
});

const entry = (configuration: Value | undefined, name: string): Value | undefined =>
  configuration?.kind === 'dictionary' ? configuration.entries.get(`s${name}`) : undefined;

/** The type that a configuration names. */
function typeOf(configuration: Value | undefined): string | undefined {
  const type = entry(configuration, 'type');
  return type?.kind === 'scalar' && typeof type.value === 'string' ? type.value : undefined;
}

const convolutions = /^Conv[123]d$/;

function convolution(making: Making, configuration: Value | undefined, given: CallArguments): Value {
  const type = typeOf(configuration);
  return made(making, type !== undefined && convolutions.test(type) ? type : 'Conv2d', given);
}

/** Normalisations by the types that configurations have, and how a layer's name begins. */
const normalisations = byNames<{ readonly name: string; readonly short: string }>([
  ['BN BN2d SyncBN MMSyncBN', { name: 'BatchNorm2d', short: 'bn' }],
  ['BN1d', { name: 'BatchNorm1d', short: 'bn' }],
  ['BN3d', { name: 'BatchNorm3d', short: 'bn' }],
  ['LN LN2d', { name: 'LayerNorm', short: 'ln' }],
  ['IN IN2d', { name: 'InstanceNorm2d', short: 'in' }],
  ['GN', { name: 'GroupNorm', short: 'gn' }],
]);

function normalisation(making: Making, configuration: Value | undefined, width: Value): [string, Value] {
  const { name, short } = normalisations.get(typeOf(configuration) ?? 'BN') ?? {
    name: 'BatchNorm2d',
    short: 'bn',
  };
  const groups = entry(configuration, 'num_groups') ?? UNKNOWN;
  return [short, made(making, name, name === 'GroupNorm' ? positional(groups, width) : positional(width))];
}

/** Activations whose types are not PyTorch's own names. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['Swish', 'SiLU'],
  ['HSwish', 'Hardswish'],
  ['HSigmoid', 'Hardsigmoid'],
]);
const activations =
  /^(?:ReLU6?|LeakyReLU|RReLU|PReLU|ELU|Sigmoid|Tanh|GELU|SiLU|Mish|Hardswish|Hardsigmoid|Softmax)$/;

function activation(making: Making, configuration: Value | undefined): Value {
  const type = typeOf(configuration);
  const name = type === undefined ? undefined : (renamed.get(type) ?? type);
  return name !== undefined && activations.test(name) ? made(making, name, NO_ARGUMENTS) : UNKNOWN;
}

const CONV_MODULE = ['in_channels', 'out_channels', 'kernel_size', 'stride', 'padding', 'dilation', 'groups'];
const CONFIGURATIONS = ['bias', 'conv_cfg', 'norm_cfg', 'act_cfg'];

/** `ConvModule(in_channels, out_channels, 3, norm_cfg=…)`: a convolution, a normalisation where one is asked for, an activation. */
function convModule(making: Making): Value {
  const asked = (name: string): Value | undefined =>
    argument(making, [...CONV_MODULE, ...CONFIGURATIONS].indexOf(name), name);
  const normed = asked('norm_cfg');
  const isNormed = normed?.kind === 'dictionary';
  const bias = asked('bias');
  const isAuto = bias === undefined || (bias.kind === 'scalar' && bias.value === 'auto');
  const keywords = new Map<string, Value>();
  for (const name of CONV_MODULE) {
    const value = asked(name);
    if (value !== undefined) keywords.set(name, value);
  }
  keywords.set('bias', isAuto ? truth(!isNormed) : bias);
  const conv = convolution(making, asked('conv_cfg'), { positional: [], keywords, open: false });
  const parts = new Map<string, Value>([['conv', conv]]);
  if (isNormed) parts.set('norm', normalisation(making, normed, asked('out_channels') ?? UNKNOWN)[1]);
  const act = asked('act_cfg');
  if (act === undefined) parts.set('act', made(making, 'ReLU', NO_ARGUMENTS));
  else if (!isNone(act)) parts.set('act', activation(making, act));
  return made(making, 'Sequential', positional(...inOrder(making, parts)));
}

/** `order=('norm', 'act', 'conv')`. */
function inOrder({ given }: Making, parts: ReadonlyMap<string, Value>): readonly Value[] {
  const order = given.keywords.get('order');
  if (order?.kind !== 'list' || order.open) return [...parts.values()];
  return order.elements.flatMap((name) =>
    name.kind === 'scalar' ? (parts.get(String(name.value)) ?? []) : [],
  );
}

/** Every channel by itself, then each position. */
function separableModule(making: Making): Value {
  const { given } = making;
  const [inside = UNKNOWN, outside = UNKNOWN, ...others] = given.positional;
  const own = new Map([...given.keywords].filter(([name]) => !/^(?:dw|pw)_/.test(name)));
  const deep = {
    positional: [inside, inside, ...others],
    keywords: new Map([...own, ['groups', inside]]),
    open: given.open,
  };
  const shared = new Map([...own].filter(([name]) => /_cfg$/.test(name)));
  return made(
    making,
    'Sequential',
    positional(
      convModule({ ...making, given: deep }),
      convModule({
        ...making,
        given: { positional: [inside, outside, scalar(1)], keywords: shared, open: false },
      }),
    ),
  );
}

/** `FFN(embed_dims, feedforward_channels)`: what comes in is added to what its layers make of it. */
function feedForward(making: Making): Value {
  const width = argument(making, 0, 'embed_dims') ?? scalar(256);
  const hidden = argument(making, 1, 'feedforward_channels') ?? scalar(1024);
  const configured = argument(making, 3, 'act_cfg');
  const act = configured === undefined ? made(making, 'ReLU', NO_ARGUMENTS) : activation(making, configured);
  const layers = made(
    making,
    'Sequential',
    positional(
      made(making, 'Linear', positional(width, hidden)),
      act,
      made(making, 'Linear', positional(hidden, width)),
    ),
  );
  const object = making.machine.create(FEED_FORWARD, undefined, making.site);
  making.machine.heap.set(object.attributes, LAYERS, layers);
  return object;
}

function throughFeedForward(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): Value {
  const [input = UNKNOWN, identity] = given.positional;
  const output = callValue(machine, object.attributes.get(LAYERS) ?? UNKNOWN, positional(input), site);
  const added = given.keywords.get('identity') ?? given.keywords.get('residual') ?? identity;
  const other = added === undefined || isNone(added) ? input : added;
  return applyOperation(machine, { kind: 'add', name: '+' }, [other, output], site);
}

const builders = byNames<(making: Making) => Value>([
  [
    'build_conv_layer',
    (making) => convolution(making, argument(making, 0, 'cfg'), behind(making.given, ['cfg'])),
  ],
  [
    'build_norm_layer',
    (making) => {
      const [short, layer] = normalisation(
        making,
        argument(making, 0, 'cfg'),
        argument(making, 1, 'num_features') ?? UNKNOWN,
      );
      const postfix = argument(making, 2, 'postfix');
      const suffix = postfix?.kind === 'scalar' && postfix.value !== null ? String(postfix.value) : '';
      return list([scalar(`${short}${suffix}`), layer], 'tuple');
    },
  ],
  ['build_activation_layer', (making) => activation(making, argument(making, 0, 'cfg'))],
  ['build_dropout DropPath', (making) => made(making, 'Dropout', NO_ARGUMENTS)],
  [
    'build_upsample_layer',
    (making) =>
      typeOf(argument(making, 0, 'cfg')) === 'deconv'
        ? made(making, 'ConvTranspose2d', behind(making.given, ['cfg']))
        : made(making, 'Upsample', NO_ARGUMENTS),
  ],
  ['Scale', (making) => made(making, 'Identity', NO_ARGUMENTS)],
  ['ConvModule', convModule],
  ['DepthwiseSeparableConvModule', separableModule],
  ['FFN', feedForward],
]);

export const frontEnd: FrontEnd = {
  ...torch,
  roots: ['mmcv', 'mmengine'],
  isModelBase: () => false,
  callExternal(machine, name, given, site) {
    return builders.get(lastPart(name))?.({ machine, given, site });
  },
  callObject(machine, object, given, site) {
    return object.base === FEED_FORWARD
      ? throughFeedForward(machine, object, given, site)
      : torch.callObject(machine, object, given, site);
  },
};
