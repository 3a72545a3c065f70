/** Ninjax: modules that make their parts and weights by name where they are called. */
import { lastPart } from '../../python/dotted-name';
import type { Place } from '../../python/syntax';
import { drawnWeight } from '../../network/declarative/drawn-weights';
import { callValue } from '../../network/interpreter/call';
import type { FrontEnd } from '../../network/machine/front-end';
import type { Machine } from '../../network/machine/machine';
import { UNKNOWN, type CallArguments, type ObjectValue, type Value } from '../../network/machine/values';

/** Transformations that hand on the function which they are given. */
const transforms = new Set(['pure', 'grad', 'jit', 'vmap', 'cond', 'init', 'checkpoint']);

function callNinjax(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined {
  const last = lastPart(name);
  if (transforms.has(last)) return given.positional[0] ?? UNKNOWN;
  return last === 'Variable' ? weight(machine, given, site) : undefined;
}

/** `Variable(make, shape)`, `self.value('kernel', make, shape)`: a weight that a function draws. */
const weight = (machine: Machine, { positional: [initializer, shape] }: CallArguments, site: Place): Value =>
  drawnWeight(machine, { base: 'flax.Parameter', framework: 'jax', initializer, shape, isHeld: true }, site);

const withoutName = (given: CallArguments): CallArguments => ({
  ...given,
  positional: given.positional.slice(1),
});

/** `self.sub('layer', Linear, 32)`: the part of this name, made once. */
function part(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): Value {
  const [name = UNKNOWN, make = UNKNOWN] = given.positional;
  const key = name.kind === 'scalar' && typeof name.value === 'string' ? name.value : undefined;
  const known = key === undefined ? undefined : object.attributes.get(key);
  if (known !== undefined) return known;
  const made = callValue(machine, make, { ...given, positional: given.positional.slice(2) }, site);
  if (key !== undefined && made.kind === 'object') machine.heap.set(object.attributes, key, made);
  return made;
}

function callMethod(
  machine: Machine,
  object: ObjectValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  switch (name) {
    case 'sub':
    case 'get':
      return part(machine, object, given, site);
    case 'value':
      return weight(machine, withoutName(given), site);
    case 'read':
    case 'write':
    case 'update':
      return UNKNOWN;
    default:
      return undefined;
  }
}

export const frontEnd: FrontEnd = {
  roots: ['ninjax'],
  callMethods: ['__call__'],
  prepareMethods: [],
  isModelBase: (base) => base === 'ninjax.Module',
  fieldsAreParameters: (base) => base === 'ninjax.Module',
  callExternal: callNinjax,
  callObject: () => undefined,
  callMethod,
  initialize: () => undefined,
  attribute: (_machine, object, name) => object.arguments.get(name),
  isSubclass: (name, of) => (name === of ? true : undefined),
};
