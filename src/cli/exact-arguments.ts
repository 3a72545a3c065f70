import { readFileSync } from 'node:fs';
import { nameOf } from './disk';

/**
 * Arguments as they were given: Node hands over a replacement character for every byte that is not UTF-8, under which no file would be found. Linux
 * still knows the bytes.
 */
export function exactArguments(given: readonly string[]): readonly string[] {
  if (process.platform !== 'linux' || !given.some((argument) => argument.includes('\uFFFD'))) return given;
  let line: Buffer;
  try {
    line = readFileSync('/proc/self/cmdline');
  } catch {
    // Without it the file is reported as one that does not exist.
    return given;
  }
  const exact: string[] = [];
  for (let start = 0, end = line.indexOf(0); end !== -1; start = end + 1, end = line.indexOf(0, start))
    exact.push(nameOf(line.subarray(start, end)));
  return exact.slice(-given.length);
}
