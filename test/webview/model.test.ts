import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allActivations } from '../../src/core/activations/catalogue';
import { chartAction } from '../../src/webview/chart/keys';
import { csv } from '../../src/webview/export/csv';
import { latex } from '../../src/webview/export/latex';
import { sceneSvg } from '../../src/webview/export/svg';
import { fileName } from '../../src/webview/controls/export';
import { buildScene } from '../../src/webview/model/build';
import { freestCorner } from '../../src/webview/model/corner';
import { distributionOf } from '../../src/webview/model/distribution';
import { readAbscissae, tableGrid } from '../../src/webview/model/grid';
import { interpolated } from '../../src/webview/model/interpolate';
import { exact, percent, readNumber, short } from '../../src/webview/model/numbers';
import { fittingRange, isDrawable, panned, zoomed } from '../../src/webview/model/range';
import {
  continues,
  outcome,
  sizes,
  decades,
  logarithm,
  logarithms,
  trunkIn,
} from '../../src/webview/model/signal';
import { decadesIn } from '../../src/webview/chart/signal';
import { adjusterFor, parameterLabel } from '../../src/webview/model/sliders';
import { catalogueSubject, sampledSubject, type Subject } from '../../src/webview/model/subject';
import { vanishingZones } from '../../src/webview/model/zones';
import { remoteSamples } from '../../src/webview/samples';
import { initialState, restored, toSave, withCompared, withPlot } from '../../src/webview/state';
import { tableModel } from '../../src/webview/table';
import { mixed, themeKind, type Theme } from '../../src/webview/theme';
import type { ToExtension } from '../../src/protocol';
import { branches, custom, leaky, plotOf, signal } from './plots';
import type { SignalModel } from '../../src/protocol';

function known(id: string, parameters: Record<string, number> = {}): Subject {
  const subject = catalogueSubject(id, parameters);
  if (!subject) throw new Error(`no ${id}`);
  return subject;
}

describe('the legend', () => {
  it('stands where it hides nothing: not on the peak of tanh′', () => {
    // As wide and high as it is in a panel of half a window of 1280 by 800 pixels.
    const corner = (id: string) =>
      freestCorner(
        buildScene(withPlot(initialState, plotOf(id, id), 'follow'), [known(id)]),
        0.62,
        0.17,
        'top-left',
      );
    expect(['gelu', 'relu', 'tanh'].map(corner)).toEqual(['top-left', 'top-left', 'bottom-right']);
  });
});

describe('numbers', () => {
  it('are written exactly so that they read back the same', () => {
    fc.assert(
      fc.property(fc.double(), (value) => Object.is(value, -0) || Object.is(Number(exact(value)), value)),
    );
    expect(exact(-0)).toBe('-0');
  });
  it('are short for people, with a true minus sign', () => {
    expect([short(-0.1234567), short(1e-9), short(-2.5e12), short(-Infinity), short(0)]).toEqual([
      '−0.12346',
      '1×10⁻⁹',
      '−2.5×10¹²',
      '−∞',
      '0',
    ]);
    expect([percent(0.5), percent(1e-7), percent(0), percent(1)]).toEqual([
      '50 %',
      '< 0.01 %',
      '0 %',
      '100 %',
    ]);
  });
  it('are read as people type them, and nothing else is', () => {
    expect([readNumber(' −3 '), readNumber('1e-4'), readNumber('.5')]).toEqual([-3, 1e-4, 0.5]);
    expect(['', '1,5', 'inf', '0x10', '1e999', '--1'].map(readNumber)).toEqual(new Array(6).fill(undefined));
    expect(readAbscissae('1, 2;3\n4 x 5', readNumber)).toEqual({ xs: [1, 2, 3, 4], bad: 'x' });
  });
});

describe('ranges', () => {
  it('zoom around a point that stays where it is', () => {
    expect(zoomed({ min: -4, max: 4 }, 0.5, 2)).toEqual({ min: -1, max: 3 });
  });
  it('stay drawable however one zooms and pans', () => {
    const step = fc.oneof(
      fc.record({
        zoom: fc.double({ min: 0.2, max: 5, noNaN: true }),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.record({ pan: fc.double({ min: -1, max: 1, noNaN: true }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let range = { min: -5, max: 5 };
        for (const taken of steps)
          range =
            'zoom' in taken
              ? zoomed(range, taken.zoom, range.min + taken.at * (range.max - range.min))
              : panned(range, taken.pan);
        return range.max > range.min && Number.isFinite(range.max - range.min);
      }),
    );
  });
  it('are refused when they cannot be drawn', () => {
    expect(isDrawable({ min: 1, max: 1 })).toBe(false);
    expect(isDrawable({ min: 3, max: -3 })).toBe(false);
    expect(isDrawable({ min: 0, max: 1e9 })).toBe(false);
  });
  it('fit the values, and cut what shoots off', () => {
    const { min, max } = fittingRange([0, 0.2, 0.5, 0.9, 1e6], { min: -5, max: 5 });
    expect(min).toBeLessThanOrEqual(0);
    expect(max).toBeLessThan(2);
  });
});

describe('zones of vanishing gradient', () => {
  it('end where |f′| crosses 0.01', () => {
    const { slope } = { slope: (x: number) => 1 / Math.cosh(x) ** 2 };
    const xs = Array.from({ length: 101 }, (_, index) => -5 + index / 10);
    const zones = vanishingZones(xs, xs.map(slope), slope);
    const edge = Math.acosh(10);
    expect(zones).toHaveLength(2);
    expect(zones[0]?.max).toBeCloseTo(-edge, 9);
    expect(zones[1]?.min).toBeCloseTo(edge, 9);
  });
  it('cover the negative half for ReLU and nothing for a leaky one', () => {
    const state = { ...initialState, plot: plotOf('relu', 'nn.ReLU()') };
    expect(buildScene(state, [known('relu')]).zones).toEqual([{ min: -5, max: 0 }]);
    expect(buildScene(state, [known('leaky_relu', { alpha: 0.1 })]).zones).toEqual([]);
  });
  it('leave out the hair’s breadth around an extremum', () => {
    const state = { ...initialState, plot: plotOf('gelu', 'nn.GELU()') };
    const [zone, ...more] = buildScene(state, [known('gelu')]).zones;
    expect(more).toEqual([]);
    expect(zone?.max).toBeLessThan(-3);
  });
});

describe('the scene', () => {
  it('can be built and exported for every activation of the catalogue', () => {
    for (const { id } of allActivations) {
      const subject = known(id);
      const state = { ...initialState, plot: plotOf(id, id), curvature: true };
      const scene = buildScene(state, [subject]);
      expect(scene.curves[0]?.points.length, id).toBeGreaterThan(1);
      expect(isDrawable(scene.x) && scene.y.max > scene.y.min, id).toBe(true);
      expect(sceneSvg(scene, theme), id).not.toMatch(/NaN|Infinity|undefined/);
      expect(latex(subject), id).toContain('&=');
    }
  });
  it('breaks f′ at a kink and marks the limits and the value that is taken', () => {
    const scene = buildScene({ ...initialState, plot: leaky }, [known('leaky_relu', { alpha: 0.2 })]);
    expect(scene.curves[1]?.points.some(({ y }) => Number.isNaN(y))).toBe(true);
    expect(scene.kinks).toEqual([
      { x: 0, y: 1, color: 1, filled: false },
      { x: 0, y: 0.2, color: 1, filled: true },
    ]);
  });
  it('gives several functions a colour and a marker each', () => {
    const { curves } = buildScene({ ...initialState, plot: leaky }, [known('relu'), known('gelu')]);
    expect(curves.map(({ color, marker, order }) => [color, marker, order])).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [1, 1, 0],
      [1, 1, 1],
    ]);
  });
});

const theme: Theme = {
  kind: 'light',
  background: '#ffffff',
  foreground: '#333333',
  quiet: '#555555',
  grid: 'rgba(0, 0, 0, 0.1)',
  axis: '#777777',
  focus: '#0000ff',
  zone: 'rgba(0, 0, 0, 0.1)',
  series: ['#0072b2', '#c14900', '#00805e'],
  font: 'sans-serif',
  lineWidth: 2,
};

describe('the table', () => {
  it('has every point of the reference grid', () => {
    const { grid } = JSON.parse(readFileSync('test/reference/values.json', 'utf8')) as { grid: number[] };
    expect(tableGrid).toEqual(grid);
  });
  it('becomes CSV with exact numbers, quoted names and empty cells for what is undefined', () => {
    const model = tableModel(
      [-0.3, 1],
      [
        {
          label: 'f, "a"',
          samples: { xs: [-0.3, 1], f: [0.1 + 0.2, NaN], slope: [1, 2], curvature: undefined },
        },
        { label: '=cmd()', samples: undefined },
      ],
      [0],
    );
    expect(csv(model)).toBe('x,"f, ""a"": f(x)",\'=cmd(): f(x)\r\n-0.3,0.30000000000000004,\r\n1,,\r\n');
  });
});

describe('a function of one’s own', () => {
  it('is read between its samples', () => {
    const xs = Array.from({ length: 201 }, (_, index) => -5 + index / 20);
    const between = interpolated({
      xs,
      f: xs.map(Math.tanh),
      slope: xs.map((x) => 1 - Math.tanh(x) ** 2),
      curvature: undefined,
    });
    for (const x of [-3.33, 0.017, 1.23]) {
      expect(between.value(x)).toBeCloseTo(Math.tanh(x), 6);
      expect(between.slope(x)).toBeCloseTo(1 - Math.tanh(x) ** 2, 3);
    }
    expect(between.value(6)).toBeNaN();
  });
  it('vanishes where the declared derivative does, and bends as its own says', () => {
    const xs = Array.from({ length: 201 }, (_, index) => -5 + index / 20);
    const straightThrough = interpolated({
      xs,
      f: xs.map((x) => (x > 0 ? 1 : 0)),
      slope: xs.map((x) => (Math.abs(x) <= 1 ? 1 : 0)),
      curvature: undefined,
      code: xs.map(() => 0),
    });
    expect([-2, -0.51, 0.51, 2].map(straightThrough.value)).toEqual([0, 0, 1, 1]);
    expect([-2, -0.51, 0.51, 2].map(straightThrough.slope)).toEqual([0, 1, 1, 0]);
    const zones = vanishingZones(xs, xs.map(straightThrough.slope), straightThrough.slope).map(
      ({ min, max }) => [min.toFixed(1), max.toFixed(1)],
    );
    expect(zones).toEqual([
      ['-5.0', '-1.0'],
      ['1.0', '5.0'],
    ]);
  });
  it('has the same distribution as the catalogue’s, from samples', () => {
    const silu = known('silu');
    const sampled = sampledSubject('mine', { samples: (_purpose, xs) => silu.at(xs, 'normal') }, []);
    const [mine, theirs] = [distributionOf(sampled), distributionOf(silu)];
    expect(mine?.facts.mean).toBeCloseTo(theirs?.facts.mean ?? NaN, 5);
    expect(mine?.facts.variance).toBeCloseTo(theirs?.facts.variance ?? NaN, 5);
    expect(mine?.facts.slopeSecondMoment).toBeCloseTo(theirs?.facts.slopeSecondMoment ?? NaN, 4);
  });
  it('is asked for once, and an answer that comes too late is dropped', () => {
    const sent: ToExtension[] = [];
    const remote = remoteSamples(
      (message) => sent.push(message),
      () => undefined,
    );
    const source = remote.source('key');
    expect(source.samples('table', [1, 2])).toBeUndefined();
    expect(source.samples('table', [1, 2])).toBeUndefined();
    expect(sent).toHaveLength(1);
    source.samples('table', [3]);
    remote.arrived({ type: 'samples', request: 1, y: [9, 9], dy: [9, 9], ddy: [] });
    expect(source.samples('table', [3])).toBeUndefined();
    remote.arrived({ type: 'samples', request: 2, y: [null], dy: [6], ddy: [] });
    expect(source.samples('table', [3])).toEqual({ xs: [3], f: [NaN], slope: [6], curvature: undefined });
  });
});

describe('the state', () => {
  it('survives being kept, and anything else starts afresh', () => {
    const state = withCompared({ ...initialState, plot: leaky, pinned: true, own: [1.5] }, custom);
    expect(toSave(restored(JSON.parse(JSON.stringify(toSave(state)))))).toEqual(toSave(state));
    for (const broken of [
      undefined,
      null,
      3,
      {},
      { ...toSave(state), version: 9 },
      { ...toSave(state), plot: {} },
    ])
      expect(restored(broken)).toBe(initialState);
  });
  it('keeps the view while a parameter changes in place, and drops it for another function', () => {
    const zoomedIn = { ...withPlot(initialState, leaky, 'follow'), x: { min: 0, max: 1 } };
    const edited = { ...leaky, title: 'nn.LeakyReLU(0.3)' };
    expect(withPlot(zoomedIn, edited, 'follow').x).toEqual({ min: 0, max: 1 });
    expect(withPlot(zoomedIn, plotOf('tanh', 'nn.Tanh()'), 'follow').x).toBeNull();
  });
  it('compares each function once, six at most', () => {
    let state = withPlot(initialState, leaky, 'follow');
    for (const id of ['relu', 'relu', 'elu', 'selu', 'gelu', 'tanh', 'mish', 'silu'])
      state = withPlot(state, plotOf(id, id), 'compare');
    expect(state.compared.map(({ title }) => title)).toEqual(['relu', 'elu', 'selu', 'gelu', 'tanh']);
  });
});

describe('small decisions', () => {
  it('keys with Ctrl, Alt or Cmd stay with the editor', () => {
    const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
    expect(chartAction({ ...plain, key: '+' })).toEqual({ kind: 'zoom', factor: 0.8 });
    expect(chartAction({ ...plain, key: '+', ctrlKey: true })).toBeUndefined();
    expect(chartAction({ ...plain, key: 'Tab' })).toBeUndefined();
  });
  it('sliders stay within the catalogue’s bounds and round steps', () => {
    const [alpha] = known('leaky_relu').activation?.parameters ?? [];
    if (!alpha) throw new Error('no parameter');
    expect(adjusterFor(alpha, 0.2)).toEqual({ kind: 'number', min: 0, max: 1, step: 0.01 });
    expect(parameterLabel(alpha)).toBe('alpha (α)');
    const fixed = known('selu').activation?.parameters[0];
    expect(fixed && adjusterFor(fixed, undefined)).toBeUndefined();
  });
  it('all four kinds of theme are told apart', () => {
    const kind = (...names: string[]) => themeKind({ contains: (name) => names.includes(name) });
    expect(kind('vscode-light')).toBe('light');
    expect(kind('vscode-dark')).toBe('dark');
    expect(kind('vscode-high-contrast')).toBe('high-contrast');
    expect(kind('vscode-high-contrast', 'vscode-high-contrast-light')).toBe('high-contrast-light');
    expect(mixed('#ff8000', 0.5)).toBe('rgba(255, 128, 0, 0.5)');
  });
  it('a logarithmic axis has few ticks, evenly apart, 1 among them', () => {
    expect(decadesIn({ min: -11, max: 0.3 })).toEqual([-10, -8, -6, -4, -2, 0]);
    expect(decadesIn({ min: -2, max: 1 })).toEqual([-2, -1, 0, 1]);
  });
  it('a level that a curve stays at is shown, however high; what shoots off is cut', () => {
    const x = { min: -5, max: 5 };
    const threshold = Array.from({ length: 101 }, (_, index) => (index <= 50 ? 20 : (index - 50) / 10));
    expect(fittingRange(threshold, x).max).toBeGreaterThan(20);
    expect(
      fittingRange(
        threshold.map((_, index) => Math.exp((index - 50) / 10)),
        x,
      ).max,
    ).toBeLessThan(12);
  });
  it('a title becomes a file name on any system', () => {
    expect(fileName('nn.LeakyReLU(0.2)')).toBe('nn-LeakyReLU-0-2');
    expect(fileName('../..')).toBe('activation');
  });
  it('the signal’s axis has whole decades, and tells a dead signal from one that is not known', () => {
    const layers = signal.models[0]?.layers ?? [];
    const now = logarithms(layers, 'forward');
    expect(now[0]).toBeCloseTo(Math.log10(0.5), 12);
    expect(decades([now])).toEqual({ min: -4, max: 0.3 });
    const dead = layers.map((layer) => ({
      ...layer,
      forward: { now: 0, stretch: 0 },
    }));
    expect(logarithms(dead, 'forward').every((value) => value === -Infinity)).toBe(true);
    expect(logarithm('unknown')).toBeNaN();
    expect(decades([logarithms(dead, 'forward')])).toEqual({ min: -1, max: 0.3 });
  });
});

describe('a walk that stops', () => {
  const layers = (signal.models[0]?.layers ?? []).map((layer, index) =>
    index < 6 ? layer : { ...layer, forward: { ...layer.forward, stretch: 7 } },
  );

  it('leaves a gap in front of the stretch that begins anew, in its own direction only', () => {
    const gaps = (direction: 'forward' | 'backward') =>
      layers.flatMap((_, index) =>
        index < 11 && !continues(layers, direction, index, index + 1) ? [index] : [],
      );
    // The head stands apart in both.
    expect(gaps('forward')).toEqual([5, 10]);
    expect(gaps('backward')).toEqual([10]);
  });

  it('gives no figure for the whole model', () => {
    const [model] = signal.models;
    if (model === undefined) throw new Error('no model');
    expect(outcome({ ...model, layers }, 'forward')).toBe('unknown');
    expect(outcome(model, 'forward')).toBe(0.5 ** 11);
  });

  it('shows the size where it parts from the signal only', () => {
    expect(sizes(layers)).toEqual([]);
    const held = layers.map((layer) => ({ ...layer, size: 1 }));
    expect(sizes(held)).toEqual(layers.map(() => 0));
  });
});

describe('branches', () => {
  it('are no part of the line, and the figure of the model is that of the trunk', () => {
    expect(trunkIn(branches)).toEqual([1, 4, 7, 10, 13, 16]);
    const model = { ...signal.models[0], layers: branches.slice(0, 9) } as SignalModel;
    // The last of the nine stands in a branch.
    expect(outcome(model, 'forward')).toBe(1.6 ** 2);
    expect(trunkIn(branches.filter(({ trunk }) => !trunk)).length).toBe(12);
  });
});
