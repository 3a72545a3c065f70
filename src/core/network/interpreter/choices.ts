/**
 * Branches that a text decides which a parameter has by default: `if kind == 'prelu'` behind `kind='relu'`, in a function or class that the
 * root only uses. Each is noted with what the parameter would have to be, so that it is followed as a way of its own.
 */
import type { ClassDefinition, Expression, IfStatement, Parameter, Place } from '../../python/syntax';
import type { Machine } from '../machine/machine';
import { meaningOf } from '../machine/externals';
import { scalar, type DictionaryValue, type Scope, type Value } from '../machine/values';
import { evaluate } from './evaluate';

/** Longer chains of `elif` are no choice of a structure. */
const LONGEST_CHAIN = 16;

/** Notes what a condition that is known does not take: its own branch, or those of the `elif`s behind it. */
export function noteChoices(machine: Machine, scope: Scope, statement: IfStatement, isTaken: boolean): void {
  if (!machine.bothWays) return;
  if (!isTaken) {
    note(machine, scope, statement);
    return;
  }
  let next = behind(statement);
  for (let passed = 0; next !== undefined && passed < LONGEST_CHAIN; passed += 1) {
    note(machine, scope, next);
    next = behind(next);
  }
}

function behind({ orElse }: IfStatement): IfStatement | undefined {
  const [first, ...others] = orElse;
  return first?.kind === 'If' && others.length === 0 ? first : undefined;
}

function note(machine: Machine, scope: Scope, { test, body }: IfStatement): void {
  const asked = askedOf(test);
  const first = body[0];
  const last = body.at(-1);
  if (asked === undefined || first === undefined || last === undefined || first.kind === 'Raise') return;
  if (machine.taken.has(first) || machine.choices.has(first)) return;
  const parameter = parameterBehind(evaluate(machine, scope, asked.subject));
  const root = parameter && rootOf(machine);
  if (root !== undefined && parameter !== undefined)
    machine.choices.set(first, {
      parameter,
      value: asked.text,
      root,
      text: first.unit.text.slice(first.start, last.end),
    });
}

/** Of a table of activations, `{'relu': nn.ReLU, 'gelu': nn.GELU}[kind]`, so many others are tried. */
const MOST_ENTRIES = 8;

/** Notes what else a table of activations has than what a text by default takes from it. */
export function noteEntries(
  machine: Machine,
  { keys }: DictionaryValue,
  name: Value,
  found: Value,
  site: Place,
): void {
  const parameter = machine.bothWays && isActivation(found) ? parameterBehind(name) : undefined;
  const root = parameter && rootOf(machine);
  if (parameter === undefined || root === undefined || name.kind !== 'scalar') return;
  for (const value of [...keys.values()].slice(0, MOST_ENTRIES)) {
    const key = `${site.unit.uri} ${site.start} ${String(value)}`;
    if (typeof value !== 'string' || value === name.value || machine.choices.has(key)) continue;
    machine.choices.set(key, { parameter, value, root, text: undefined });
  }
}

const isActivation = (value: Value): boolean =>
  value.kind === 'external'
    ? meaningOf(value).isActivation
    : value.kind === 'object' && value.behaviour.symbol?.role === 'activation';

const parameterBehind = (value: Value): Parameter | undefined =>
  value.kind === 'scalar' ? value.chosen : undefined;

/** What a condition compares with a text: a name or an attribute, as it is or in small letters. */
function askedOf(test: Expression): { readonly subject: Expression; readonly text: string } | undefined {
  if (test.kind !== 'Comparison' || test.rest.length !== 1) return undefined;
  const [comparison] = test.rest;
  const text = comparison && textIn(comparison.operator, comparison.right);
  const subject = plain(test.left);
  return text === undefined || subject === undefined ? undefined : { subject, text };
}

function textIn(operator: string, right: Expression): string | undefined {
  if (operator === '==') return right.kind === 'String' ? right.value : undefined;
  if (operator !== 'in' || (right.kind !== 'List' && right.kind !== 'Tuple' && right.kind !== 'Set'))
    return undefined;
  const [first] = right.elements;
  return first?.kind === 'String' ? first.value : undefined;
}

function plain(node: Expression): Expression | undefined {
  if (node.kind === 'Call')
    return node.callee.kind === 'Attribute' && node.arguments.length === 0 && node.callee.name === 'lower'
      ? plain(node.callee.object)
      : undefined;
  return node.kind === 'Name' || node.kind === 'Attribute' ? node : undefined;
}

/** The class of the document that was made, or called, first. */
function rootOf({ frames, modules }: Machine): ClassDefinition | undefined {
  for (const { self } of frames) {
    if (self?.kind !== 'object' || self.class === undefined) continue;
    const { definition } = self.class;
    if (definition.unit.uri === modules.main.uri) return definition;
  }
  return undefined;
}

/** The text, or no text, that a parameter has by default, as one that might be another; the other one where that is tried. */
export function chosenText(machine: Machine, parameter: Parameter, value: Value): Value {
  if (!machine.bothWays || value.kind !== 'scalar') return value;
  if (typeof value.value !== 'string' && value.value !== null) return value;
  const { choice } = machine;
  return { ...(choice?.parameter === parameter ? scalar(choice.value) : value), chosen: parameter };
}

/** A text that the document gives to what it makes first stands for the default as well: the other ways are those of what it made. */
export function givenText(machine: Machine, parameter: Parameter, value: Value): Value {
  if (!machine.bothWays || parameter.defaultValue?.kind !== 'String') return value;
  if (value.kind !== 'scalar' || typeof value.value !== 'string' || value.chosen !== undefined) return value;
  return rootOf(machine) === undefined ? { ...value, chosen: parameter } : value;
}
