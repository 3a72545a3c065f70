/** Weights that a framework draws for the code, from an initialiser and a shape: `self.param('kernel', init, shape)`, `self.add_weight(…)`, `init(key, shape)`. */
import type { Framework } from '../../frameworks/symbol';
import type { Place } from '../../python/syntax';
import { madeTensor } from '../data/made-tensors';
import { callValue } from '../interpreter/call';
import { sizeOf } from '../machine/given';
import type { Machine } from '../machine/machine';
import type { MadeTensor } from '../graph';
import { initializationKey } from '../operations/initialize';
import { HELD, isWeight, weightOf } from '../operations/weights-by-hand';
import { UNKNOWN, positional, truth, type ObjectValue, type Value } from '../machine/values';
import { initializerValue } from './layers';

export interface Drawn {
  /** Of the weight that comes of it: `flax.Parameter`, `keras.Variable`, `tf.Variable`. */
  readonly base: string;
  readonly framework: Framework;
  /** None: the framework's default, Glorot's, or unknown. */
  readonly initializer: Value | undefined;
  readonly shape: Value | undefined;
  /** An initialiser is called with a random key in front of the shape. */
  readonly takesKey?: boolean;
  readonly isDefaultGlorot?: boolean;
  readonly isHeld?: boolean;
}

const uncertain = { initializer: undefined, arguments: {} };

export function drawnWeight(machine: Machine, drawn: Drawn, site: Place): ObjectValue {
  const { base, framework, initializer, shape } = drawn;
  const made = initializer?.kind === 'function' ? byFunction(machine, initializer, drawn, site) : undefined;
  const weight = made ?? weightOf(machine, base, madeTensor(axesOf(shape), uncertain, site), site);
  if (drawn.isHeld === true) weight.arguments.set(HELD, truth(true));
  if (made !== undefined) return weight;
  const start =
    initializer === undefined || (initializer.kind === 'scalar' && initializer.value === null)
      ? drawn.isDefaultGlorot === true
        ? glorot(site)
        : UNKNOWN
      : initializerValue(framework, initializer, site);
  machine.heap.set(weight.attributes, initializationKey('weight'), start);
  return weight;
}

const glorot = (site: Place): Value => ({
  kind: 'initialization',
  initializer: 'xavier_uniform',
  place: site,
  arguments: { gain: 1 },
  certain: true,
  isDefault: true,
});

/** `lambda key, shape: 0.02 * jax.random.normal(key, shape)`. */
function byFunction(
  machine: Machine,
  initializer: Value,
  { takesKey, shape = UNKNOWN }: Drawn,
  site: Place,
): ObjectValue | undefined {
  const given = takesKey ? positional(UNKNOWN, shape) : positional(shape);
  const result = callValue(machine, initializer, given, site);
  return result.kind === 'object' && isWeight(result) ? result : undefined;
}

function axesOf(shape: Value | undefined): MadeTensor['shape'] {
  const length = sizeOf(shape);
  if (length !== undefined) return [length];
  return shape?.kind === 'list' && !shape.open ? shape.elements.map(sizeOf) : undefined;
}
