/** Instances of `torch.nn`'s classes: construction, calls, attributes. */
import { canonicalName, symbolOf } from '../..';
import type { LayerNode } from '../../../network/graph';
import type { FrameworkSymbol, LayerSymbol } from '../../symbol';
import type { ConstantValue } from '../../../python/names';
import { lastPart } from '../../../python/dotted-name';
import type { Place } from '../../../python/syntax';
import { bindValues, constantArgumentsOf } from '../../../network/operations/arguments';
import { layerStep, lossFunction, moduleActivation } from '../../../network/operations/calls';
import type { Machine } from '../../../network/machine/machine';
import { initializationKey } from '../../../network/operations/initialize';
import { isWeightLayer, layerNode } from '../../../network/operations/layers';
import { applyOperation } from '../../../network/operations/steps';
import {
  NONE,
  UNKNOWN,
  list,
  positional,
  scalar,
  settingsIn,
  valuesOf,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';
import { fillContainer, isContainer, runSequential } from '../../../network/declarative/containers';

import { addInnerModules } from './inner-modules';
import { parameter, parameterNames } from './parameters';
import { isPretrained } from './pretrained-weights';
import { torchShape } from './shapes';

export function initializeTorch(
  machine: Machine,
  object: ObjectValue,
  base: string,
  given: CallArguments,
  site: Place,
): void {
  if (isContainer(base)) {
    fillContainer(machine, object, base, given);
    return;
  }
  const symbol = base === object.base ? object.behaviour.symbol : symbolOf(base);
  if (symbol === undefined) {
    for (const [index, value] of given.positional.entries()) object.arguments.set(String(index), value);
    for (const [name, value] of given.keywords) object.arguments.set(name, value);
    // `nn.Module` takes nothing: a class between here and there, a `PreTrainedModel`, keeps its configuration.
    const [config] = given.positional;
    if (base === 'torch.nn.Module' && config?.kind === 'object' && (config.assumed || isPretrained(object)))
      machine.heap.set(object.attributes, 'config', config);
    return;
  }
  bindValues(symbol.parameters, given, object.arguments);
  for (const name of parameterNames(object))
    machine.heap.set(object.attributes, initializationKey(name), NONE);
  if (base === object.base && object.class === undefined) addInnerModules(machine, object, site);
}

/** Modules that only move elements about. */
const movers =
  /(?:Pad[123]d|Upsample|UpsamplingNearest2d|UpsamplingBilinear2d|PixelShuffle|PixelUnshuffle|ChannelShuffle|Fold|Unfold|Flatten|Unflatten)$/;

/** Whether a module of this name only moves elements about: padding, resampling, folding. */
export const isMover = (name: string): boolean => movers.test(name);

/** Calls an instance whose behaviour is the framework's. */
export function callTorchLayer(
  machine: Machine,
  object: ObjectValue,
  given: CallArguments,
  site: Place,
): Value | undefined {
  if (object.base === 'torch.nn.Sequential') return runSequential(machine, object, given, site);
  if (object.base === 'torch.nn.Identity') return given.positional[0] ?? UNKNOWN;
  const { symbol, layer } = object.behaviour;
  const inputs = valuesOf(given);
  if (symbol?.role === 'activation') {
    const inPlace = object.arguments.get('inplace');
    const alters = symbol.inPlace || (inPlace?.kind === 'scalar' && inPlace.value === true);
    return moduleActivation(machine, symbol, object, inputs.slice(0, 1), site, alters);
  }
  if (symbol?.role === 'loss') return lossFunction(machine, symbol, given, site, object);
  if (layer !== undefined) {
    if (isWeightLayer(layer)) {
      const shape = torchShape(layer, object.arguments);
      return layerNode(machine, layer, shape, inputs, site, object, object.arguments, settingsIn(given));
    }
    if (isStack(layer)) return transformerStack(machine, layer, object, given, site);
    if (layer.role !== 'container') return layerStep(machine, layer, inputs.slice(0, 1), site, object);
  }
  return isMover(object.base) ? moved(machine, object, inputs, site) : undefined;
}

/** Whether a module is a layer of a Transformer, or a stack of them. */
export const isStack = ({ qualifiedName }: LayerSymbol): boolean =>
  /^torch\.nn\.Transformer/.test(qualifiedName);

/** A whole stack of layers of its own: what goes in ends there, what comes out begins there. */
function transformerStack(
  machine: Machine,
  layer: LayerSymbol,
  object: ObjectValue,
  given: CallArguments,
  site: Place,
): Value {
  const [inputs, settings] = [valuesOf(given), settingsIn(given)];
  const attention = { ...layer, role: 'attention' as const };
  const shape = { fanIn: undefined, fanOut: undefined, width: undefined, bias: undefined };
  const inner = object.arguments.get('encoder_layer') ?? object.arguments.get('decoder_layer');
  const output = layerNode(machine, attention, shape, inputs, site, object, object.arguments, settings);
  const facts = machine.graph.nodes[output.nodes[0] ?? -1]?.facts;
  if (facts?.kind !== 'layer') return output;
  const made = inner?.kind === 'object' && inner.behaviour.layer !== undefined ? inner : object;
  if (made !== object && made.behaviour.layer !== undefined)
    facts.inner = transformerArguments(made, made.behaviour.layer);
  if (inner === undefined) facts.inner = transformerArguments(object, layer);
  if (made !== object || inner === undefined) facts.within = activationWithin(made);
  return output;
}

/** The step of a module that only moves elements about. */
function moved(machine: Machine, object: ObjectValue, inputs: readonly Value[], site: Place): Value {
  const name = /Flatten$/.test(object.base) ? 'flatten' : 'reshape';
  return applyOperation(
    machine,
    { kind: 'reshape', name },
    inputs.slice(0, 1),
    site,
    object,
    object.arguments,
    { name: lastPart(object.base), given: positional(inputs[0] ?? UNKNOWN) },
  );
}

/** The activation that a layer of a Transformer is told to have: what its first linear layer meets. */
function activationWithin(layer: ObjectValue): LayerNode['within'] {
  const given = layer.arguments.get('activation');
  const place = layer.argumentPlaces?.get('activation');
  if (given === undefined || place === undefined) return undefined;
  const symbol =
    given.kind === 'external'
      ? symbolOf(canonicalName(given.name))
      : given.kind === 'object'
        ? given.behaviour.symbol
        : undefined;
  const activation =
    given.kind === 'scalar' && (given.value === 'relu' || given.value === 'gelu')
      ? given.value
      : symbol?.role === 'activation'
        ? symbol.activation
        : undefined;
  return activation === undefined ? undefined : { name: layer.base, layer: layer.place, activation, place };
}

/** Constants of the layer that a stack is made of; its activation by the catalogue's id. */
function transformerArguments(
  object: ObjectValue,
  symbol: LayerSymbol,
): Readonly<Record<string, ConstantValue>> {
  const known: Record<string, ConstantValue> = { ...constantArgumentsOf(object, symbol.parameters) };
  const activation = object.arguments.get('activation');
  const name =
    activation === undefined
      ? 'relu'
      : activation.kind === 'scalar' && typeof activation.value === 'string'
        ? activation.value
        : activation.kind === 'external'
          ? lastPart(activation.name).toLowerCase()
          : activation.kind === 'object'
            ? lastPart(activation.base).toLowerCase()
            : undefined;
  if (name === undefined)
    return Object.fromEntries(Object.entries(known).filter(([key]) => key !== 'activation'));
  known['activation'] = name;
  return known;
}

const defaultOf = ({ parameters }: FrameworkSymbol, name: string): ConstantValue | undefined =>
  parameters.find((candidate) => candidate.name === name)?.default;

/** Attributes that PyTorch's modules have: weights, and their constructor's arguments. */
export function torchAttribute(object: ObjectValue, name: string): Value | undefined {
  if (name === 'training') return UNKNOWN;
  const { symbol } = object.behaviour;
  if (parameterNames(object).includes(name)) return parameter(object, name);
  if (name === 'weight' || name === 'bias') return symbol === undefined ? UNKNOWN : NONE;
  if (name === 'module' || name === '_orig_mod') return object;
  // Children by name, as a mapping: the object itself serves.
  if (name === '_modules') return object;
  if (name === '_parameters' || name === '_buffers') return UNKNOWN;
  // Arguments of layers are kept as attributes; a container's `modules` is a method.
  if (isContainer(object.base)) return undefined;
  const given = object.arguments.get(name);
  const sides = /\.Conv(?:Transpose)?([123])d$/.exec(object.base)?.[1];
  // A convolution keeps one number as a tuple of as many as it has dimensions.
  const kept = (value: Value): Value =>
    sides !== undefined &&
    spatialArguments.has(name) &&
    value.kind === 'scalar' &&
    typeof value.value === 'number'
      ? list(
          Array.from({ length: Number(sides) }, () => value),
          'tuple',
        )
      : value;
  if (given !== undefined) return kept(given);
  const fallback = symbol && defaultOf(symbol, name);
  if (fallback === undefined) return undefined;
  return typeof fallback === 'object' && fallback !== null ? UNKNOWN : kept(scalar(fallback));
}

const spatialArguments = new Set(['kernel_size', 'stride', 'padding', 'dilation', 'output_padding']);
