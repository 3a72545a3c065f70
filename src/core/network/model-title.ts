/** What people call a model. */
import type { Model } from './graph';

/** The class, where the model has one of its own; of a part, its class and attribute: `Agent.actor`; else the name that it is bound to. */
export function titleOfModel({ name, place: { unit, start, end } }: Model): string {
  const before = unit.text.slice(Math.max(0, start - MOST_BEFORE), start);
  if (/\bclass\s+$/.test(before)) return unit.text.slice(start, end);
  const attribute = /\bself\.(\w{1,100}) {0,4}= {0,4}$/.exec(before)?.[1];
  const owner = /^(?:@[^\n]*\n)*class\s+(\w+)/.exec(unit.text)?.[1];
  return attribute === undefined || owner === undefined ? name : `${owner}.${attribute}`;
}

/** Names are not longer. */
const MOST_BEFORE = 200;
