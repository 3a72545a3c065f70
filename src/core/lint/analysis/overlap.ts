/** Overlaps written by hand: twice what prediction and target share, over both (Dice), or over what either has (Jaccard, Tversky). */
import type { Model, SignalNode } from '../../network/graph';
import { inputsOf, isReshaping, sourceOfSignal } from './signal-walk';

export interface Overlap {
  /** The quotient. */
  readonly node: SignalNode;
  /** What gave the prediction its values. */
  readonly source: SignalNode;
}

/** Sums of an overlap have few terms. */
const MOST_TERMS = 32;

/** All overlaps among the steps behind a model's outputs. */
export function overlapsIn(model: Model): readonly Overlap[] {
  return model.nodes.flatMap((node) => {
    if (node.kind !== 'multiply' || node.inputs.length !== 2 || !/^(?:\/|(?:true_?)?div)/u.test(nameOf(node)))
      return [];
    const [shared, all] = inputsOf(model, node);
    const source = shared && all && predictionOf(model, shared, all);
    return source === undefined ? [] : [{ node, source }];
  });
}

function predictionOf(model: Model, shared: SignalNode, all: SignalNode): SignalNode | undefined {
  const numerator = termsOf(model, shared);
  const denominator = termsOf(model, all);
  // A weighted mean is divided by the weights alone; here the targets are added to them.
  if (numerator === undefined || denominator?.isSum !== true || numerator.sums.length !== 1) return undefined;
  const [product] = numerator.sums;
  const prediction = product === undefined ? undefined : factorOf(model, product);
  if (prediction === undefined) return undefined;
  const others = denominator.sums.filter((sum) => sum !== product);
  const isOfPrediction = (sum: SignalNode): boolean => {
    const factor = factorOf(model, sum) ?? sourceOfSignal(model, sum, isReshaping);
    return (factor && complement(model, factor)) === prediction;
  };
  return others.length > 0 && others.every(isOfPrediction) ? prediction : undefined;
}

/** What is summed in the terms of a sum, and whether there is more than one term. */
function termsOf(
  model: Model,
  from: SignalNode,
): { readonly sums: readonly SignalNode[]; readonly isSum: boolean } | undefined {
  const sums = new Set<SignalNode>();
  const terms = new Set<SignalNode>([from]);
  let isSum = false;
  // A set hands out what is added while it is gone through.
  for (const term of terms) {
    if (terms.size > MOST_TERMS) return undefined;
    if (term.kind === 'pooling' && /sum|mean/u.test(nameOf(term))) {
      const [summed] = inputsOf(model, term);
      const inner = summed && sourceOfSignal(model, summed, (step) => isReshaping(step) || isAbsolute(step));
      if (inner === undefined) return undefined;
      sums.add(inner);
    } else if (term.kind === 'add' || term.kind === 'reshape' || isShiftOrScale(term)) {
      if (term.kind === 'add') isSum = true;
      for (const input of inputsOf(model, term)) terms.add(input);
    } else return undefined;
  }
  return { sums: [...sums], isSum };
}

/** The factor of a product with something that comes out of no network: the targets. */
function factorOf(model: Model, node: SignalNode): SignalNode | undefined {
  if (node.kind !== 'multiply' || node.inputs.length !== 1 || !/^(?:\*|mul)/u.test(nameOf(node)))
    return undefined;
  // `a * a` is no product with anything else.
  const factors = (node.call?.positional ?? []).filter(
    (given) => given.kind === 'signal' && given.signal.nodes.length > 0,
  );
  if (factors.length > 1) return undefined;
  const [factor] = inputsOf(model, node);
  return factor && sourceOfSignal(model, factor, isReshaping);
}

/** `p` of `1 - p`. */
function complement(model: Model, node: SignalNode): SignalNode | undefined {
  if (!isShiftOrScale(node)) return node;
  const [inner] = inputsOf(model, node);
  return inner && sourceOfSignal(model, inner, isReshaping);
}

const nameOf = ({ call }: SignalNode): string => call?.name ?? '';
const isAbsolute = ({ kind, qualifiedName }: SignalNode): boolean =>
  kind === 'elementwise' && /(?:^|\.)abs(?:olute)?$/u.test(qualifiedName);
const isShiftOrScale = ({ kind, qualifiedName }: SignalNode): boolean =>
  kind === 'elementwise' && /(?:^|\.)(?:add|mul|neg)$/u.test(qualifiedName);
