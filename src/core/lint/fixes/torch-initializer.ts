/** PyTorch's initialisers as a fix writes them: `nn.init.kaiming_normal_(w, nonlinearity='relu')`, in place of a call or a tensor's method. */
import type { Bindings } from '../../python/names';
import { placeOf } from '../../python/place';
import type { CallExpression } from '../../python/syntax';
import { boundCall } from '../analysis/bound-call';
import type { Exchange } from '../analysis/initializer-target';
import { spell } from './imports';
import type { Edit } from '../rule';
import { quoteOf, sourceOf } from '../../python/source-text';

/** Methods of a tensor that fill it: `w.data.normal_(0, 0.01)`. */
const FILLING = new Set(['normal_', 'uniform_', 'zero_', 'fill_']);

/** @param name the callee's qualified name; undefined for what may be a tensor's method. */
export function exchangeTorch(
  call: CallExpression,
  name: string | undefined,
  exchange: Exchange,
  bindings: Bindings,
): readonly Edit[] | undefined {
  if (call.arguments.some(({ form }) => form !== 'positional' && form !== 'keyword')) return undefined;
  const { unit, callee } = call;
  if (name === undefined) {
    if (callee.kind !== 'Attribute' || !FILLING.has(callee.name)) return undefined;
    if (exchange.target.family === 'zeros') {
      const place = { unit, start: callee.nameStart, end: call.end };
      return [{ kind: 'replace', place, newText: 'zero_()' }];
    }
    return written(call, sourceOf(callee.object), [], exchange, bindings);
  }
  const tensor = call.arguments.find((argument, index) =>
    argument.form === 'positional' ? index === 0 : argument.name === 'tensor',
  );
  if (!name.startsWith('torch.nn.init.') || tensor === undefined) return undefined;
  const kept = call.arguments.filter((argument) => argument.name === 'generator');
  return written(
    call,
    sourceOf(tensor.value),
    kept.map((argument) => sourceAt(call, argument)),
    exchange,
    bindings,
  );
}

/** What a Kaiming initialiser is told of the activation; the slope is that of a leaky ReLU, and undefined elsewhere. */
export interface Declaration {
  readonly nonlinearity: string;
  readonly slope: number | undefined;
}

/** `kaiming_normal_(w, mode='fan_out')` with another activation declared: the rest of the call stays as it is. */
export function redeclare(
  call: CallExpression,
  qualifiedName: string,
  { nonlinearity, slope }: Declaration,
  bindings: Bindings,
): readonly Edit[] | undefined {
  const bound = boundCall({ call, qualifiedName }, bindings);
  const given = (name: string) => bound?.arguments.byName.get(name)?.expression;
  const tensor = given('tensor');
  if (bound === undefined || bound.arguments.incomplete || tensor === undefined) return undefined;
  const last = call.arguments[call.arguments.length - 1];
  if (last === undefined) return undefined;
  const quote = quoteOf(call.unit.text, bindings.module.text);
  const mode = given('mode');
  const generator = call.arguments.find(({ name }) => name === 'generator');
  // `leaky_relu` is what an absent argument means.
  const silent = nonlinearity === 'leaky_relu' && given('nonlinearity') === undefined;
  const settings = [
    sourceOf(tensor),
    ...(slope === undefined ? [] : [`a=${slope}`]),
    ...(mode === undefined ? [] : [`mode=${sourceOf(mode)}`]),
    ...(silent ? [] : [`nonlinearity=${quote}${nonlinearity}${quote}`]),
    ...(generator === undefined ? [] : [sourceAt(call, generator)]),
  ];
  const place = { unit: call.unit, start: call.arguments[0]?.start ?? last.end, end: last.end };
  return [{ kind: 'replace', place, newText: settings.join(', ') }];
}

function written(
  call: CallExpression,
  tensor: string,
  kept: readonly string[],
  { target, shape }: Exchange,
  bindings: Bindings,
): readonly Edit[] {
  const quote = quoteOf(call.unit.text, bindings.module.text);
  const nonlinearity = (name: string): string => `nonlinearity=${quote}${name}${quote}`;
  const edits = (name: string, ...settings: readonly string[]): readonly Edit[] => {
    const spelling = spellInit(call, name, bindings);
    const place = placeOf(call);
    const newText = `${spelling.text}(${[tensor, ...settings].join(', ')})`;
    return [{ kind: 'replace', place, newText }, ...spelling.edits];
  };
  switch (target.family) {
    case 'he':
      return target.slope === 0
        ? edits(`kaiming_${shape}_`, nonlinearity('relu'), ...kept)
        : edits(`kaiming_${shape}_`, `a=${target.slope}`, nonlinearity('leaky_relu'), ...kept);
    case 'lecun':
      return edits(`kaiming_${shape}_`, nonlinearity('linear'), ...kept);
    case 'xavier':
      return edits(`xavier_${shape}_`, ...kept);
    case 'orthogonal':
      return edits('orthogonal_', ...kept);
    case 'identity':
      return edits('eye_');
    case 'zeros':
      return edits('zeros_');
  }
}

/** Beside `init.normal_` stands `init.kaiming_normal_`. */
function spellInit({ callee }: CallExpression, name: string, bindings: Bindings): ReturnType<typeof spell> {
  return callee.kind === 'Attribute' && bindings.qualifiedName(callee.object) === 'torch.nn.init'
    ? { text: `${sourceOf(callee.object)}.${name}`, edits: [] }
    : spell(bindings, `torch.nn.init.${name}`, callee);
}

function sourceAt(
  { unit }: CallExpression,
  { start, end }: { readonly start: number; readonly end: number },
): string {
  return unit.text.slice(start, end);
}
