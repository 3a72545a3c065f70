/** The gradient's way back through a graph: mean squares at every step's output for one of N(0, 1) at the model's outputs. */
import type { Model } from '../network/graph';
import { sentBack } from './backward/dispatch';
import {
  isLostGradient,
  one,
  type CarriedGradient,
  type Gradient,
  UNREACHED,
  unclearFor,
} from './backward/gradient';
import { sumOfRows } from './backward/rows';
import { SHARED_WEIGHT, whereSharedWeightsMeet } from './backward/shared-weights';
import { BackwardStep } from './backward/step';
import { TakenWays, whereTaken } from './backward/taken-ways';
import { POSITIONS, type Carried } from './moments';

/** The gradient at every node's output, for one of N(0, 1) at each of the ends. */
export function backward(
  model: Model,
  carried: readonly Carried[],
  ends: readonly number[],
): readonly CarriedGradient[] {
  const arriving: CarriedGradient[][] = model.nodes.map(() => []);
  for (const end of ends) arriving[end]?.push(one);
  const gradients: CarriedGradient[] = model.nodes.map(() => one);
  const taken = new TakenWays();
  for (let index = model.nodes.length - 1; index >= 0; index -= 1) {
    const node = model.nodes[index];
    if (node === undefined) continue;
    const gradient = unlessShared(model, gathered(arriving[index] ?? [], index), index);
    gradients[index] = whereTaken(atOutput(arriving[index] ?? [], index) ?? gradient, taken.shareOf(index));
    // Nothing goes back from what nothing takes.
    if (arriving[index]?.length === 0) continue;
    for (const { input, factor, way } of sentBack(new BackwardStep(model, carried, node), gradient)) {
      arriving[input]?.push(factor);
      taken.send(index, input, way, factor);
    }
  }
  return gradients;
}

/** Of a recurrent layer whose last state is taken, too: what its output gets, which is a tensor of its own. */
function atOutput(arriving: readonly CarriedGradient[], index: number): CarriedGradient | undefined {
  const isState = (gradient: CarriedGradient): boolean =>
    !isLostGradient(gradient) && gradient.ofState === true;
  const others = arriving.filter((gradient) => !isState(gradient));
  return others.length === 0 || others.length === arriving.length ? undefined : gathered(others, index);
}

/** Why a gradient stops at a step. */
interface Stop {
  readonly reason: string;
  readonly at: number;
}

/** The way back that begins anew with 1 where it stops. */
interface ResumedGradients {
  readonly gradients: readonly CarriedGradient[];
  /** By step; 0 is the model's own, any other number a stretch that began anew. */
  readonly stretches: readonly number[];
  readonly stops: readonly Stop[];
}

interface Arriving {
  readonly gradient: CarriedGradient;
  readonly stretch: number;
  /** Where it would be hidden by any that has not come through a mean over many positions. */
  readonly faint: boolean;
}

/** The same, begun anew with 1 behind each step where it is lost; what is known of the model as a whole stays as it is in `own`. */
export function resumedBackward(
  model: Model,
  carried: readonly Carried[],
  ends: readonly number[],
  own: readonly CarriedGradient[],
): ResumedGradients {
  const arriving: Arriving[][] = model.nodes.map(() => []);
  for (const end of ends) arriving[end]?.push({ gradient: one, stretch: 0, faint: false });
  const gradients: CarriedGradient[] = model.nodes.map(() => one);
  const stretches = model.nodes.map(() => 0);
  const stops: Stop[] = [];
  const taken = new TakenWays();
  for (let index = model.nodes.length - 1; index >= 0; index -= 1) {
    const node = model.nodes[index];
    if (node === undefined) continue;
    const clear = (arriving[index] ?? []).filter(({ faint }) => !faint);
    const all = clear.length > 0 ? clear : (arriving[index] ?? []);
    const first = Math.min(...all.map(({ stretch }) => stretch));
    const counted = all.filter(({ stretch }) => stretch === first);
    const sent = counted.map(({ gradient }) => gradient);
    let gradient = unlessShared(model, gathered(sent, index), index);
    let atEnd = atOutput(sent, index) ?? gradient;
    let stretch = Math.max(0, ...all.map((one) => one.stretch));
    let faint = all.length > 0 && all.every((one) => one.faint);
    const isUnused = all.length === 0;
    const strict = isUnused ? undefined : sureOf(own[index]);
    if (strict !== undefined && isLostGradient(strict)) gradient = stretch === 0 ? strict : gradient;
    // The model's own gradient is the same number wherever it is known.
    else if (strict !== undefined && stretch > 0)
      [gradient, atEnd, stretch, faint] = [{ ...strict, share: undefined }, strict, 0, false];
    if (!isUnused && (isLostGradient(gradient) || gradient.order !== 0)) {
      stops.push(
        isLostGradient(gradient)
          ? { reason: gradient.lost, at: gradient.at }
          : { reason: unclearFor(gradient), at: index },
      );
      faint = !isLostGradient(gradient) && gradient.order < 0;
      gradient = one;
      atEnd = one;
      stretch = index + 1;
    }
    gradients[index] = whereTaken(atEnd, taken.shareOf(index));
    stretches[index] = stretch;
    if (isUnused) continue;
    for (const { input, factor, way } of sentBack(new BackwardStep(model, carried, node, true), gradient)) {
      arriving[input]?.push({ gradient: factor, stretch, faint });
      taken.send(index, input, way, factor);
    }
  }
  return { gradients, stretches, stops };
}

/** What is said of a gradient whatever is taken to be known: a number, or that it hangs on how long a sequence is, for which no other number stands. */
function sureOf(gradient: CarriedGradient | undefined): CarriedGradient | undefined {
  if (gradient === undefined || isLostGradient(gradient))
    return gradient?.lost === POSITIONS ? gradient : undefined;
  return gradient.order === 0 ? gradient : undefined;
}

/** What comes back by two ways through one weight is no sum of independent gradients. */
function unlessShared(model: Model, gradient: CarriedGradient, index: number): CarriedGradient {
  const isShared = !isLostGradient(gradient) && whereSharedWeightsMeet(model).has(index);
  return isShared ? { lost: SHARED_WEIGHT, at: index } : gradient;
}

/** Gradients of independent branches add up; what nothing takes has none. */
function gathered(arriving: readonly CarriedGradient[], index: number): CarriedGradient {
  const [only] = arriving;
  if (only !== undefined && arriving.length === 1 && (isLostGradient(only) || only.square > 0)) return only;
  const known = arriving.filter((gradient): gradient is Gradient => !isLostGradient(gradient));
  const missing = arriving.find(isLostGradient);
  if (missing !== undefined) return missing;
  if (known.length === 0) return { lost: UNREACHED, at: index };
  const order = Math.max(...known.filter(({ square }) => square > 0).map((gradient) => gradient.order), -99);
  const counted = known.filter((gradient) => gradient.order === order);
  const sum = (pick: (gradient: Gradient) => number): number =>
    counted.reduce((total, gradient) => total + pick(gradient), 0);
  return {
    square: sum(({ square }) => square),
    positions: sum(({ positions }) => positions),
    samples: sum(({ samples }) => samples),
    units: sum(({ units }) => units),
    order: counted.length === 0 ? 0 : order,
    chosen: chosenIn(counted),
    parts: partsIn(counted),
    rectified: rectifiedIn(counted),
    rows: sumOfRows(counted),
    uneven: counted.length === 1 ? counted[0]?.uneven : undefined,
    lastOnly: counted.length > 0 && counted.every(({ lastOnly }) => lastOnly === true) ? true : undefined,
    ofState: counted.length > 0 && counted.every(({ ofState }) => ofState === true) ? true : undefined,
  };
}

/** Of several gradients the share that a maximum has sent; undefined where windows of several sizes have. */
function chosenIn(counted: readonly Gradient[]): Gradient['chosen'] {
  const windows = new Set(counted.flatMap(({ chosen }) => (chosen === undefined ? [] : [chosen.of])));
  const [of] = windows;
  if (of === undefined || windows.size > 1) return undefined;
  const whole = counted.reduce((total, { square }) => total + square, 0);
  const own = counted.reduce((total, { square, chosen }) => total + square * (chosen?.share ?? 0), 0);
  return { of, share: own / whole };
}

/** Of several gradients the share that comes through a rectifier of a sum; undefined where several such rectifiers have sent some. */
function rectifiedIn(counted: readonly Gradient[]): Gradient['rectified'] {
  const through = counted.filter(({ rectified }) => rectified !== undefined);
  const [only] = through;
  if (only?.rectified === undefined || through.length > 1) return undefined;
  const whole = counted.reduce((total, { square }) => total + square, 0);
  return whole > 0 ? { ...only.rectified, share: (only.rectified.share * only.square) / whole } : undefined;
}

/** What several gradients of joined features come to for each part. */
function partsIn(counted: readonly Gradient[]): Gradient['parts'] {
  const count = counted.map(({ parts }) => parts?.length).find((length) => length !== undefined);
  if (count === undefined || counted.some(({ parts }) => parts !== undefined && parts.length !== count))
    return undefined;
  const whole = counted.reduce((total, { square }) => total + square, 0);
  return Array.from({ length: count }, (_, part) =>
    counted.reduce((total, { square, parts }) => total + (square / whole) * (parts?.[part] ?? 1), 0),
  );
}
