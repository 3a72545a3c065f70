/** A piece of a real file to begin with. */
import type { Random } from './random';

/** Most cases start from at most this much of a file, in UTF-16 units. */
const windowLength = 6_000;
const headLength = 1_500;

export function startingText(random: Random, files: readonly string[]): string {
  const file = random.pick(files);
  if (file.length <= windowLength || random.chance(0.01)) return file;
  // The head holds the imports without which nothing is recognised.
  const head = file.slice(0, headLength);
  const from = random.below(file.length - windowLength + headLength);
  return `${head}\n${file.slice(file.indexOf('\n', from) + 1, from + windowLength - headLength)}`;
}
