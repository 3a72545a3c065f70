/** What becomes of a changed model, beside the one that there is. */
import type { Model } from '../network/graph';
import { lastOf } from '../signal/summary';
import { followedEnd, stretchesOf } from '../signal/stretches';
import { signalOf, sizedLike, usualSizes, type Sizes } from '../tensors';
import { changedModel } from './changed';
import type { Changes } from './changes';

export interface Outcome {
  /** By layer of the model as it is; undefined for one that is gone, and where a figure is not known. */
  readonly forward: readonly (number | undefined)[];
  readonly backward: readonly (number | undefined)[];
  /** Behind the last hidden layer. */
  readonly signal: number | undefined;
  /** At the first layer. */
  readonly gradient: number | undefined;
  readonly layers: number;
}

/** @param sizes taken for lengths that the code leaves open */
export function outcomeOf(model: Model, changes: Changes, sizes: Sizes = usualSizes(model)): Outcome {
  const changed = changedModel(model, changes);
  const sized = sizedLike(model, changed, sizes);
  const { signal, gradient } = signalOf(sized);
  // A stretch that began anew says nothing about what came before it.
  const own = (figure: ReturnType<typeof signal>): number | undefined =>
    figure?.stretch === 0 ? figure.value : undefined;
  const stretches = stretchesOf(changed);
  // A layer that is used several times is paired use by use.
  const byInstance = new Map<number, (typeof stretches)[number][]>();
  for (const stretch of stretches) {
    const known = byInstance.get(stretch.layer.instance);
    if (known === undefined) byInstance.set(stretch.layer.instance, [stretch]);
    else known.push(stretch);
  }
  const counterparts = stretchesOf(model).map(({ layer }) => byInstance.get(layer.instance)?.shift());
  const last = lastOf(stretches.filter(({ head }) => !head));
  const first = stretches.find(({ trunk }) => trunk) ?? stretches[0];
  return {
    forward: counterparts.map((stretch) => stretch && own(signal(followedEnd(sized, stretch)))),
    backward: counterparts.map((stretch) => stretch && own(gradient(stretch.layer.index))),
    signal: last && own(signal(followedEnd(sized, last))),
    gradient: first && own(gradient(first.layer.index)),
    layers: stretches.length,
  };
}
