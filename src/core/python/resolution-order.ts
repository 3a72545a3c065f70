/** Python's method resolution order (C3): where a class looks for what it does not define itself. */

/** Longer hierarchies are cut. */
const LONGEST = 40;

/**
 * A class and its ancestors, nearest first. Of bases that contradict each other, which Python refuses, the order is that in which they are
 * written; a class that inherits itself is there once.
 *
 * @param keyOf what two values of the same class have in common
 */
export function resolutionOrder<Class, Key>(
  start: Class,
  basesOf: (one: Class) => readonly Class[],
  keyOf: (one: Class) => Key,
): readonly Class[] {
  const known = new Map<Key, readonly Class[]>();
  const orderOf = (one: Class): readonly Class[] => {
    const key = keyOf(one);
    const found = known.get(key);
    if (found) return found;
    // Met again before its own order is known, it inherits itself.
    known.set(key, []);
    const bases = known.size > LONGEST ? [] : basesOf(one);
    const behind = merged([...bases.map(orderOf), bases], keyOf).filter((other) => keyOf(other) !== key);
    const order = [one, ...behind].slice(0, LONGEST);
    known.set(key, order);
    return order;
  };
  return orderOf(start);
}

/** What comes first in one order and behind nothing in the others, one after the other. */
function merged<Class, Key>(
  orders: readonly (readonly Class[])[],
  keyOf: (one: Class) => Key,
): readonly Class[] {
  let left = orders.map((order) => order.map((one) => ({ one, key: keyOf(one) }))).filter(isFilled);
  const result: Class[] = [];
  while (left.length > 0 && result.length < LONGEST) {
    const behind = new Set(left.flatMap((order) => order.slice(1).map(({ key }) => key)));
    const heads = left.flatMap(([head]) => (head ? [head] : []));
    const next = heads.find(({ key }) => !behind.has(key)) ?? heads[0];
    if (next === undefined) break;
    result.push(next.one);
    left = left.map((order) => order.filter(({ key }) => key !== next.key)).filter(isFilled);
  }
  return result;
}

const isFilled = (list: readonly unknown[]): boolean => list.length > 0;
