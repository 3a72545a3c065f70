/** Messages between panel and extension, and what the page kept from before: distorted ones are dropped, or can be drawn. */
import { allActivations } from '../../src/core/activations/catalogue';
import { pythonLiteral } from '../../src/server/panel/python-literal';
import { readToExtension, readToPanel, type Plot, type ToExtension, type ToPanel } from '../../src/protocol';
import { csv } from '../../src/webview/export/csv';
import { latex } from '../../src/webview/export/latex';
import { buildScene, ordersOf } from '../../src/webview/model/build';
import { tableAbscissae } from '../../src/webview/model/grid';
import { decades, logarithms } from '../../src/webview/model/signal';
import { adjusterFor } from '../../src/webview/model/sliders';
import { subjectsOf } from '../../src/webview/model/subjects';
import { remoteSamples } from '../../src/webview/samples';
import {
  initialState,
  restored,
  toSave,
  withPlot,
  withSettings,
  type PanelState,
} from '../../src/webview/state';
import { tableModel } from '../../src/webview/table';
import { custom, leaky, origin, signal } from '../webview/plots';
import type { Random } from './random';
import type { Stopwatch } from './stopwatch';
import { distorted } from './values';

function somePlot(random: Random): Plot {
  if (random.chance(0.2)) return custom;
  const { id, name, parameters } = random.pick(allActivations);
  const values = [0, 1, -1, 0.2, 1e-300, 1e300, -1e300, true, false, null] as const;
  return {
    ...leaky,
    title: name,
    function: {
      kind: 'catalogue',
      id,
      parameters: Object.fromEntries(
        parameters.map((one) => [one.name, random.chance(0.5) ? one.default : random.pick(values)]),
      ),
      unknownParameters: [],
    },
  };
}

const toPanel = (random: Random): ToPanel =>
  random.pick<ToPanel>([
    { type: 'show', plot: somePlot(random), as: random.pick(['follow', 'choose', 'compare'] as const) },
    { type: 'show', plot: somePlot(random), as: 'choose' },
    { type: 'nothing', reason: 'No activation here.' },
    {
      type: 'settings',
      settings: { derivative: true, secondDerivative: random.chance(0.5), range: { min: -5, max: 5 } },
    },
    { type: 'theme', kind: 'dark' },
    { type: 'file', plots: [leaky, somePlot(random)] },
    signal,
    { type: 'samples', request: 1, y: [1, null], dy: [0, 1], ddy: [] },
    { type: 'noSamples', request: 1, reason: 'it raises' },
    { type: 'strings', language: 'de', strings: { Copied: 'Kopiert' } },
    { type: 'notice', message: 'Copied.' },
  ]);

const toExtension = (random: Random): ToExtension =>
  random.pick<ToExtension>([
    { type: 'ready' },
    { type: 'pin', pinned: true },
    { type: 'setParameter', origin, parameter: 'alpha', value: random.pick([0.1, 1e308, -0, null, true]) },
    { type: 'jumpToSource', origin },
    { type: 'export', format: 'svg', name: 'relu', data: '<svg/>' },
    { type: 'copy', text: 'x', what: 'csv' },
    { type: 'choose', as: 'compare' },
    { type: 'sample', request: 3, key: 'swish#1', x: [-1, 0, 1], parameters: { beta: 1 } },
    { type: 'state', pinned: false, tab: 'signal', title: null, points: 3, milliseconds: 4 },
    { type: 'problem', message: 'failed' },
  ]);

export function messageCase(random: Random, _: readonly string[], watch: Stopwatch): string {
  let value: unknown = random.chance(0.6) ? toPanel(random) : toExtension(random);
  for (let count = random.below(3); count > 0; count--) value = distorted(random, value);
  const shown = describe(value);
  const [inwards, outwards] = watch.time('reading a message', () => [
    readToPanel(value),
    readToExtension(value),
  ]);
  if (inwards !== undefined && inwards !== value) throw new Error(`Another message came out of ${shown}`);
  if (inwards !== undefined) receive(random, inwards, watch);
  if (outwards?.type === 'setParameter' && !literal.test(pythonLiteral(outwards.value)))
    throw new Error(`${shown} would write ${pythonLiteral(outwards.value)}`);
  restore(random, watch);
  return shown;
}

/** None, True, False, or a number that Python reads. */
const literal = /^(?:None|True|False|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

function receive(random: Random, message: ToPanel, watch: Stopwatch): void {
  if (message.type === 'show') draw(withPlot(initialState, message.plot, message.as), watch);
  if (message.type === 'settings')
    draw(withPlot(withSettings(initialState, message.settings), somePlot(random), 'choose'), watch);
  if (message.type === 'signal')
    for (const { layers } of message.models) {
      const lines = (['forward', 'backward'] as const).map((direction) => logarithms(layers, direction));
      const range = decades(lines);
      if (!(range.min < range.max)) throw new Error(`Decades from ${range.min} to ${range.max}.`);
    }
  const remote = remoteSamples(
    () => undefined,
    () => undefined,
  );
  remote.source('swish#1').samples('line', [0, 1]);
  if (message.type === 'samples') remote.arrived(message);
  if (message.type === 'noSamples') remote.refused(message);
}

/** What VS Code kept from another version, or from a file that somebody edited. */
function restore(random: Random, watch: Stopwatch): void {
  let kept: unknown = toSave({ ...initialState, plot: somePlot(random), compared: [somePlot(random)] });
  for (let count = random.below(3); count > 0; count--) kept = distorted(random, kept);
  draw(restored(kept), watch);
}

function draw(state: PanelState, watch: Stopwatch): void {
  watch.time('drawing', () => {
    const remote = remoteSamples(
      () => undefined,
      () => undefined,
    );
    const subjects = subjectsOf(state, remote);
    const scene = buildScene(state, subjects);
    const points = scene.curves.reduce((sum, curve) => sum + curve.points.length, 0);
    if (points > 200_000) throw new Error(`${points} points in one scene.`);
    for (const { activation, parameters } of subjects)
      for (const parameter of activation?.parameters ?? [])
        adjusterFor(parameter, parameters[parameter.name] ?? null);
    const xs = tableAbscissae(state.own);
    const functions = subjects.map((subject) => ({ label: subject.label, samples: subject.at(xs, 'table') }));
    csv(tableModel(xs, functions, ordersOf(state)));
    for (const subject of subjects) latex(subject);
  });
}

function describe(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? 'undefined').slice(0, 500);
  } catch {
    return 'a value deeper than JSON goes';
  }
}
