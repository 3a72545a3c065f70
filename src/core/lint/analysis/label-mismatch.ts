/** Labels whose form a loss does not take, or that its output cannot name. */
import { symbolOf } from '../../frameworks';
import type { DataFacts, LossUse, Model, SignalNode } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import { featureLayer, hasSeveralOutputs, type LossKind } from './losses';
import type { RuleContext, Severity } from '../rule';

interface Verdict {
  readonly severity: Severity;
  readonly message: Phrase;
}

/** Reports every use of a loss whose labels are known and do not fit; says whether there was one. */
export function reportLabels(
  model: Model,
  loss: LossUse,
  kind: LossKind,
  source: SignalNode,
  { report }: RuleContext,
): boolean {
  if (hasSeveralOutputs(model)) return false;
  const units = featureLayer(model, source)?.width;
  let any = false;
  for (const { facts, place } of loss.targets ?? []) {
    const verdict = judge(facts, loss, kind, source, units);
    if (verdict === undefined) continue;
    any = true;
    report({
      place,
      ...verdict,
      related: [
        { place: facts.place, message: phrase`The labels come from here.` },
        { place: loss.place, message: phrase`This loss takes them.` },
      ],
    });
  }
  return any;
}

function judge(
  facts: DataFacts,
  loss: LossUse,
  kind: LossKind,
  source: SignalNode,
  units: number | undefined,
): Verdict | undefined {
  switch (facts.form) {
    case 'indices':
      return ofIndices(facts, loss, kind, units);
    case 'one-hot':
      return ofRows(facts, loss, kind, source, units);
    case 'multi-hot':
      return kind.family === 'categorical' && (kind.input === 'logits' || isActivation(source, 'softmax'))
        ? {
            severity: 'warning',
            message: phrase`These rows may hold several labels; softmax lets one win. Use sigmoid with binary cross-entropy.`,
          }
        : undefined;
    case 'values':
      return kind.family === 'categorical' || kind.family === 'binary' ? ofValues(facts) : undefined;
    case undefined:
      return ofLiteral(facts, loss, kind, units);
  }
}

/** Whole numbers that are written out. */
function ofLiteral(
  { range }: DataFacts,
  loss: LossUse,
  { family }: LossKind,
  units: number | undefined,
): Verdict | undefined {
  if (family !== 'categorical' && family !== 'negative-log-likelihood') return undefined;
  const isNumber = range !== undefined && Number.isInteger(range.low) && Number.isInteger(range.high);
  return isNumber && range.low >= 0 && takesNumbers(loss) ? tooFew(range, units) : undefined;
}

/** An index beyond the units fails. */
function tooFew(
  { low, high }: NonNullable<DataFacts['range']>,
  units: number | undefined,
): Verdict | undefined {
  return units !== undefined && units <= high && units > 1
    ? {
        severity: 'error',
        message: phrase`These labels run from ${String(low)} to ${String(high)}, and the output has ${String(units)} units: greater labels fail.`,
      }
    : undefined;
}

function ofIndices(
  { classes, range }: DataFacts,
  loss: LossUse,
  { family }: LossKind,
  units: number | undefined,
): Verdict | undefined {
  if (family === 'binary')
    return classes !== undefined && classes > 2 && units === 1
      ? {
          severity: 'warning',
          message: phrase`These labels run from 0 to ${String(classes - 1)}; one unit with binary cross-entropy tells 2 classes. Use ${String(classes)} units and softmax.`,
        }
      : undefined;
  if (family !== 'categorical' && family !== 'negative-log-likelihood') return undefined;
  if (takesRows(loss))
    return {
      severity: 'error',
      message: phrase`These labels are class numbers; this loss takes one-hot rows and fails. Use the sparse categorical cross-entropy.`,
    };
  return takesNumbers(loss) && classes !== undefined
    ? tooFew({ low: range?.low ?? 0, high: classes - 1 }, units)
    : undefined;
}

function ofRows(
  { classes }: DataFacts,
  loss: LossUse,
  { family }: LossKind,
  source: SignalNode,
  units: number | undefined,
): Verdict | undefined {
  if (family === 'binary' && units === 1)
    return {
      severity: 'error',
      message: phrase`These labels are one-hot rows, the output is one unit: the shapes differ, and the loss fails. Use class numbers.`,
    };
  if (family === 'binary')
    return isActivation(source, 'sigmoid') && units !== undefined && units === classes && units > 2
      ? {
          severity: 'information',
          message: phrase`One-hot labels exclude each other; ${String(units)} sigmoids do not. Use softmax with categorical cross-entropy.`,
        }
      : undefined;
  if (family !== 'categorical' && family !== 'negative-log-likelihood') return undefined;
  if (takesNumbers(loss) && !takesRows(loss) && !takesEither(loss))
    return {
      severity: 'error',
      message: phrase`These labels are one-hot rows; this loss takes class numbers and fails. Use the categorical cross-entropy.`,
    };
  return classes !== undefined && units !== undefined && units !== classes && units > 1
    ? {
        severity: 'error',
        message: phrase`These one-hot labels have ${String(classes)} columns, the output ${String(units)} units: the loss fails.`,
      }
    : undefined;
}

function ofValues({ range, isStandardised }: DataFacts): Verdict | undefined {
  if (!isStandardised && (range === undefined || (range.low >= 0 && range.high <= 1))) return undefined;
  return {
    severity: 'warning',
    message: phrase`These targets are measurements, not classes: cross-entropy has no meaning for them. Use a squared or absolute error.`,
  };
}

const isActivation = (node: SignalNode, activation: string): boolean =>
  node.kind === 'activation' && node.activation === activation;

function targetOf({ qualifiedName }: LossUse): string {
  const symbol = symbolOf(qualifiedName);
  return symbol?.role === 'loss' ? (symbol.target ?? '') : '';
}
const takesEither = (loss: LossUse): boolean => /class indices, or/.test(targetOf(loss));
const takesNumbers = (loss: LossUse): boolean => /class indices/.test(targetOf(loss));
const takesRows = (loss: LossUse): boolean => /one-hot/.test(targetOf(loss));
