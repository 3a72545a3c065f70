/** A comparison for people at a terminal, and for programs. */
import { isChanged, type StepPair } from '../../core/tensors/compare';
import { placeName, type PrintedFinding } from '../findings';
import { visible } from '../visible';
import type { Comparison, ModelComparison, Side } from './comparison';
import { change, hasChange, stepName } from './markdown';
import { printedStep } from './trace-files';

export function comparisonText({ models, findings }: Comparison): string {
  const changed = models.filter(hasChange);
  const same = models.length - changed.length;
  const lines = [
    ...changed.flatMap(modelLines),
    ...(same === 0 ? [] : [`${same} ${same === 1 ? 'model' : 'models'} without a change`]),
    ...findings.new.map((finding) => findingLine('new finding', finding)),
    ...findings.gone.map((finding) => findingLine('finding gone', finding)),
  ];
  return `${(lines.length === 0 ? ['no models'] : lines).map(visible).join('\n')}\n`;
}

function modelLines({ name, old, new: other, steps }: ModelComparison): readonly string[] {
  const side = other ?? old;
  const state = old === undefined ? ', new' : other === undefined ? ', gone' : '';
  const figures = (['signal', 'gradient'] as const).map((figure) =>
    change(old && old.model.summary[figure], other && other.model.summary[figure]),
  );
  return [
    `${name} (${side?.path ?? ''}:${side?.model.record.line ?? 1})${state}: signal at the last layer ${figures[0] ?? ''}, gradient at the first ${figures[1] ?? ''}`,
    ...steps.filter(isChanged).map(stepLine),
  ];
}

function stepLine(pair: StepPair): string {
  const { old, new: other } = pair;
  const sign = old === null ? '+' : other === null ? '-' : ' ';
  return `  ${sign} ${stepName(pair)}: signal ${change(old?.signal, other?.signal)}, gradient ${change(old?.gradient, other?.gradient)}`;
}

const findingLine = (what: string, { path, range, rule, message }: PrintedFinding): string =>
  `${what}: ${placeName(path, range)} ${rule}: ${message}`;

/** What a program reads: figures of both sides, null where there is none. */
export function comparisonRecord({ models, findings }: Comparison): unknown {
  return {
    models: models.map(({ name, old, new: other, steps }) => ({
      name,
      old: sideRecord(old),
      new: sideRecord(other),
      changed: hasChange({ name, old, new: other, steps }),
      steps: steps.map((pair) => ({
        old: pair.old && printedStep(pair.old),
        new: pair.new && printedStep(pair.new),
      })),
    })),
    findings,
  };
}

function sideRecord(side: Side | undefined): unknown {
  if (side === undefined) return null;
  const { line, complete } = side.model.record;
  return { path: side.path, line, complete, ...side.model.summary };
}
