/** What is said about a function of one's own besides its values: range, growth, nearest relative, what it makes of a normal signal. */
import { allActivations, evaluate } from '../activations/catalogue';
import type { ActivationParameters } from '../activations/activation';
import { gaussianExpectations } from '../numerics/quadrature';
import { rangeInBrackets, shapeOfCurve } from '../activations/curve-shape';
import type { InterpretedFunction, OwnParameters } from './interpret';

/** The catalogue's activation that a curve comes nearest to. */
export interface NearestActivation {
  /** Catalogue id and display name: `silu`, `SiLU`. */
  readonly id: string;
  readonly name: string;
  readonly parameters: ActivationParameters;
  /** Largest |Δf| on [−5, 5], and where it is. */
  readonly distance: number;
  readonly at: number;
}

export interface OwnFunctionFacts {
  /** TeX of f; undefined where the code does not reduce to one expression. */
  readonly formula: string | undefined;
  /** Values that f takes, as text: `[0, ∞)`, `{−1, 0, 1}`. Undefined where that cannot be told from its values. */
  readonly range: string | undefined;
  readonly monotonic: 'increasing' | 'strictly-increasing' | 'decreasing' | 'strictly-decreasing' | 'none';
  /** For "close to SiLU: at most 0.003 apart"; undefined where nothing is within 0.25. */
  readonly nearest: NearestActivation | undefined;
  /** E f, E f² and E f′² of inputs N(0, 1); NaN where they do not exist. */
  readonly mean: number;
  readonly meanSquare: number;
  readonly slopeMeanSquare: number;
  /** 1/√E f²: what keeps the mean square of unit inputs. Undefined where E f² is 0 or not finite. */
  readonly gain: number | undefined;
}

/** A mean that is as small beside the root mean square is a sum of roundings. */
const ROUNDING = 1e-13;
const mostDistance = 0.25;
const reach = 5;
/** Where breaks are looked for: inputs N(0, 1) are rarely beyond. */
const far = 12;
const rangeNumber = (x: number) => String(Number(x.toPrecision(4))).replace('-', '−');
const samples = Array.from({ length: 401 }, (_, index) => -reach + (index * reach) / 200);

function nearestActivation(f: (x: number) => number): NearestActivation | undefined {
  const values = samples.map(f);
  if (!values.every(Number.isFinite)) return undefined;
  let nearest: NearestActivation | undefined;
  for (const activation of allActivations) {
    if (!activation.elementwise || activation.id === 'threshold' || activation.id === 'rrelu') continue;
    const curve = evaluate(activation);
    const bound = nearest?.distance ?? mostDistance;
    let [distance, at] = [0, 0];
    for (let index = 0; index < samples.length && distance < bound; index += 1) {
      const x = samples[index] ?? 0;
      const apart = Math.abs((values[index] ?? 0) - curve.value(x));
      if (apart > distance || Number.isNaN(apart))
        [distance, at] = [Number.isNaN(apart) ? Infinity : apart, x];
    }
    if (distance < bound)
      nearest = { id: activation.id, name: activation.name, parameters: curve.parameters, distance, at };
  }
  return nearest;
}

/** Computed when asked for: about two thousand runs of the function. */
export function factsOf(curve: InterpretedFunction, parameters: OwnParameters = {}): OwnFunctionFacts {
  const at = (x: number) => curve.evaluate(x, parameters);
  const breaks = curve.breaks(-far, far, parameters);
  const [mean = NaN, meanSquare = NaN, slopeMeanSquare = NaN] = gaussianExpectations(
    [(x) => at(x).value, (x) => at(x).value ** 2, (x) => at(x).slope ** 2],
    1,
    breaks,
  );
  const gain = 1 / Math.sqrt(meanSquare);
  const { range, levels, monotonic } = shapeOfCurve({
    value: (x) => at(x).value,
    slope: (x) => (curve.codeSlope ? curve.codeSlope(x, parameters) : at(x).slope),
    breaks,
  });
  return {
    formula: curve.formula,
    range: levels ? `{${levels.map(rangeNumber).join(', ')}}` : range && rangeInBrackets(range, rangeNumber),
    monotonic,
    nearest: nearestActivation((x) => at(x).value),
    mean: Math.abs(mean) <= ROUNDING * Math.sqrt(meanSquare) ? 0 : mean,
    meanSquare,
    slopeMeanSquare,
    gain: Number.isFinite(gain) && gain > 0 ? gain : undefined,
  };
}
