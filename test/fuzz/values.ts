/** Values that come from outside and are not what was asked for. */
import type { Random } from './random';

const hostile: readonly unknown[] = [
  ...[null, undefined, true, false, '', 'x', 'relu', '__proto__', 'a'.repeat(50_000), '\uD800', '\u0000'],
  ...[0, -0, 1, -1, 0.5, 1e-320, 1e308, -1e308, 2 ** 53, 2 ** 31, NaN, Infinity, -Infinity],
  ...[[], {}, [[]], [null], { length: 3 }, { type: 'show' }, Object.create(null)],
  ...[new Array<number>(9_000).fill(1), new Array<number>(20_000).fill(NaN), new Array(5)],
];

/** Something that is hardly ever right; sometimes deep. */
export function hostileValue(random: Random): unknown {
  if (random.chance(0.97)) return hostile[random.below(hostile.length)];
  let deep: unknown = hostile[random.below(hostile.length)];
  for (let depth = random.pick([10, 1_000, 5_000] as const); depth > 0; depth--)
    deep = random.chance(0.5) ? [deep] : { type: deep };
  return deep;
}

/** A copy in which some value, at any depth, is another one, is missing, or is there twice. */
export function distorted(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.15)) return hostileValue(random);
  if (Array.isArray(value)) {
    const items: unknown[] = [...(value as readonly unknown[])];
    const index = random.below(items.length + 1);
    if (random.chance(0.3)) items.splice(index, 1);
    else if (random.chance(0.3)) items.splice(index, 0, hostileValue(random));
    else items[index] = distorted(random, items[index]);
    return items;
  }
  const copy: Record<string, unknown> = { ...(value as Readonly<Record<string, unknown>>) };
  const key = random.pick([...Object.keys(copy), 'type', 'constructor', '0']);
  if (random.chance(0.2)) Reflect.deleteProperty(copy, key);
  else copy[key] = distorted(random, copy[key]);
  return copy;
}
