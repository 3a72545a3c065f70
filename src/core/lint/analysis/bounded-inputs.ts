/** How large what a function is given can be where all of it begins at activations with bounds: sigmoid, tanh, softmax. */
import type { Model, SignalNode } from '../../network/graph';
import { covers, samePlace } from '../../python/place';
import type { Expression, Place } from '../../python/syntax';
import { enclosing } from '../../python/walk';
import { inputsOf } from './signal-walk';
import { rangeOfActivation } from './value-range';

/** Whether a function comes by an input of a size at a place in it: not where each model that runs it gives it less. */
export function mayReach(models: readonly Model[], place: Expression, size: number): boolean {
  const owner = enclosing(place).find(({ kind }) => kind === 'Function' || kind === 'Lambda');
  if (owner === undefined) return true;
  const bounds = models.flatMap((model) =>
    model.nodes.flatMap((node) => (samePlace(node.place, place) ? [boundOf(model, node, owner)] : [])),
  );
  return bounds.length === 0 || bounds.some((bound) => bound >= Math.abs(size));
}

/** The sum of the bounds of all that a function's step is made of; infinite where one of them has none. */
function boundOf(model: Model, step: SignalNode, owner: Place): number {
  const pending = [...inputsOf(model, step)];
  const seen = new Set<number>();
  let bound = pending.length === 0 ? Infinity : 0;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node.index)) continue;
    seen.add(node.index);
    const isOwn = owner.unit === node.place.unit && covers(owner, node.place);
    const range = node.kind === 'activation' ? rangeOfActivation(node) : undefined;
    if (range !== undefined) bound += Math.max(Math.abs(range.low), Math.abs(range.high));
    else if ((isOwn || moving.has(node.kind)) && node.inputs.length > 0)
      pending.push(...inputsOf(model, node));
    else return Infinity;
  }
  return bound;
}

/** Steps that leave each element what it is. */
const moving: ReadonlySet<SignalNode['kind']> = new Set(['reshape', 'split', 'concat']);
