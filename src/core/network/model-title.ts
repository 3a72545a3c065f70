/** What people call a model. */
import type { Model } from './graph';

/** The class, where the model has one of its own; else the name that it is bound to. */
export function titleOfModel({ name, place: { unit, start, end } }: Model): string {
  const isClass = /\bclass\s+$/.test(unit.text.slice(Math.max(0, start - 40), start));
  return isClass ? unit.text.slice(start, end) : name;
}
