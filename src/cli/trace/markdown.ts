/** A report for a pull request: what becomes of signal and gradient, and what was found. */
import { findingsTable } from '../reports/markdown';
import { escapeMarkdown, markdownCode } from '../reports/markdown-text';
import type { StepRecord } from '../../core/tensors/report';
import { differ, isChanged, type StepPair } from '../../core/tensors/compare';
import { visible } from '../visible';
import type { Comparison, ModelComparison } from './comparison';
import { figureText, sizesText } from './text';
import type { FileTrace, TracedModel } from './trace-files';

/** A longer table is folded. */
const UNFOLDED = 24;
/** A comment on GitHub holds 65 536 characters. */
const MOST_ROWS = 300;

export function markdownOf(traces: readonly FileTrace[]): string {
  const sections = traces.flatMap(({ path, models }) =>
    (models ?? []).map((model) => modelSection(path, model)),
  );
  const findings = traces.flatMap((trace) => trace.findings ?? []);
  return [
    '### Activation Lens: signal\n\n',
    ...(sections.length === 0 ? ['No models.\n\n'] : sections),
    findings.length === 0 ? 'No findings.\n' : `#### Findings\n\n${findingsTable(findings).trimEnd()}\n`,
  ].join('');
}

function modelSection(path: string, { record, summary }: TracedModel): string {
  const { name, line, steps, complete, sizes } = record;
  const taken = sizes === undefined ? '' : ` For ${visible(sizesText(sizes))}, which the code does not say.`;
  const rows = steps.slice(0, MOST_ROWS).map(stepRow);
  const table = `| Line | Step | Shape | RMS | Signal | Gradient |\n|--:|---|---|--:|--:|--:|\n${rows.join('')}`;
  const more = steps.length > MOST_ROWS ? `\n… and ${steps.length - MOST_ROWS} more steps\n` : '';
  return [
    `#### ${escapeMarkdown(visible(name))} ${markdownCode(visible(`${path}:${line}`))}\n\n`,
    `${sentenceOf({ record, summary })}${complete ? '' : ' It was followed in part.'}${taken}\n\n`,
    folded(steps.length, table + more, steps.length > UNFOLDED),
  ].join('');
}

/** `12 layers. Of a signal of 1, 0.0728 reaches the last layer; of a gradient of 1, 0.0143 the first.` */
export function sentenceOf({ summary: { layers, signal, gradient } }: TracedModel): string {
  const forward =
    signal === null ? undefined : `of a signal of 1, ${figureText(signal)} reaches the last layer`;
  const back =
    gradient === null ? undefined : `of a gradient of 1, ${figureText(gradient)} reaches the first`;
  const both = [forward, back].filter((part) => part !== undefined).join('; ');
  const count = `${layers} ${layers === 1 ? 'layer' : 'layers'}.`;
  return both === '' ? count : `${count} ${both[0]?.toUpperCase() ?? ''}${both.slice(1)}.`;
}

function stepRow(step: StepRecord): string {
  const figures = [step.rms, step.signal, step.gradient].map(figureText);
  const reason = step.unknown === null ? '' : ` (${escapeMarkdown(visible(step.unknown))})`;
  return row([
    String(step.line),
    `${markdownCode(visible(step.module ?? step.name))}${reason}`,
    shapeOf(step),
    ...figures,
  ]);
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
const shapeOf = ({ shapeText }: StepRecord): string => escapeMarkdown(visible(shapeText));

function folded(steps: number, body: string, isFolded: boolean): string {
  return isFolded ? `<details><summary>${steps} steps</summary>\n\n${body}\n</details>\n\n` : `${body}\n`;
}

export function markdownComparison({ models, findings }: Comparison, old: string, other: string): string {
  const changed = models.filter(hasChange);
  const same = models.length - changed.length;
  return [
    `### Activation Lens: ${escapeMarkdown(visible(old))} → ${escapeMarkdown(visible(other))}\n\n`,
    changed.length === 0
      ? ''
      : `| Model | Layers | Signal at the last layer | Gradient at the first |\n|---|--:|--:|--:|\n${changed.map(overview).join('')}\n`,
    same === 0 ? '' : `${same} ${same === 1 ? 'model' : 'models'} without a change.\n\n`,
    ...changed.map(stepsSection),
    findings.new.length === 0 ? '' : `#### New findings\n\n${findingsTable(findings.new)}`,
    findings.gone.length === 0 ? '' : `#### Findings that are gone\n\n${findingsTable(findings.gone)}`,
    findings.new.length + findings.gone.length === 0 ? 'No finding came or went.\n' : '',
  ].join('');
}

export const hasChange = ({ old, new: other, steps }: ModelComparison): boolean =>
  old === undefined || other === undefined || steps.some(isChanged);

function overview({ name, old, new: other }: ModelComparison): string {
  const of = (pick: (model: TracedModel) => number | null): string =>
    change(old && pick(old.model), other && pick(other.model));
  const state = old === undefined ? ' (new)' : other === undefined ? ' (gone)' : '';
  const layers = [old, other].map((side) => side?.model.summary.layers);
  return row([
    `${escapeMarkdown(visible(name))}${state}`,
    layers[0] === layers[1] ? String(layers[0]) : layers.map((count) => count ?? '–').join(' → '),
    of(({ summary }) => summary.signal),
    of(({ summary }) => summary.gradient),
  ]);
}

/** `0.073 → 0.99 (×13.6)`; one figure where both are the same. */
export function change(old: number | null | undefined, other: number | null | undefined): string {
  if (old === undefined || other === undefined) return figureText(old ?? other);
  if (!differ(old, other)) return figureText(other);
  const factor = old !== null && other !== null && old > 0 ? ` (×${figureText(other / old)})` : '';
  return `${figureText(old)} → ${figureText(other)}${factor}`;
}

function stepsSection({ name, steps }: ModelComparison): string {
  const changed = steps.filter(isChanged);
  if (changed.length === 0) return '';
  const rows = changed.slice(0, MOST_ROWS).map(pairRow);
  const more = changed.length > MOST_ROWS ? `\n… and ${changed.length - MOST_ROWS} more steps\n` : '';
  const table = `| Step | Shape | Signal | Gradient |\n|---|---|--:|--:|\n${rows.join('')}${more}`;
  return `#### ${escapeMarkdown(visible(name))}\n\n${folded(changed.length, table, changed.length > UNFOLDED)}`;
}

function pairRow({ old, new: other }: StepPair): string {
  const state = old === null ? '+ ' : other === null ? '− ' : '';
  const shapes = [old, other].flatMap((step) => (step === null ? [] : [shapeOf(step)]));
  return row([
    state + markdownCode(visible(stepName({ old, new: other }))),
    [...new Set(shapes)].join(' → '),
    change(old?.signal, other?.signal),
    change(old?.gradient, other?.gradient),
  ]);
}

/** The module's path, and what it was and is where that changed. */
export function stepName({ old, new: other }: StepPair): string {
  const step = other ?? old;
  if (step === null) return '';
  const changed =
    old !== null && other !== null && old.name !== other.name ? ` ${old.name} → ${other.name}` : '';
  return `${step.module ?? step.name}${changed}`;
}
