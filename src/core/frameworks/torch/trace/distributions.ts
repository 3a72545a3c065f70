/** `torch.distributions.Normal`: what is drawn from it, as a sum of its mean and of its spread times noise. */
import type { Place } from '../../../python/syntax';
import { madeLike } from '../../../network/data/made-tensors';
import { unfollowed } from '../../../network/interpreter/call';
import { binaryValue } from '../../../network/interpreter/operators';
import { referenceTo } from '../../../network/machine/given';
import type { Machine } from '../../../network/machine/machine';
import { valuesOf, type CallArguments, type ObjectValue, type Value } from '../../../network/machine/values';

const NORMAL = 'torch.distributions.Normal';

/** One around tensors of the model, which stands for the step that makes it, too. */
export function normalDistribution(machine: Machine, given: CallArguments, site: Place): Value {
  const step = unfollowed(machine, given, site, NORMAL);
  const [mean, spread] = partsIn(given);
  if (mean?.kind !== 'signal' || spread?.kind !== 'signal') return step;
  const object = machine.create(NORMAL, undefined, site);
  object.arguments.set('loc', mean);
  object.arguments.set('scale', spread);
  machine.heap.set(object.attributes, STEP, step);
  return object;
}

/** Under this name, which no program has, a distribution keeps the step that makes it. */
const STEP = '@step';

const partsIn = ({
  positional: [first, second],
  keywords,
}: CallArguments): readonly (Value | undefined)[] => [
  keywords.get('loc') ?? first,
  keywords.get('scale') ?? second,
];

/** `distribution.mean`, `distribution.stddev`; undefined for other objects and names. */
export function distributionAttribute(
  { base, arguments: given }: ObjectValue,
  name: string,
): Value | undefined {
  if (base !== NORMAL) return undefined;
  return given.get(name === 'mean' || name === 'mode' ? 'loc' : name === 'stddev' ? 'scale' : name);
}

/** Draws of a distribution; what else it gives comes from the step that makes it. Undefined for other objects. */
export function distributionMethod(
  machine: Machine,
  { base, attributes, arguments: parts }: ObjectValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const [mean, spread, step] = [parts.get('loc'), parts.get('scale'), attributes.get(STEP)];
  if (base !== NORMAL || mean === undefined || spread?.kind !== 'signal' || step === undefined)
    return undefined;
  if (name !== 'rsample' && name !== 'sample')
    return unfollowed(machine, { ...given, positional: [step, ...valuesOf(given)] }, site, name);
  const noise = madeLike(
    referenceTo(spread),
    { initializer: 'normal', arguments: { mean: 0, std: 1 } },
    site,
  );
  const scaled = binaryValue(machine, '*', spread, noise, site, false);
  return binaryValue(machine, '+', mean, scaled, site, false);
}
