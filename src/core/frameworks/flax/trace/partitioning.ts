/** How weights are laid out over devices, by names of their axes: nothing of it changes what a network computes. */
import { lastPart } from '../../../python/dotted-name';
import type { Place } from '../../../python/syntax';
import { drawnWeight } from '../../../network/declarative/drawn-weights';
import type { Machine } from '../../../network/machine/machine';
import { UNKNOWN, type CallArguments, type Value } from '../../../network/machine/values';

/** `nn.with_partitioning(init, axes)`: the initialiser as it was. */
const handedOn = new Set(['with_partitioning', 'with_logical_partitioning']);

export function partitioned(
  machine: Machine,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const last = lastPart(name);
  if (handedOn.has(last)) return given.positional[0] ?? UNKNOWN;
  if (last !== 'param_with_axes') return undefined;
  return drawnWeight(
    machine,
    {
      ...{ base: 'flax.Parameter', framework: 'jax', takesKey: true, isHeld: true },
      initializer: given.keywords.get('init_fn') ?? given.positional[1],
      shape: given.keywords.get('shape') ?? given.positional[2],
    },
    site,
  );
}
