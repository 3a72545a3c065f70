/** A piece of a real file to begin with. */
import type { Random } from './random';

/** How much of a file cases start from, in UTF-16 units: mostly little, so that there can be many. */
const lengths = [600, 1_200, 2_400, 6_000] as const;
const headLength = 1_000;

export function startingText(random: Random, files: readonly string[]): string {
  const file = random.pick(files);
  const length = random.chance(0.005) ? file.length : random.pick(lengths);
  if (file.length <= headLength + length) return file;
  // The head holds the imports without which nothing is recognised.
  const head = file.slice(0, file.lastIndexOf('\n', headLength) + 1);
  const from = headLength + random.below(file.length - headLength - length + 1);
  return head + file.slice(file.indexOf('\n', from) + 1, from + length);
}
