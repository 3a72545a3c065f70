/** What a function of one's own is as a curve. */
import type { Jet } from '../numerics/jet';
import type { Place } from '../python/syntax';
import type { DerivativeSource } from './autograd';
import type { Match } from './matches';

export type OwnParameters = Readonly<Record<string, number | boolean | null>>;

/** A number of the function that may be changed: an argument, a constructor's, a learnt weight, a constant of class or module. */
export interface OwnParameter {
  /** The code's own name for it: `scale`, `beta`, `SLOPE`. Unique within one function; the key of `OwnParameters`. */
  readonly name: string;
  /** What it is in the code. */
  readonly default: number | boolean | null;
  /** Trained with the network: the value in the code is where it starts. */
  readonly learned?: boolean;
  /** Written without a fraction in the code, as a degree or a count is. */
  readonly whole?: boolean;
  /** What a new value replaces, and what stands around it there (`torch.full((1,), ` and `)`); absent where it cannot be written back. */
  readonly written?: { readonly place: Place; readonly before: string; readonly after: string };
}

export interface InterpretedFunction {
  readonly kind: 'curve';
  readonly name: string;
  /** Its name with its arguments, for titles and lists: `SquaredReLU(scale=1.0)`, `soft(beta=2)`; the name alone without arguments. */
  readonly title: string;
  /** The variable that is drawn along x. */
  readonly variable: string;
  /** Further parameters with a number, truth value or None as default; they may be changed. */
  readonly parameters: readonly OwnParameter[];
  /** Value and exact derivatives; NaN where the function raises an error. At a kink what its framework's differentiation takes. */
  evaluate(x: number, parameters?: OwnParameters): Jet;
  /**
   * The derivative of the code of the value itself, where what training takes (`evaluate`'s slope) is another one: a declared `backward`, a
   * `detach`. Undefined where both are the same.
   */
  readonly codeSlope: ((x: number, parameters?: OwnParameters) => number) | undefined;
  /** What a rule of the function's own gives back at x for a gradient that comes in: that times the slope, where the rule is right. */
  gradient(x: number, incoming: number): number;
  /** Which branch is drawn where the code asks `self.training`: undefined where it does not ask. */
  readonly drawnMode: 'training' | 'evaluation' | undefined;
  /** Where another branch is taken (kinks and jumps), rising, at most 64. Of a function with long loops some may be missed. */
  breaks(from: number, to: number, parameters?: OwnParameters): readonly number[];
  /** Whether f′ is that of the code, of a `backward` of its own, or not shown because that one cannot be followed. */
  readonly derivative: DerivativeSource;
  /** The catalogue's activation that it equals, with the parameters for which it does. */
  readonly matches: Match | undefined;
  /** TeX of f, as its code writes it; undefined where it does not reduce to one expression. Found when first asked for, then kept. */
  readonly formula: string | undefined;
}
