/** Exchanges a Xavier or LeCun initialiser for He's, in the way its framework writes it, with the argument that fits the activation. */
import { symbolOf } from '../frameworks';
import type { ActivationNode, Initialization } from '../network/graph';
import type { Bindings } from '../python/names';
import type { CallExpression, Expression, Place } from '../python/syntax';
import { expressionAt } from '../python/walk';
import { spell } from './imports';
import type { Edit, Fix } from './rule';
import { quoteOf, sourceOf } from './source';

/** Where the slope is no argument: PReLU starts at 0.25 in PyTorch, RReLU's mean slope is (1/8 + 1/3)/2. */
const INITIAL_SLOPES: Readonly<Record<string, number>> = { prelu: 0.25, rrelu: 0.229 };
/** He without a slope is within 5 % of the right gain up to here. */
const NEGLIGIBLE_SLOPE = 0.31;

/** Slope below zero of a ReLU-like activation; undefined where it is not known. */
export function slopeOf({ activation, parameters }: ActivationNode): number | undefined {
  if (activation === 'leaky_relu') {
    const { alpha } = parameters;
    return typeof alpha === 'number' ? alpha : undefined;
  }
  return INITIAL_SLOPES[activation] ?? 0;
}

/** Gain² that keeps a ReLU-like activation's variance: 2/(1 + a²). */
export function heGainSquared(slope: number): number {
  return 2 / (1 + slope * slope);
}

/** A suggestion: what the program computes stays, how it trains changes. Undefined where the code leaves no certain edit. */
export function heFix(
  initialization: Initialization,
  activation: ActivationNode,
  bindings: Bindings,
): Fix | undefined {
  const slope = slopeOf(activation);
  const place = initialization.place;
  if (slope === undefined || place === undefined) return undefined;
  const expression = expressionAt(place);
  if (expression === undefined) return undefined;
  const edits = editsFor(expression, initialization.initializer, slope, bindings);
  if (edits === undefined) return undefined;
  return { title: 'Use He initialisation (changes training)', safe: false, edits };
}

function editsFor(
  expression: Expression,
  initializer: string,
  slope: number,
  bindings: Bindings,
): readonly Edit[] | undefined {
  if (expression.kind === 'String') {
    if (slope > NEGLIGIBLE_SLOPE || expression.value === undefined) return undefined;
    const name = heName(expression.value);
    return name === undefined
      ? undefined
      : [replace(expression, sourceOf(expression).replace(expression.value, name))];
  }
  if (expression.kind !== 'Call') {
    const name = bindings.qualifiedName(expression);
    return name === undefined ? undefined : rename(expression, name, slope, bindings);
  }
  const name = bindings.qualifiedName(expression.callee);
  if (name === undefined) return undefined;
  if (name.startsWith('torch.')) return torchEdits(expression, name, initializer, slope, bindings);
  if (/^tensorflow\..*(?:glorot|lecun)_\w+_initializer$/.test(name))
    return tensorflowEdits(expression, initializer, slope);
  return rename(expression.callee, name, slope, bindings);
}

/** TensorFlow 1 has no He of its own: variance scaling with 2 over the fan-in is He. Arguments by name (`seed=`) stay. */
function tensorflowEdits(
  call: CallExpression,
  initializer: string,
  slope: number,
): readonly Edit[] | undefined {
  const { callee, unit } = call;
  if (callee.kind !== 'Attribute' || call.arguments.some(({ form }) => form !== 'keyword')) return undefined;
  const quote = quoteOf(unit.text);
  const settings = [
    `scale=${Number(heGainSquared(slope).toFixed(4))}`,
    `mode=${quote}fan_in${quote}`,
    `distribution=${quote}${initializer.endsWith('uniform') ? 'uniform' : 'truncated_normal'}${quote}`,
    ...call.arguments.map((argument) => unit.text.slice(argument.start, argument.end)),
  ];
  return [
    replace(
      { unit, start: callee.nameStart, end: call.end },
      `variance_scaling_initializer(${settings.join(', ')})`,
    ),
  ];
}

/** `glorot_uniform` → `he_uniform`, `GlorotUniform` → `HeUniform`, `xavier_normal` → `he_normal`. */
function heName(name: string): string | undefined {
  const match = /^(.*?)(glorot|xavier|lecun|Glorot|Xavier|Lecun)(_?)([Uu]niform|[Nn]ormal)(.*)$/.exec(name);
  if (match === null) return undefined;
  const [, before, family, underscore, shape, after] = match;
  return `${before}${/^[A-Z]/.test(family ?? '') ? 'He' : 'he'}${underscore}${shape}${after}`;
}

function rename(
  callee: Expression,
  qualifiedName: string,
  slope: number,
  bindings: Bindings,
): readonly Edit[] | undefined {
  if (slope > NEGLIGIBLE_SLOPE) return undefined;
  const name = heName(qualifiedName.slice(qualifiedName.lastIndexOf('.') + 1));
  if (name === undefined) return undefined;
  const he = qualifiedName.slice(0, qualifiedName.lastIndexOf('.') + 1) + name;
  if (symbolOf(he)?.role !== 'initializer') return undefined;
  // `initializers.GlorotUniform` keeps what stands before the name.
  if (callee.kind === 'Attribute')
    return [replace({ unit: callee.unit, start: callee.nameStart, end: callee.end }, name)];
  const spelling = spell(bindings, he, callee);
  return [replace(callee, spelling.text), ...spelling.edits];
}

function torchEdits(
  call: CallExpression,
  name: string,
  initializer: string,
  slope: number,
  bindings: Bindings,
): readonly Edit[] | undefined {
  const shape = initializer.endsWith('uniform')
    ? 'uniform'
    : initializer.endsWith('normal')
      ? 'normal'
      : undefined;
  const tensor = call.arguments[0];
  const certain = call.arguments.every(({ form }) => form === 'positional' || form === 'keyword');
  if (shape === undefined || tensor === undefined || !certain || !name.startsWith('torch.nn.init.'))
    return undefined;
  const quote = quoteOf(call.unit.text);
  const nonlinearity = slope === 0 ? 'relu' : 'leaky_relu';
  const given = call.arguments.filter((argument, index) => index > 0 && argument.name === 'generator');
  const rest = [
    ...(slope === 0 ? [] : [`a=${slope}`]),
    `nonlinearity=${quote}${nonlinearity}${quote}`,
    ...given.map((argument) => call.unit.text.slice(argument.start, argument.end)),
  ];
  const spelling = spell(bindings, `torch.nn.init.kaiming_${shape}_`, call);
  const first = call.unit.text.slice(tensor.start, tensor.end);
  return [replace(call, `${spelling.text}(${[first, ...rest].join(', ')})`), ...spelling.edits];
}

function replace({ unit, start, end }: Place, newText: string): Edit {
  return { kind: 'replace', place: { unit, start, end }, newText };
}
