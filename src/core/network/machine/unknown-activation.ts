/** An activation whose name only a run knows: the way goes on through it, and nothing is told of what it does. */
import type { Place } from '../../python/syntax';
import type { Machine } from './machine';
import { TRUE, UNKNOWN, type ObjectValue } from './values';

export function unknownActivation(machine: Machine, form: 'class' | 'instance', site: Place): ObjectValue {
  const entry = machine.create('transformers.activations.ACT2FN', undefined, site);
  entry.arguments.set('name', UNKNOWN);
  if (form === 'class') entry.arguments.set('class', TRUE);
  return entry;
}
