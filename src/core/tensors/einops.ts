/** Patterns of einops, `b c (h p) (w q) -> b (h w) (p q c)`: what they make of a shape. */
import { parsePattern, spelledOut, type Pattern } from '../frameworks/einops/pattern';
import { own } from '../own';
import type { Given } from '../network/graph';
import { axis, closed, product, quotient, type Axis, type Length, type Role, type Shape } from './axis';
import { argument, callOfNode, constantIn, numberIn } from './read-call';
import type { ShapeContext } from './shapes';

/** The pattern of a step of einops; undefined for other steps, and where it cannot be told. */
export function patternOf({ node }: Pick<ShapeContext, 'node'>): Pattern | undefined {
  const call = callOfNode(node);
  if (!/^(?:rearrange|repeat|reduce)$/i.test(call.name)) return undefined;
  const text = node.arguments['pattern'] ?? constantIn(argument(call, 1, 'pattern'));
  return typeof text === 'string' ? parsePattern(text) : undefined;
}

export function einopsShape(context: ShapeContext): Shape | undefined {
  const written = patternOf(context);
  if (written === undefined) return undefined;
  const { input } = context;
  const pattern = (input?.open === false ? spelledOut(written, input.axes.length) : undefined) ?? written;
  const axes = axesOf(input, pattern);
  if (axes === undefined) return undefined;
  const call = callOfNode(context.node);
  const stated = (name: string): Length => {
    if (/^\d+$/.test(name)) return Number(name);
    const given: Given | undefined = call.keywords.get(name);
    if (given?.kind === 'size') return context.lengthOf(given.size);
    const told = own(context.node.arguments, name);
    return numberIn(given) ?? (typeof told === 'number' ? told : undefined);
  };
  const named = new Map<string, Axis>();
  pattern.left.forEach((group, place) => {
    const whole = axes[place];
    if (whole === undefined) return;
    const unknown = group.filter((name) => stated(name) === undefined);
    const rest = quotient(whole.length, product(group.map(stated).filter((length) => length !== undefined)));
    for (const name of group)
      named.set(name, axis(stated(name) ?? (unknown.length === 1 ? rest : undefined), whole.role));
  });
  return closed(
    pattern.right.map((group): Axis => {
      const parts = group.map((name) => named.get(name) ?? axis(stated(name), 'position'));
      return axis(
        product(parts.map(({ length }) => length)),
        parts.length === 0 ? 'position' : together(parts),
      );
    }),
  );
}

/** Features together with positions are features of what comes next. */
function together(parts: readonly Axis[]): Role {
  const roles = new Set(parts.map(({ role }) => role));
  const [first = 'unknown'] = roles;
  if (roles.size === 1) return first;
  if (roles.has('batch')) return roles.has('feature') || roles.has('unknown') ? 'unknown' : 'batch';
  return roles.has('feature') && !roles.has('unknown') ? 'feature' : 'unknown';
}

/** One axis for each group on the left; `…` is not spelled out. */
function axesOf(input: Shape | undefined, { left, right }: Pattern): readonly Axis[] | undefined {
  if ([...left, ...right].some((group) => group.includes('…'))) return undefined;
  if (input !== undefined && !input.open) return input.axes.length === left.length ? input.axes : undefined;
  const known = input?.axes ?? [];
  return left.map((_, place) => known[known.length - left.length + place] ?? axis(undefined));
}

/** Axes that a `reduce` takes away; undefined where it takes a part of one. */
export function reducedAxes({ left, right }: Pattern): readonly number[] | undefined {
  const kept = new Set(right.flat());
  if (left.some((group) => group.length !== 1 || group[0] === '…')) return undefined;
  return left.flatMap(([name = ''], place) => (kept.has(name) ? [] : [place]));
}
