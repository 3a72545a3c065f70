/** What becomes of fixed files: written, shown as a difference, and summed up. */
import { largestOf, readContent } from './source-text';
import { isProblem, overlaid, systemDisk, type Disk } from './disk';
import type { AppliedFix } from './mend';
import type { MendedTask } from './lint-project';
import { digestOf } from './recorded-source';
import { replaceFile } from './replace-file';
import { unifiedDiff } from './unified-diff';
import { visible } from './visible';

/** Writes each file as a whole; tells what could not be written. `before` is what was read. */
export function writeMended(
  mended: readonly MendedTask[],
  before: ReadonlyMap<string, string | null>,
): readonly string[] {
  return mended.flatMap(({ task: { absolute, shown }, content }) => {
    // Somebody else's work in the meantime is not ours to overwrite.
    if (digestOf(systemDisk.read(absolute, largestOf(absolute))) !== before.get(absolute))
      return [`${shown} was changed while it was fixed, and is left as it is`];
    const problem = replaceFile(absolute, content);
    return problem === undefined ? [] : [`${shown} ${problem.problem}`];
  });
}

/** As `git apply` takes it. */
export function diffOf(mended: readonly MendedTask[], original: Disk): string {
  return mended
    .map(({ task: { absolute, shown }, content }) => {
      const before = readContent(absolute, original);
      const after = readContent(absolute, overlaid(original, new Map([[absolute, content]])));
      return isProblem(before) || isProblem(after) ? '' : unifiedDiff(before.text, after.text, shown);
    })
    .join('');
}

/** How many of what was fixed, by file. */
export function fixesText(mended: readonly MendedTask[]): string {
  const lines = mended.flatMap(({ task, applied }) => [
    `- ${visible(task.shown)}:`,
    ...countedFixes(applied).map(({ rule, title, count }) => `    ${count} × ${rule}: ${visible(title)}`),
  ]);
  return lines.length === 0 ? '' : `Fixed:\n${lines.join('\n')}\n`;
}

function countedFixes(applied: readonly AppliedFix[]): readonly (AppliedFix & { readonly count: number })[] {
  const counts = new Map<string, AppliedFix & { count: number }>();
  for (const { rule, title } of applied) {
    const key = `${rule} ${title}`;
    const own = counts.get(key);
    if (own === undefined) counts.set(key, { rule, title, count: 1 });
    else own.count += 1;
  }
  return [...counts.values()];
}
