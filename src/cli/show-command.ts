/** `activation-lens show`: a curve and its derivative as text, numbers or a picture. */
import { own } from '../core/own';
import { evaluate } from '../core/activations/catalogue';
import type { Activation, ActivationParameters } from '../core/activations/activation';
import { curveSvg, drawCurve } from '../core/plot/curve-svg';
import { defaultRange, type Interval } from '../core/plot/range';
import { factsOf } from '../core/functions/facts';
import { english } from '../core/phrase';
import type { InterpretedFunction, OwnParameters } from '../core/functions/interpret';
import { findShown, type ShownFunction } from './curve-source';
import { shapePhrases } from '../core/hover/activation-facts';
import { defaultDifferences } from '../core/hover/default-differences';
import { formulaText } from '../core/hover/formula-text';
import { CommandFailure, EXIT_CLEAN } from './failure';
import type { Terminal } from './terminal';
import { visible, visibleJson } from './visible';

export interface ShowOptions {
  readonly format: 'text' | 'json' | 'svg';
  /** `name=value` each. */
  readonly param: readonly string[];
  readonly at?: readonly number[];
  readonly range?: readonly number[];
}

interface Sample {
  readonly x: number;
  readonly y: number;
  readonly dy: number;
}

const JSON_SAMPLES = 201;
const TEXT_SAMPLES = 11;

export function showCommand(subject: string, options: ShowOptions, terminal: Terminal): number {
  const shown = findShown(subject);
  if (shown.kind === 'own') return showOwnFunction(shown, options, terminal);
  const { activation, parameters: found, unknownParameters } = shown;
  const parameters = { ...found, ...readParameters(options.param, activation) };
  const curve = evaluate(activation, parameters);
  const range = readRange(options.range) ?? defaultRange(curve);
  const unknown = unknownParameters.filter(
    (name) => !options.param.some((one) => one.startsWith(`${name}=`)),
  );
  if (unknown.length > 0)
    terminal.error(`the code does not tell ${unknown.join(', ')}: the default is shown; set it with --param`);

  if (shown.assumed !== undefined)
    terminal.error(`the code does not say which one: shown with the default ${shown.assumed}`);

  if (options.format === 'svg') {
    terminal.out(`${curveSvg(activation, parameters, { theme: 'light', range, background: true })}\n`);
    return EXIT_CLEAN;
  }
  const count = options.format === 'json' ? JSON_SAMPLES : TEXT_SAMPLES;
  const xs = options.at ?? evenly(range, count);
  const samples = xs.map((x): Sample => ({ x, y: curve.value(x), dy: curve.slope(x) }));
  terminal.out(
    options.format === 'json'
      ? `${visibleJson(asJson(activation, curve.parameters, samples), 2)}\n`
      : asText(activation, curve.parameters, samples, curve.sectionNote),
  );
  return EXIT_CLEAN;
}

/** Where a function of one's own is drawn unless a range is given: nobody knows where its interesting part is. */
const OWN_RANGE: Interval = { from: -5, to: 5 };

function showOwnFunction({ source, curve }: ShownFunction, options: ShowOptions, terminal: Terminal): number {
  const range = readRange(options.range) ?? OWN_RANGE;
  const changed: OwnParameters = Object.fromEntries(
    options.param.map((one) => {
      const [name = '', ...rest] = one.split('=');
      if (!curve.parameters.some((parameter) => parameter.name === name))
        throw new CommandFailure(`${curve.name} has no parameter ${name}`);
      return [name, readValue(name, rest.join('='))];
    }),
  );
  const parameters: ActivationParameters = {
    ...Object.fromEntries(curve.parameters.map(({ name, default: value }) => [name, value])),
    ...changed,
  };
  const at = (x: number) => curve.evaluate(x, changed);
  if (options.format === 'svg') {
    const breaks = curve.breaks(range.from, range.to, changed);
    const drawn = {
      name: curve.name,
      value: (x: number) => at(x).value,
      slope: (x: number) => at(x).slope,
      breaks,
      kinks: [],
    };
    terminal.out(`${drawCurve(drawn, { theme: 'light', range, background: true })}\n`);
    return EXIT_CLEAN;
  }
  const xs = options.at ?? evenly(range, options.format === 'json' ? JSON_SAMPLES : TEXT_SAMPLES);
  const samples = xs.map((x): Sample => {
    const { value, slope } = at(x);
    return { x, y: value, dy: slope };
  });
  const id = curve.matches?.id ?? 'custom';
  if (options.format === 'json') {
    const { codeSlope } = curve;
    const numbers = samples.map(({ x, y, dy }) => ({
      x: finite(x),
      y: finite(y),
      dy: finite(dy),
      ...(codeSlope === undefined ? {} : { codeDy: finite(codeSlope(x, changed)) }),
    }));
    const shown = {
      id,
      name: curve.title,
      parameters,
      formula: curve.formula ?? source,
      derivative: '',
      samples: numbers,
    };
    terminal.out(`${visibleJson(shown, 2)}\n`);
    return EXIT_CLEAN;
  }
  terminal.out(
    [
      visible(curve.title),
      ...(source === curve.title ? [] : [`  ${visible(source)}`]),
      ...(curve.formula === undefined ? [] : [`  f(x) = ${visible(formulaText(curve.formula))}`]),
      ...factLines(curve, changed).map(visible),
      ...derivativeNotes[curve.derivative],
      ...(curve.derivative === 'automatic' && curve.codeSlope !== undefined
        ? ['  f′ is what training takes: the code cuts part of it off']
        : []),
      ...(curve.drawnMode === undefined ? [] : [`  drawn as in ${curve.drawnMode}`]),
      '',
      ...tableOf(samples),
      '',
    ].join('\n'),
  );
  return EXIT_CLEAN;
}

function factLines(curve: InterpretedFunction, parameters: OwnParameters): readonly string[] {
  const { range, nearest, gain, mean } = factsOf(curve, parameters);
  const settings = curve.parameters.map(
    ({ name, default: value, learned }) =>
      `${name} = ${String(own(parameters, name) ?? value)}${learned === true ? ' to begin with (learned)' : ''}`,
  );
  const number = (value: number) => String(Number(value.toPrecision(4)));
  return [
    ...(settings.length === 0 ? [] : [`  ${settings.join(', ')}`]),
    ...(range === undefined ? [] : [`  range ${range}`]),
    ...(curve.matches !== undefined
      ? [`  this is ${curve.matches.id}`]
      : nearest === undefined
        ? []
        : [`  close to ${nearest.name}: at most ${number(nearest.distance)} apart on [−5, 5]`]),
    ...(gain === undefined ? [] : [`  inputs N(0, 1): mean ${number(mean)}, gain ${number(gain)}`]),
  ];
}

const derivativeNotes = {
  automatic: [],
  backward: ['  f′ is what its own backward computes'],
  hidden: ['  it has a derivative of its own, which cannot be followed: f′ is not shown'],
} as const;

function tableOf(samples: readonly Sample[]): readonly string[] {
  const rows = [['x', 'f(x)', 'f′(x)'], ...samples.map(({ x, y, dy }) => [x, y, dy].map(figure))];
  return rows.map((row) => row.map((cell) => cell.padStart(LONGEST_FIGURE + 2)).join(''));
}

/** `-1.43326e-100` */
const LONGEST_FIGURE = 13;
/** Below it zeros are harder to count than an exponent is to read. */
const SMALLEST_WITHOUT_EXPONENT = 1e-4;

function figure(value: number): string {
  const rounded = Number(value.toPrecision(6));
  return rounded !== 0 && Math.abs(rounded) < SMALLEST_WITHOUT_EXPONENT
    ? rounded.toExponential()
    : String(rounded);
}

function evenly({ from, to }: Interval, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1));
}

function readRange(range: readonly number[] | undefined): Interval | undefined {
  if (range === undefined) return undefined;
  const [from, to, ...rest] = range;
  if (
    from === undefined ||
    to === undefined ||
    rest.length > 0 ||
    !(from < to) ||
    !Number.isFinite(to - from)
  )
    throw new CommandFailure('--range takes two numbers, the smaller one first: --range=-5,5');
  return { from, to };
}

function readParameters(given: readonly string[], activation: Activation): ActivationParameters {
  return Object.fromEntries(
    given.map((one) => {
      const [name = '', ...rest] = one.split('=');
      const parameter = activation.parameters.find((candidate) => candidate.name === name);
      if (parameter === undefined) {
        const names = activation.parameters.map((candidate) => candidate.name).join(', ');
        throw new CommandFailure(
          `${activation.id} has no parameter ${name}${names === '' ? '' : `; it has ${names}`}`,
        );
      }
      return [name, readValue(name, rest.join('='))];
    }),
  );
}

function readValue(name: string, text: string): number | boolean | null {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (/^(?:none|null)$/i.test(text)) return null;
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value))
    throw new CommandFailure(`--param ${name}: ${text} is not a number`);
  return value;
}

/** JSON has no words for these numbers. */
function finite(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function asJson(activation: Activation, parameters: ActivationParameters, samples: readonly Sample[]) {
  const { id, name, formula, derivative } = activation;
  const numbers = samples.map(({ x, y, dy }) => ({ x: finite(x), y: finite(y), dy: finite(dy) }));
  return { id, name, parameters, formula, derivative, samples: numbers };
}

function asText(
  activation: Activation,
  parameters: ActivationParameters,
  samples: readonly Sample[],
  note: string | undefined,
): string {
  const { id, name, formula, derivative, watchFor } = activation;
  const curve = evaluate(activation, parameters);
  const settings = Object.entries(parameters).map(([parameter, value]) => `${parameter} = ${String(value)}`);
  const differences = defaultDifferences(id)
    .map(([apis, value]) => `${apis}: ${value}`)
    .join('; ');
  const title = name === id ? name : `${name} (${id})`;
  return [
    settings.length === 0 ? title : `${title}, ${settings.join(', ')}`,
    `  ${formulaText(formula)}`,
    `  ${formulaText(derivative)}`,
    `  ${shapePhrases(activation, curve, english).map(english).join(' · ')}`,
    ...(note === undefined ? [] : [`  ${note}`]),
    ...(differences === '' ? [] : [`  Defaults differ: ${differences}.`]),
    ...watchFor.map((sentence) => `  ${sentence}`),
    '',
    ...tableOf(samples),
    '',
  ].join('\n');
}
