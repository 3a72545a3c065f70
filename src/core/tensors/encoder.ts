/**
 * A stack of Transformer layers. `nn.TransformerEncoder` copies one layer, so that its layers start equal and their branches add
 * coherently: the mean products of all layers' outputs are followed, not the outputs' mean squares alone.
 */
import { own } from '../own';
import type { LayerNode } from '../network/graph';
import { attended, concentration, passedBack } from './attention';
import { activationFunction, pointDifference, pointMoments, type PointFunction } from './point-function';
import { callOfNode, hasPairMask } from './read-call';
import { stackWeights, type StackWeights } from './stack-weights';
import type { Moments } from './moments';

/** Mean products of two tensors: at the same place, for another input, at another position, both. */
interface Products {
  readonly own: number;
  readonly input: number;
  readonly position: number;
  readonly both: number;
}
const names = ['own', 'input', 'position', 'both'] as const;
const nothing: Products = { own: 0, input: 0, position: 0, both: 0 };
const each = (change: (name: (typeof names)[number]) => number): Products => ({
  own: change('own'),
  input: change('input'),
  position: change('position'),
  both: change('both'),
});

interface Facts {
  readonly layers: number;
  readonly width: number;
  readonly hidden: number;
  readonly dropout: number;
  readonly normFirst: boolean;
  readonly activation: PointFunction;
  readonly finalNorm: boolean;
  readonly causal: boolean;
  readonly weights: StackWeights;
}

function factsOf(step: LayerNode): Facts | undefined {
  const inner = step.inner;
  if (inner === undefined) return undefined;
  const number = (name: string, fallback: number | undefined): number | undefined => {
    const value = own(inner, name);
    return typeof value === 'number' ? value : value === undefined ? fallback : undefined;
  };
  const layers = /Layer$/.test(step.qualifiedName) ? 1 : step.arguments['num_layers'];
  const width = number('d_model', undefined);
  const hidden = number('dim_feedforward', 2048);
  const dropout = number('dropout', 0.1);
  const named = inner['activation'];
  const activation = typeof named === 'string' ? activationFunction(named, {}) : undefined;
  if (typeof layers !== 'number' || layers < 1 || layers > 96 || activation === undefined) return undefined;
  if (width === undefined || hidden === undefined || dropout === undefined) return undefined;
  const norm = step.arguments['norm'];
  const weights = stackWeights(step, width, hidden);
  if (weights === undefined) return undefined;
  return {
    layers,
    width,
    hidden,
    dropout,
    activation,
    normFirst: inner['norm_first'] === true,
    finalNorm: norm !== undefined && norm !== null,
    causal: hasPairMask(callOfNode(step)),
    weights,
  };
}

/** An increment that all layers' copies of one branch make, as coefficients over what is known to be independent. */
type Combination = ReadonlyMap<number, number>;

export function transformer(
  step: LayerNode,
  input: Moments,
  positions: number | undefined,
  inputs: number,
): { readonly output: Moments } | { readonly lost: string } {
  const facts = factsOf(step);
  if (!/TransformerEncoder(?:Layer)?$/.test(step.qualifiedName) || facts === undefined || inputs > 1)
    return { lost: step.qualifiedName };
  const stack = new Stack(facts, input, positions);
  for (let layer = 0; layer < facts.layers; layer += 1) stack.layer();
  if (facts.finalNorm) stack.normalize();
  return { output: stack.moments() };
}

interface Layer {
  readonly before: Products;
  readonly attention: number;
  readonly feedforward: number;
}

class Stack {
  /** Mean products of the basis: the input, then one tensor for each increment. */
  private readonly products: Products[][];
  private readonly kinds: ('input' | 'attention' | 'feedforward')[] = ['input'];
  private readonly sources: (Combination | undefined)[] = [undefined];
  private current: Combination = new Map([[0, 1]]);

  constructor(
    private readonly facts: Facts,
    input: Moments,
    private readonly positions: number | undefined,
  ) {
    this.products = [
      [
        {
          own: input.square,
          input: input.square - input.input,
          position: input.square - input.position,
          both: input.square - input.both,
        },
      ],
    ];
  }

  /** One layer more. @returns the stream in front of it, and its mean squares behind its two branches */
  layer(): Layer {
    const before = this.between(this.current, this.current);
    if (this.facts.normFirst) {
      this.branch('attention', this.normalized(this.current));
      const attention = this.square();
      this.branch('feedforward', this.normalized(this.current));
      return { before, attention, feedforward: this.square() };
    }
    this.branch('attention', this.current);
    const attention = this.square();
    this.normalize();
    this.branch('feedforward', this.current);
    const feedforward = this.square();
    this.normalize();
    return { before, attention, feedforward };
  }

  square(): number {
    return this.between(this.current, this.current).own;
  }

  normalize(): void {
    this.current = this.normalized(this.current);
  }

  /** Means over features are 0, so a layer norm only scales. */
  private normalized(combination: Combination): Combination {
    const { own } = this.between(combination, combination);
    const factor = 1 / Math.sqrt(own + 1e-5);
    return new Map([...combination].map(([index, weight]) => [index, weight * factor]));
  }

  private between(one: Combination, other: Combination): Products {
    let sum = nothing;
    for (const [left, a] of one)
      for (const [right, b] of other) {
        const products = this.products[Math.max(left, right)]?.[Math.min(left, right)] ?? nothing;
        sum = each((name) => sum[name] + a * b * products[name]);
      }
    return sum;
  }

  /** Adds what a branch makes of `source`: independent of all that is not the same branch. */
  private branch(kind: 'attention' | 'feedforward', source: Combination): void {
    const index = this.kinds.length;
    const row: Products[] = [];
    for (let other = 0; other <= index; other += 1) {
      const from = other === index ? source : this.sources[other];
      const same = other === index || (this.facts.weights.areCopies && this.kinds[other] === kind);
      row.push(same && from !== undefined ? this.mapped(kind, source, from, other === index) : nothing);
    }
    this.kinds.push(kind);
    this.sources.push(source);
    this.products.push(row);
    this.current = new Map([...this.current, [index, 1]]);
  }

  /** Mean products of one branch's outputs for two inputs. */
  private mapped(
    kind: 'attention' | 'feedforward',
    one: Combination,
    other: Combination,
    isSame: boolean,
  ): Products {
    const products = this.between(one, other);
    const [left, right] = [this.between(one, one), this.between(other, other)];
    const kept = 1 / (1 - this.facts.dropout);
    const { inProjection, outProjection, outBias, first, firstBias, second, secondBias } = this.facts.weights;
    if (kind === 'attention') {
      const size = Math.sqrt(left.own * right.own);
      const variance =
        inProjection ** 2 * size * Math.max(0, size - Math.sqrt(left.position * right.position));
      const { causal } = this.facts;
      const own = concentration(this.positions, variance, causal) * kept;
      const values: Moments = {
        mean: 0,
        square: inProjection * products.own,
        input: inProjection * (products.own - products.input),
        position: inProjection * (products.own - products.position),
        both: inProjection * (products.own - products.both),
        unit: 0,
        unitAndInput: 0,
      };
      const mixed = attended(values, { concentration: own, keys: this.positions, causal });
      const square = outProjection * mixed.square + outBias;
      return {
        // Dropout draws anew for each layer.
        own: isSame ? square * kept : square,
        input: square - outProjection * mixed.input,
        position: square - outProjection * mixed.position,
        both: square - outProjection * mixed.both,
      };
    }
    const { activation } = this.facts;
    const [one_, other_] = [first * left.own + firstBias, first * right.own + firstBias];
    // Two variances that differ a little meet in their geometric mean.
    const variance = Math.sqrt(one_ * other_);
    const whole = pointMoments(activation, 0, variance).square;
    const joint = (product: number): number =>
      whole -
      pointDifference(
        activation,
        0,
        variance,
        Math.min(2 * variance, Math.max(0, variance - (first * product + firstBias))),
      );
    const inner = isSame ? whole * kept : joint(products.own);
    const outer = second * inner + secondBias;
    return {
      own: isSame ? outer * kept : outer,
      input: second * joint(products.input) + secondBias,
      position: second * joint(products.position) + secondBias,
      both: second * joint(products.both) + secondBias,
    };
  }

  moments(): Moments {
    const { own, input, position, both } = this.between(this.current, this.current);
    return {
      mean: 0,
      square: own,
      input: own - input,
      position: own - position,
      both: own - both,
      unit: own,
      unitAndInput: own,
    };
  }
}

/**
 * What the gradient's mean square is multiplied by on its way back through the stack; `shared` is the part of it that all positions share, which
 * attention passes on whole, where it averages the rest away.
 */
export function transformerBackward(
  step: LayerNode,
  input: Moments,
  shared: number,
  positions: number | undefined,
): number | undefined {
  const facts = factsOf(step);
  if (facts === undefined) return undefined;
  const { activation, normFirst, dropout, weights } = facts;
  const { inProjection, outProjection, first, firstBias, second } = weights;
  const stack = new Stack(facts, input, positions);
  const layers: Layer[] = [];
  for (let layer = 0; layer < facts.layers; layer += 1) layers.push(stack.layer());
  layers.reverse();
  const slope = pointMoments(activation, 0, first + firstBias).slopeSquare;
  const through = weights.areCopies ? throughCopies : throughApart;
  const kept = 1 / (1 - dropout);
  // Var(w)·fan_out of both matrices and the slope between: hidden/width and width/hidden cancel.
  const inside = first * second * slope * kept * kept;
  const last = facts.finalNorm ? 1 / stack.square() : 1;
  if (normFirst) {
    const attention = inProjection * outProjection * kept * kept;
    const scales = layers.map(({ before }) => 1 / Math.sqrt(before.own));
    return last * (shared * through(scales, inside + attention) + (1 - shared) * through(scales, inside));
  }
  // Each layer divides by what comes in together with what its branches add.
  const branches = layers.map(({ before }) => {
    const attention = attentionBackward(facts, before, shared, positions);
    return inside + attention + inside * attention;
  });
  const divided = layers.reduce((all, own) => all / (own.attention * own.feedforward), last);
  const reference = Math.min(...branches);
  return (
    divided *
    through(
      branches.map((branch) => Math.sqrt(branch / reference)),
      reference,
    )
  );
}

/** What one layer's attention gives back of a gradient at its output: along its values, and by way of the scores. */
function attentionBackward(
  { dropout, width, causal, weights }: Facts,
  stream: Products,
  shared: number,
  positions: number | undefined,
): number {
  const kept = 1 / (1 - dropout);
  const { inProjection, outProjection } = weights;
  const through = inProjection * outProjection * kept;
  if (positions === undefined) return through * shared;
  const differs = Math.max(0, stream.own - stream.position);
  const [asked, found] = [inProjection * stream.own, inProjection * differs];
  const own = concentration(positions, asked * found, causal) * kept;
  const toQueries = found * inProjection * (1 + 1 / (own * width));
  const scores = differs * passedBack(positions, asked * found, causal) * kept;
  return through * (shared + (1 - shared) * own + scores * (toQueries + asked * inProjection));
}

/**
 * Layers of a stack start as copies of one, so that the ways through k of its branches, whichever they are, carry the same gradient and add up: it is
 * `Σ_k c_k J^k g` of one fixed J with `E|J g|² = branch·|g|²`, whose powers are orthogonal. `scales` are each layer's factor of J, from the last layer to the first.
 */
function throughCopies(scales: readonly number[], branch: number): number {
  let coefficients: readonly number[] = [1];
  for (const scale of scales) {
    coefficients = [...coefficients, 0].map(
      (coefficient, power) => coefficient + scale * (coefficients[power - 1] ?? 0),
    );
  }
  return coefficients.reduce((sum, coefficient, power) => sum + coefficient ** 2 * branch ** power, 0);
}

/** Of layers that start apart the branches are independent. */
const throughApart = (scales: readonly number[], branch: number): number =>
  scales.reduce((all, scale) => all * (1 + scale ** 2 * branch), 1);
