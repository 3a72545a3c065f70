/** Layers and weights that a PyTorch module keeps in a plain list or dictionary, where it does not look for them. */
import type { Unregistered } from '../graph';
import { isModule, modulesBelow } from '../machine/children';
import { orderOf } from '../interpreter/classes';
import type { ObjectValue, Value } from '../machine/values';

const DEEPEST = 4;
const MOST_ELEMENTS = 64;
/** Lists of lists are looked through up to so many. */
const MOST_CONTENTS = 1024;

/** `registered` are the model's own modules, `managed` objects whose weights something else takes: an optimiser, a checkpoint. */
export function unregisteredIn(
  registered: ReadonlyMap<ObjectValue, string>,
  managed: (object: ObjectValue) => boolean,
): readonly Unregistered[] {
  const found: Unregistered[] = [];
  // A part of a registered weight, or the weight turned, has its number.
  const instances = new Set<number>();
  for (const module of registered.keys()) {
    instances.add(module.instance);
    for (const value of module.attributes.values()) if (isParameter(value)) instances.add(value.instance);
  }
  for (const holder of registered.keys()) {
    if (holder.class === undefined || !holder.certain) continue;
    for (const [attribute, value] of holder.attributes) {
      if (attribute.startsWith('@') || (value.kind !== 'list' && value.kind !== 'dictionary')) continue;
      const contents = contentsOf(value);
      const objects = contents.filter((one) => one !== undefined);
      const weighty = objects.filter((object) => hasWeights(object, noInstances));
      const own = weighty.filter((object) => hasWeights(object, instances));
      const [first] = own;
      if (first === undefined || own.length < weighty.length || own.some(managed)) continue;
      const parameters = own.filter(isParameter);
      // In a mixture none of PyTorch's containers would do.
      if (parameters.length > 0 && parameters.length < own.length) continue;
      found.push({
        attribute,
        classes: orderOf(holder.class).map(({ definition }) => definition),
        form: value.kind === 'dictionary' ? 'dictionary' : value.form,
        holds: parameters.length > 0 ? 'parameters' : 'layers',
        pure: objects.length === contents.length,
        first: first.place,
      });
    }
  }
  return found;
}

/** Modules and weights in it, in order; undefined for what is neither, and for what is too much to look through. */
function contentsOf(value: Value): readonly (ObjectValue | undefined)[] {
  const found: (ObjectValue | undefined)[] = [];
  const collect = (one: Value, depth: number): void => {
    if (found.length >= MOST_CONTENTS) return;
    if (depth > DEEPEST) found.push(undefined);
    else if (one.kind === 'list' || one.kind === 'run')
      for (const element of one.elements.slice(0, MOST_ELEMENTS)) collect(element, depth + 1);
    else if (one.kind === 'dictionary')
      for (const element of [...one.entries.values()].slice(0, MOST_ELEMENTS)) collect(element, depth + 1);
    else if (one.kind === 'alternatives') for (const option of one.options) collect(option, depth + 1);
    else found.push(isModule(one) || isParameter(one) ? one : undefined);
  };
  collect(value, 0);
  if (found.length >= MOST_CONTENTS) found.push(undefined);
  return found;
}

const isParameter = (value: Value): value is ObjectValue =>
  value.kind === 'object' && value.base === 'torch.nn.Parameter';

const noInstances: ReadonlySet<number> = new Set();

/** Whether there are weights in it besides these: what wraps the model itself adds none. */
function hasWeights(object: ObjectValue, besides: ReadonlySet<number>): boolean {
  if (besides.has(object.instance)) return false;
  if (isParameter(object)) return true;
  return modulesBelow(object).some(
    (module) =>
      !besides.has(module.instance) &&
      ((module.base.startsWith('torch.nn.') && module.behaviour.layer?.weighted === true) ||
        [...module.attributes.values()].some((one) => isParameter(one) && !besides.has(one.instance))),
  );
}
