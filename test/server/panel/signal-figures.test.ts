import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { signalHints } from '../../../src/core/hints/signal-hints';
import { english } from '../../../src/core/phrase';
import { createLensService } from '../../../src/core/service';
import { summaryOf, summaryPhrase } from '../../../src/core/signal/summary';
import { sizedModel, usualSizes } from '../../../src/core/tensors';
import { modelRecord } from '../../../src/core/tensors/report';
import { signalOfModel } from '../../../src/server/panel/signal-model';
import { decisive, isKnown } from '../../../src/webview/model/signal';

const files = ['examples', 'test/fixtures/signal/models'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({ name, code: readFileSync(`${folder}/${name}`, 'utf8') })),
);
const configuration = { select: undefined, ignore: [], severity: {} };

/** Every model of a file as the tab shows it, with the records of `trace --signal`. */
function shownIn(code: string) {
  const lens = createLensService().update('file:///model.py', 1, code);
  const lineAt = (offset: number): number => code.slice(0, offset).split('\n').length;
  const models = lens.models().flatMap((model) => {
    const signal = signalOfModel(model, (place) => {
      const range = lens.rangeOf(place);
      return range && { uri: lens.uri, range, writable: [], label: `model.py:${lineAt(range.start)}` };
    });
    const record = modelRecord(sizedModel(model, usualSizes(model)), (place) => {
      const range = lens.rangeOf(place);
      return range && { path: 'model.py', line: lineAt(range.start) };
    });
    return signal === undefined ? [] : [{ model, signal, record }];
  });
  return { lens, models, lineAt };
}

/** As hints have them: two significant digits, one in front of a power of ten. */
const shortForms = (value: number): readonly number[] => [
  Number(value.toPrecision(2)),
  Number(value.toExponential(0)),
];

describe.each(files)('$name', ({ name, code }) => {
  const { lens, models, lineAt } = shownIn(code);

  it('has a model in the tab, but for the one without any', () => {
    expect(models.length > 0).toBe(name !== 'custom_activation.py');
  });

  it('has points or a sentence in every chart', () => {
    for (const { signal } of models)
      for (const direction of ['forward', 'backward'] as const) {
        const isStopped = signal.stops.some(({ directions }) => directions.includes(direction));
        expect(isKnown(signal, direction) || isStopped, `${signal.name} ${direction}`).toBe(true);
        // A curve that begins anew has a sentence that says why.
        const isAnew = signal.layers.some((layer) => layer[direction].stretch > 0);
        if (isAnew) expect(isStopped, `${signal.name} ${direction} begins anew`).toBe(true);
      }
  });

  it('gives each layer the figures that trace prints', () => {
    for (const { signal, record } of models) {
      const steps = record.steps.filter(({ signal: known }) => known !== null);
      for (const layer of signal.layers) {
        if (layer.origin === null) continue;
        const line = lineAt(layer.origin.range.start);
        if (typeof layer.output === 'number' && layer.forward.stretch === 0) {
          const own = steps.filter((step) => step.line === line || `${step.module}` === layer.name);
          expect(
            own.some((step) => step.signal === layer.output),
            `${signal.name} ${layer.name}: ${layer.output} of ${own.map((step) => step.signal).join()}`,
          ).toBe(true);
        }
        if (typeof layer.forward.now === 'number' && layer.forward.stretch === 0)
          expect(
            record.steps.some((step) => step.signal === layer.forward.now),
            `${signal.name} ${layer.name} passes on ${layer.forward.now}`,
          ).toBe(true);
        if (typeof layer.backward.now === 'number' && layer.backward.stretch === 0)
          expect(
            record.steps.some((step) => step.gradient === layer.backward.now || step.gradient === null),
            `${signal.name} ${layer.name} gradient ${layer.backward.now}`,
          ).toBe(true);
      }
    }
  });

  it('says above the model what the tab says of its last hidden layer', () => {
    for (const { model, signal } of models) {
      const summary = summaryOf(model);
      if (summary?.factor === undefined) continue;
      const layer = signal.layers[decisive(signal, 'forward') ?? -1];
      expect(layer?.forward.now).toBe(summary.factor);
      const percent = Number(/([\d.e+-]+) %/.exec(english(summaryPhrase(summary)))?.[1]);
      expect(percent / 100 / summary.factor).toBeCloseTo(1, 1);
    }
  });

  it('has hints whose figures stand in the tab', () => {
    const all = { figures: 'all', limit: 0.1, shape: false } as const;
    const hints = signalHints(lens, all, { start: 0, end: code.length });
    const outputs = models.flatMap(({ signal }) =>
      signal.layers.flatMap(({ output, forward }) => [output, forward.now]),
    );
    const known = new Set(outputs.flatMap((value) => (typeof value === 'number' ? shortForms(value) : [])));
    for (const { label, offset } of hints) {
      const layers = models.flatMap(({ signal }) =>
        signal.layers.filter(({ origin }) => origin && lineAt(origin.range.start) === lineAt(offset)),
      );
      const shown = /signal ([\d.e-]+)/.exec(english(label))?.[1];
      if (layers.length === 0 || shown === undefined) continue;
      expect(known.has(Number(shown)), `line ${lineAt(offset)}: ${english(label)}`).toBe(true);
    }
  });

  it('has findings whose figure of the signal stands in the tab', () => {
    for (const { message, rule } of lens.findings(configuration)) {
      const left = /×([\d.e-]+) of the signal left after/.exec(message)?.[1];
      if (left === undefined) continue;
      const figures = models.flatMap(({ signal }) => signal.layers.map(({ forward }) => forward.now));
      const known = figures.flatMap((value) =>
        typeof value === 'number' ? [Number(value.toPrecision(left.replace(/^0\.0*/, '').length))] : [],
      );
      expect(known, `${rule}: ${message}`).toContain(Number(left));
    }
  });
});
