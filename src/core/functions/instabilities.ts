/** Where a function of one's own fails in arithmetic of a width though its true value, or its true derivative, is a number there. */
import type { Step } from '../numerics/jet';
import type { Expression } from '../python/syntax';
import { largest, type Arithmetic, type Computed, type Width } from './arithmetic';

/** The value is infinite or not a number where the true one is a number of that width. */
export interface Overflow {
  readonly kind: 'overflow';
  readonly width: Width;
  /** The first input, from 0 on, at which it fails, and what comes out there. */
  readonly from: number;
  readonly value: number;
  /** The true value there. */
  readonly exact: number;
  /** Where the first wrong result arises, and the first infinite one that it is made of. */
  readonly place: Expression | undefined;
  readonly cause: Expression | undefined;
  /** Whether it has a value for inputs of both signs. */
  readonly everywhere: boolean;
}

/** The value is a number; the gradient is not. */
export interface BadGradient {
  readonly kind: 'gradient';
  readonly form:
    /** The derivative of the function is a number there: only the way back overflows. */
    | 'overflow'
    /** At one input. */
    | 'point'
    /** On all inputs of one side. */
    | 'side';
  /** The input, for `overflow` and `side` the first one. */
  readonly at: number;
  readonly gradient: number;
  readonly place: Expression | undefined;
  readonly everywhere: boolean;
}

/** 0/0 at a single input between inputs that have values. */
export interface Hole {
  readonly kind: 'hole';
  readonly at: number;
  readonly place: Expression | undefined;
}

export type Instability = Overflow | BadGradient | Hole;

/** Inputs that activations and losses meet, from 0 outwards: what fails only beyond is not told. */
const reach: readonly number[] = [0.5, 1, 3, 6, 9.5, 12, 17.5, 24, 40, 60, 89, 104.5, 120];
/** A true value beyond this is as good as lost itself. */
const farBelowTheLargest = 1e6;
/** Beside a single input. */
const near = 1e-3;

const isNumber = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value);

/** All that is wrong with a function, at most one of a kind. */
export function instabilitiesOf(arithmetic: Arithmetic, width: Width): readonly Instability[] {
  const points = [0, ...reach.flatMap((x) => [x, -x])];
  const runs = new Map(points.map((x) => [x, arithmetic.at(x, width)] as const));
  const wrong = points.filter((x) => !isNumber(runs.get(x)?.value));
  const spoilt = points.filter((x) => {
    const run = runs.get(x);
    return run && isNumber(run.value) && run.gradient !== undefined && !Number.isFinite(run.gradient);
  });
  if (wrong.length === 0 && spoilt.length === 0) return [];
  const exact = new Map<number, Computed | undefined>();
  const exactly = (x: number): Computed | undefined => {
    if (!exact.has(x)) exact.set(x, arithmetic.at(x, 'double'));
    return exact.get(x);
  };
  const everywhere = [-1, -3, 1, 3].every((x) => isNumber(exactly(x)?.value));
  const found: Instability[] = [];
  const overflow = wrong
    .filter((x) => Math.abs(exactly(x)?.value ?? NaN) <= largest[width])
    .map((x) => overflowAt(x, arithmetic, width, everywhere))
    .find((one) => one !== undefined);
  if (overflow) found.push(overflow);
  const hole = holeAt(0, runs, arithmetic);
  if (hole) found.push(hole);
  const gradient = badGradient(spoilt, arithmetic, width, everywhere, exactly);
  if (gradient) found.push(gradient);
  return found;
}

function overflowAt(
  x: number,
  arithmetic: Arithmetic,
  width: Width,
  everywhere: boolean,
): Overflow | undefined {
  const from = firstFailing(x, (at) => {
    const run = arithmetic.at(at, width);
    return run !== undefined && !Number.isFinite(run.value);
  });
  const [run, exact] = [arithmetic.at(from, width), arithmetic.at(from, 'double')];
  if (!run || !isNumber(exact?.value) || Math.abs(exact.value) > Math.min(farBelowTheLargest, largest[width]))
    return undefined;
  const fails = (step: Step) => !Number.isFinite(step.value);
  const isTrueNumber = (step: Step) => Math.abs(exact.steps[step.index]?.value ?? NaN) <= largest[width];
  // Both runs took the same way where they have equally many steps.
  const alike = run.steps.length === exact.steps.length;
  const [place] = run.steps.filter((step) => alike && fails(step) && isTrueNumber(step));
  const [cause] = run.steps.filter(fails);
  return {
    kind: 'overflow',
    width,
    from,
    value: run.value,
    exact: exact.value,
    place: place && run.placeOf(place),
    cause: cause && run.placeOf(cause),
    everywhere,
  };
}

/** Between 0 and an input that fails, where failing begins; to four digits. */
function firstFailing(x: number, fails: (x: number) => boolean): number {
  let [good, bad] = [0, x];
  if (fails(good)) return x;
  for (let step = 0; step < 16 && Math.abs(bad - good) > 1e-4 * Math.abs(bad); step += 1) {
    const middle = (good + bad) / 2;
    if (fails(middle)) bad = middle;
    else good = middle;
  }
  return bad;
}

function holeAt(
  x: number,
  runs: ReadonlyMap<number, Computed | undefined>,
  arithmetic: Arithmetic,
): Hole | undefined {
  const run = runs.get(x);
  if (!run || !Number.isNaN(run.value)) return undefined;
  const beside = [near, -near].map((step) => arithmetic.at(x + step, 'double')?.value);
  if (!beside.every((value) => isNumber(value) && Math.abs(value) < 1 / near)) return undefined;
  const first = run.steps.find((step) => Number.isNaN(step.value));
  return { kind: 'hole', at: x, place: first && run.placeOf(first) };
}

function badGradient(
  spoilt: readonly number[],
  arithmetic: Arithmetic,
  width: Width,
  everywhere: boolean,
  exactly: (x: number) => Computed | undefined,
): BadGradient | undefined {
  const isTrueNumber = (x: number) => isNumber(exactly(x)?.gradient);
  const fails = (x: number) => {
    const run = arithmetic.at(x, width);
    return run !== undefined && isNumber(run.value) && !isNumber(run.gradient);
  };
  const [at, ...more] = spoilt;
  if (at === undefined) return undefined;
  const told = (x: number, form: BadGradient['form']): BadGradient | undefined => {
    const run = arithmetic.at(x, width);
    if (run?.gradient === undefined) return undefined;
    return { kind: 'gradient', form, at: x, gradient: run.gradient, place: originOf(run), everywhere };
  };
  const sided = [1, -1].find((sign) => [0.5, 1, 3, 6].every((x) => spoilt.includes(sign * x)));
  if (sided !== undefined) return told(sided * 0.5, 'side');
  const structural = [at, ...more].filter((x) => !isTrueNumber(x));
  const [point] = structural;
  if (point !== undefined && Math.abs(point) <= 1) {
    const hasNeighbours = [near, -near].every((step) => isNumber(exactly(point + step)?.value));
    return hasNeighbours ? told(point, 'point') : undefined;
  }
  // Where the function is constant nobody asks for its gradient.
  const [overflowing] = [at, ...more].filter((x) => x !== 0 && isTrueNumber(x) && exactly(x)?.gradient !== 0);
  return overflowing === undefined ? undefined : told(firstFailing(overflowing, fails), 'overflow');
}

/** The step at which a gradient that was a number stops being one. */
function originOf({ steps, gradients, placeOf }: Computed): Expression | undefined {
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const step = steps[index];
    const gradient = step && gradients.get(step);
    if (!step || gradient === undefined || Number.isFinite(gradient)) continue;
    const user = steps.find(
      (one) => Number.isFinite(gradients.get(one)) && one.sources.some(({ step: source }) => source === step),
    );
    const place = user && placeOf(user);
    if (place) return place;
  }
  return undefined;
}
