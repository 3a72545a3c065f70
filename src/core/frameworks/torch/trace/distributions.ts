/** `torch.distributions.Normal`: what is drawn from it, as a sum of its mean and of its spread times noise. */
import type { Place } from '../../../python/syntax';
import { madeLike } from '../../../network/data/made-tensors';
import { unfollowed } from '../../../network/interpreter/call';
import { binaryValue } from '../../../network/interpreter/operators';
import { referenceTo } from '../../../network/machine/given';
import type { Machine } from '../../../network/machine/machine';
import {
  UNKNOWN,
  valuesOf,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';

const NORMAL = 'torch.distributions.Normal';

/** One around tensors of the model; undefined for any other. */
export function normalDistribution(machine: Machine, given: CallArguments, site: Place): Value {
  const [mean, spread] = partsIn(given);
  if (mean?.kind !== 'signal' || spread?.kind !== 'signal') return unfollowed(machine, given, site, NORMAL);
  const object = machine.create(NORMAL, undefined, site);
  machine.heap.set(object.attributes, 'loc', mean);
  machine.heap.set(object.attributes, 'mean', mean);
  machine.heap.set(object.attributes, 'scale', spread);
  machine.heap.set(object.attributes, 'stddev', spread);
  return object;
}

const partsIn = ({
  positional: [first, second],
  keywords,
}: CallArguments): readonly (Value | undefined)[] => [
  keywords.get('loc') ?? first,
  keywords.get('scale') ?? second,
];

/** Draws of a distribution; what else it gives depends on both of its tensors. Undefined for other objects. */
export function distributionMethod(
  machine: Machine,
  { base, attributes }: ObjectValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const [mean = UNKNOWN, spread = UNKNOWN] = [attributes.get('loc'), attributes.get('scale')];
  if (base !== NORMAL || spread.kind !== 'signal') return undefined;
  if (name !== 'rsample' && name !== 'sample')
    return unfollowed(machine, { ...given, positional: [mean, spread, ...valuesOf(given)] }, site, name);
  const noise = madeLike(
    referenceTo(spread),
    { initializer: 'normal', arguments: { mean: 0, std: 1 } },
    site,
  );
  const scaled = binaryValue(machine, '*', spread, noise, site, false);
  return binaryValue(machine, '+', mean, scaled, site, false);
}
