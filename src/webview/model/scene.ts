/** What is drawn: plain data that the chart, the SVG and the CSV export all read. */
import type { Landmark } from '../../core/numerics/landmarks';
import type { Range } from './range';

/** 0 is f, 1 is f′, 2 is f″. */
export type Order = 0 | 1 | 2;

export interface Point {
  readonly x: number;
  /** NaN breaks the line. */
  readonly y: number;
}

export interface DrawnCurve {
  /** Name of the function: `nn.LeakyReLU(0.2)`. */
  readonly subject: string;
  readonly order: Order;
  /** The derivative of the code, beside the one that training takes. */
  readonly ofCode?: true;
  /** Index of the colour; modulo the palette's length. */
  readonly color: number;
  /** Index of the marker shape that tells functions apart without colour; undefined draws none. */
  readonly marker: number | undefined;
  readonly points: readonly Point[];
  /** Where markers stand. */
  readonly markers: readonly Point[];
}

/** A place where a derivative jumps. */
export interface KinkMark {
  readonly x: number;
  readonly y: number;
  readonly color: number;
  /** Filled: the value automatic differentiation takes there. Open: the one-sided limits. */
  readonly filled: boolean;
}

export interface Scene {
  readonly title: string;
  readonly x: Range;
  readonly y: Range;
  readonly curves: readonly DrawnCurve[];
  /** Where the first function's gradient vanishes. */
  readonly zones: readonly Range[];
  readonly kinks: readonly KinkMark[];
  /** Roots, extremes and inflexions of the first function, where somebody asked for them. */
  readonly landmarks: readonly Landmark[];
}

/** Dashes per order of derivative: solid, dashed, dotted. */
export const dashes: readonly (readonly number[])[] = [[], [8, 4], [2, 3]];
/** The derivative of the code, where a declared one is drawn as f′. */
export const codeDash: readonly number[] = [2, 5];
/** Chart.js point styles, in the order in which functions are added. */
export const markerShapes = ['circle', 'triangle', 'rect', 'rectRot', 'star', 'crossRot'] as const;
/** Where markers stand, as fractions of the x range. */
export const markerFractions = [0.06, 0.3, 0.56, 0.82] as const;
