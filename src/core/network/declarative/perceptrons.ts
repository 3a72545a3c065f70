/** Stacks of layers that a library makes of a list of widths: Haiku's and Sonnet's `nets.MLP`, Sonnet's `nets.ConvNet2D`. */
import { layerSymbol } from '../../frameworks';
import type { Framework } from '../../frameworks/symbol';
import type { Place } from '../../python/syntax';
import { isCall, placeOf } from '../../python/place';
import { elementsOf } from '../interpreter/iterate';
import type { Machine } from '../machine/machine';
import { UNKNOWN, type CallArguments, type ObjectValue, type Value } from '../machine/values';
import { applyActivation } from './activation-value';
import { bindLayer, runLayer } from './layers';

export interface Stack {
  readonly framework: Framework;
  /** Canonical name of the layers that it is made of, and what they are called in it. */
  readonly layer: string;
  readonly part: string;
  /** The argument that lists the widths of the layers. */
  readonly widths: string;
  /** Taken where none is given. */
  readonly activation: Value;
  readonly isFinalActive: boolean;
  /** What one layer is made with. */
  argumentsOf(width: Value, index: number): CallArguments;
}

/** One layer for each width, with the activation between them and, if asked for, behind the last. */
export function runStack(
  machine: Machine,
  object: ObjectValue,
  input: Value,
  { framework, layer: name, part, widths, activation: usual, isFinalActive, argumentsOf }: Stack,
  site: Place,
): Value {
  const symbol = layerSymbol(name);
  const { elements, known } = elementsOf(machine, object.arguments.get(widths) ?? UNKNOWN);
  if (symbol === undefined) return UNKNOWN;
  // However many there are, the first is followed by the activation.
  if (!known) object.certain = false;
  const sizes = known ? elements : [UNKNOWN, UNKNOWN];
  const activation = object.arguments.get('activation') ?? usual;
  const final = object.arguments.get('activate_final');
  const endsActive = final?.kind === 'scalar' ? final.value === true : isFinalActive && final === undefined;
  const named = object.argumentPlaces?.get('activation') ?? object.place;
  let signal = input;
  sizes.forEach((size, index) => {
    const layer = machine.create(name, undefined, object.place);
    bindLayer(machine, layer, symbol, argumentsOf(size, index), object.place);
    machine.heap.set(object.attributes, `${part}_${String(index)}`, layer);
    signal = runLayer(machine, symbol, layer, [signal], site);
    if (index < sizes.length - 1 || endsActive)
      signal = applyActivation(machine, framework, activation, signal, named, object, object.base);
  });
  return signal;
}

/** Notes where the call that makes a stack names its activation: `nets.MLP([64, 64], activation=jnp.tanh)`. */
export function noteActivationPlaces(object: ObjectValue, site: Place): void {
  if (!isCall(site)) return;
  for (const { form, name, value } of site.arguments)
    if (form === 'keyword' && name?.endsWith('activation') === true)
      (object.argumentPlaces ??= new Map<string, Place>()).set(name, placeOf(value));
}
