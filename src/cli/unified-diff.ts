/** Two texts as the difference that `patch` and `git apply` read. */

/** Lines that stay, around each change. */
const CONTEXT = 3;
/** Beyond so many differing lines the shortest difference takes too long to find: the middle is then given as a whole. */
const MOST_DIFFERENCES = 1_000;

type Step = ' ' | '-' | '+';

/** Empty where the texts are equal. */
export function unifiedDiff(before: string, after: string, path: string): string {
  if (before === after) return '';
  const [old, now] = [linesOf(before), linesOf(after)];
  const steps = difference(old, now);
  // A name with blanks ends at a tab, as Git has it.
  const name = path.includes(' ') ? `${path}\t` : path;
  let result = `--- ${name}\n+++ ${name}\n`;
  for (const { from, to } of hunks(steps)) result += hunk(steps, from, to, old, now);
  return result;
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** One step for each line that stays, goes or comes; in a change what goes stands first. */
function difference(old: readonly string[], now: readonly string[]): readonly Step[] {
  let prefix = 0;
  while (prefix < old.length && prefix < now.length && old[prefix] === now[prefix]) prefix += 1;
  let suffix = 0;
  const most = Math.min(old.length, now.length) - prefix;
  while (suffix < most && old.at(-1 - suffix) === now.at(-1 - suffix)) suffix += 1;
  const middle = shortest(old.slice(prefix, old.length - suffix), now.slice(prefix, now.length - suffix));
  return [...Array<Step>(prefix).fill(' '), ...middle, ...Array<Step>(suffix).fill(' ')];
}

/** Myers' algorithm: the furthest place on each diagonal after so many differences, then the way back. */
function shortest(old: readonly string[], now: readonly string[]): readonly Step[] {
  const whole = (): readonly Step[] => [
    ...Array<Step>(old.length).fill('-'),
    ...Array<Step>(now.length).fill('+'),
  ];
  const furthest = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let differences = 0; differences <= old.length + now.length; differences++) {
    if (differences > MOST_DIFFERENCES) return whole();
    trail.push(new Map(furthest));
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const left = furthest.get(diagonal - 1) ?? -1;
      const up = furthest.get(diagonal + 1) ?? -1;
      let x = diagonal === -differences || (diagonal !== differences && left < up) ? up : left + 1;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x += 1;
      furthest.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) return wayBack(trail, old.length, now.length);
    }
  }
  return whole();
}

function wayBack(
  trail: readonly ReadonlyMap<number, number>[],
  width: number,
  height: number,
): readonly Step[] {
  const steps: Step[] = [];
  let [x, y] = [width, height];
  for (let differences = trail.length - 1; differences >= 0; differences--) {
    const furthest = trail[differences] ?? new Map<number, number>();
    const diagonal = x - y;
    const left = furthest.get(diagonal - 1) ?? -1;
    const up = furthest.get(diagonal + 1) ?? -1;
    const comes = diagonal === -differences || (diagonal !== differences && left < up);
    const before = comes ? diagonal + 1 : diagonal - 1;
    const fromX = furthest.get(before) ?? 0;
    const fromY = fromX - before;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      steps.push(' ');
      [x, y] = [x - 1, y - 1];
    }
    if (differences > 0) {
      steps.push(comes ? '+' : '-');
      [x, y] = [fromX, fromY];
    }
  }
  return steps.reverse();
}

function hunks(steps: readonly Step[]): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  steps.forEach((step, index) => {
    if (step === ' ') return;
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(steps.length, index + CONTEXT + 1)];
    const last = found.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else found.push({ from, to });
  });
  return found;
}

function hunk(
  steps: readonly Step[],
  from: number,
  to: number,
  old: readonly string[],
  now: readonly string[],
): string {
  let [oldLine, newLine] = [0, 0];
  for (const step of steps.slice(0, from)) {
    if (step !== '+') oldLine += 1;
    if (step !== '-') newLine += 1;
  }
  const [oldStart, newStart] = [oldLine, newLine];
  let body = '';
  for (const step of steps.slice(from, to)) {
    const line = (step === '+' ? now[newLine] : old[oldLine]) ?? '';
    if (step !== '+') oldLine += 1;
    if (step !== '-') newLine += 1;
    body += step + (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`);
  }
  return `@@ -${span(oldStart, oldLine - oldStart)} +${span(newStart, newLine - newStart)} @@\n${body}`;
}

/** Counted from 1; where there is no line, the one before. */
function span(start: number, length: number): string {
  const line = length === 0 ? start : start + 1;
  return length === 1 ? String(line) : `${String(line)},${String(length)}`;
}
