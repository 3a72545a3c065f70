/** Patterns of einops as they are written: `b c (h p) (w q) -> b (h w) (p q c)`. */

/** The names and numbers that make up each axis; `…` stands for any number of axes. */
export interface Pattern {
  readonly left: readonly (readonly string[])[];
  readonly right: readonly (readonly string[])[];
}

const LONGEST = 300;

export function parsePattern(text: string): Pattern | undefined {
  const [left, right, ...rest] = text.slice(0, LONGEST).split('->');
  if (left === undefined || right === undefined || rest.length > 0 || text.length > LONGEST) return undefined;
  const [before, after] = [groupsOf(left), groupsOf(right)];
  return before === undefined || after === undefined ? undefined : { left: before, right: after };
}

function groupsOf(side: string): readonly (readonly string[])[] | undefined {
  const groups: string[][] = [];
  let open: string[] | undefined;
  for (const word of side.replaceAll('...', '…').replaceAll(/[()]/g, ' $& ').split(' ')) {
    if (word === '') continue;
    if (word === '(') {
      if (open !== undefined) return undefined;
      open = [];
    } else if (word === ')') {
      if (open === undefined) return undefined;
      groups.push(open);
      open = undefined;
    } else if (open === undefined) groups.push([word]);
    else open.push(word);
  }
  return open === undefined ? groups : undefined;
}

/** A pattern for a tensor of so many axes, its `…` spelled out; undefined where it does not fit. */
export function spelledOut(pattern: Pattern, axes: number): Pattern | undefined {
  const { left, right } = pattern;
  const dots = left.filter((group) => group.includes('…'));
  if (dots.length === 0) return left.length === axes ? pattern : undefined;
  const count = axes - (left.length - 1);
  if (dots.length > 1 || dots[0]?.length !== 1 || count < 0 || count > MOST_SPELLED) return undefined;
  const names = Array.from({ length: count }, (_, index) => `…${String(index)}`);
  const spell = (groups: Pattern['left']): Pattern['left'] =>
    groups.flatMap((group) =>
      group.length === 1 && group[0] === '…'
        ? names.map((name) => [name])
        : [group.flatMap((name) => (name === '…' ? names : [name]))],
    );
  return { left: spell(left), right: spell(right) };
}

const MOST_SPELLED = 16;
