/** Programs that are Python and mean trouble: a little text that asks for much work, or one thing thousands of times. */
import type { Random } from '../random';
import { calls } from './calls';
import { depth } from './depth';
import { frameworks } from './frameworks';
import { growth } from './growth';
import { many } from './many';
import { numbers } from './numbers';
import { ownFunctions } from './own-functions';
import type { HostileShape } from './shape';

/** By kind, so that a kind with many shapes is not drawn more often. */
export const hostileShapes: Readonly<Record<string, readonly HostileShape[]>> = {
  growth,
  numbers,
  calls,
  many,
  depth,
  frameworks,
  ownFunctions,
};

const kinds = Object.values(hostileShapes);

/** Mostly small, so that there can be many cases; where a size explodes, a small one does, too. */
const shares = [0.02, 0.02, 0.05, 0.05, 0.05, 0.1, 0.1, 0.3] as const;

/** One program, or two in one file. */
export function hostileText(random: Random): string {
  const one = (): string => {
    const { most, text } = random.pick(random.pick(kinds));
    return text(1 + random.below(Math.max(1, Math.ceil(most * random.pick(shares)))));
  };
  return random.chance(0.3) ? one() + one() : one();
}
