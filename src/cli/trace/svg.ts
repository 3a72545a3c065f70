/** The models of files as one picture. */
import { drawSignals } from '../../core/plot/signal-svg';
import { visible } from '../visible';
import { sentenceOf } from './markdown';
import type { FileTrace } from './trace-files';

/** More pictures below each other are a page that nobody scrolls. */
const MOST_MODELS = 20;

export function svgOf(traces: readonly FileTrace[]): string {
  const all = traces.flatMap(({ models, findings }) =>
    (models ?? []).map((model) => ({ model, findings: findings ?? [] })),
  );
  const shown = all.slice(0, MOST_MODELS).map(({ model, findings }) => ({
    name: visible(model.record.name),
    subtitle: [
      sentenceOf(model),
      ...(findings.length === 0
        ? []
        : [`${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} in the file.`]),
    ].join(' '),
    steps: model.record.steps.map(({ module, name, signal, gradient }) => ({
      label: visible(module ?? name),
      signal,
      gradient,
    })),
  }));
  const left = all.length - shown.length;
  return drawSignals(shown, left > 0 ? `… and ${left} more models` : '');
}
