/**
 * The formula of a function of one's own: its code read as one expression of its input, names put in for what they stand for. What does not
 * reduce to one has none; and a formula whose values are not those of the curve is never shown.
 */
import type { Bindings } from '../../python/names';
import type { InterpretedFunction } from '../curve';
import type { OwnFunction } from '../definition';
import { termOf } from './reader';
import { partsOf, sizeOf, valueOfTerm, type Condition, type Term } from './term';
import { texOf } from './term-tex';

/** Larger ones nobody reads. */
const mostNodes = 80;
const longestTex = 320;

/** TeX, or undefined where the code does not reduce to one expression. */
export function formulaOf(
  own: OwnFunction,
  bindings: Bindings,
  curve: Pick<InterpretedFunction, 'evaluate' | 'parameters'>,
): string | undefined {
  const term = termOf(own, bindings, curve.parameters);
  if (term === undefined || sizeOf(term, mostNodes) > mostNodes || !isCurve(term, curve)) return undefined;
  const tex = texOf(term);
  return tex.length > longestTex ? undefined : tex;
}

/** Where a formula is held against the curve, kinks at round numbers avoided. */
const probes: readonly number[] = [
  -9.37, -5.83, -3.21, -2.13, -1.07, -0.61, -0.137, 0.083, 0.47, 0.93, 1.39, 2.71, 4.33, 7.19,
];

function isCurve(
  term: Term,
  { evaluate, parameters }: Pick<InterpretedFunction, 'evaluate' | 'parameters'>,
): boolean {
  const used = new Set<string>();
  collectNames(term, used);
  const agrees = (changed: ReadonlyMap<string, number>): boolean =>
    probes.every((x) => {
      const [mine, drawn] = [valueOfTerm(term, x, changed), evaluate(x, Object.fromEntries(changed)).value];
      return Number.isFinite(drawn)
        ? Math.abs(mine - drawn) <= 1e-9 * Math.max(1, Math.abs(drawn))
        : !Number.isFinite(mine);
    });
  return (
    agrees(new Map()) &&
    parameters.every(
      ({ name, default: value, whole }) =>
        !used.has(name) ||
        typeof value !== 'number' ||
        agrees(new Map([[name, value + (whole === true ? 1 : 0.37)]])),
    )
  );
}

function collectNames(term: Term | Condition, into: Set<string>): void {
  if (term.kind === 'parameter') into.add(term.name);
  for (const part of partsOf(term)) collectNames(part, into);
}
