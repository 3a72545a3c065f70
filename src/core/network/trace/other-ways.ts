/**
 * Branches of a class that nothing in view takes, and what its constructor would have to be given to lead there: `pool="attention"` where
 * the default is another one, or `act="gelu"` in the configuration that it takes. Each is a way of its own, so that no part of one meets a
 * part of another.
 */
import type {
  ClassDefinition,
  Expression,
  FunctionDefinition,
  IfStatement,
  MatchStatement,
  Pattern,
  Statement,
} from '../../python/syntax';
import { childrenOf, walk, type SyntaxNode } from '../../python/walk';
import { configurationNames } from '../interpreter/configurations';
import type { Scalar } from '../machine/values';

/** A value that a parameter has: this one, a text that no condition names, any at all. */
export type Setting = { readonly value: Scalar } | 'other' | 'any';
type Settings = ReadonlyMap<string, Setting>;

export interface OtherWay {
  /** By what is set: a parameter, or after a dot a field of the configuration that the constructor takes. */
  readonly settings: Settings;
  /** What runs first when this way is taken. */
  readonly first: SyntaxNode;
}

/** At most so many ways through one class are followed. */
export const MOST_WAYS = 12;
const DEEPEST = 12;
const NO_SETTINGS: Settings = new Map();

interface Reader {
  /** What a constructor takes, with the default where one is written. */
  readonly parameters: ReadonlyMap<string, Expression | undefined>;
  /** Attributes and names of the constructor that hold what is set under another name. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly names: ReadonlyMap<string, string>;
  /** Whether its own parameters are in scope by their plain names. */
  readonly isConstructor: boolean;
  /** Whether conditions on fields of a configuration lead anywhere. */
  readonly isOfFields: boolean;
  readonly found: OtherWay[];
  /** Whether a piece of text may make or call what has an activation or weights. */
  readonly tells: (start: number, end: number) => boolean;
}

export function otherWays(
  definition: ClassDefinition,
  tells: (text: string) => boolean,
): readonly OtherWay[] {
  const parameters = parametersOf(definition);
  if (parameters.size === 0) return [];
  const found: OtherWay[] = [];
  const held = heldIn(definition, parameters);
  for (const method of definition.body) {
    if (method.kind !== 'Function') continue;
    const reader: Reader = {
      parameters,
      ...held,
      isConstructor: method.name === '__init__',
      isOfFields: true,
      found,
      tells: (start, end) => tells(definition.unit.text.slice(start, end)),
    };
    for (const statement of method.body) collect(reader, statement, NO_SETTINGS, 0);
  }
  // Fields that everybody who makes one gives: what stands there by default is another way.
  for (const value of parameters.values())
    if (value !== undefined && isOfBody(definition, value) && tells(textOf(definition, value)))
      found.push({ settings: NO_SETTINGS, first: value });
  return found;
}

const textOf = ({ unit }: ClassDefinition, { start, end }: SyntaxNode): string => unit.text.slice(start, end);

/** Whether an expression is the value of a field of the class, and no default of its constructor's. */
const isOfBody = ({ body }: ClassDefinition, value: Expression): boolean =>
  body.some((statement) => statement.kind === 'Assign' && statement.value === value);

function parametersOf({ body }: ClassDefinition): Reader['parameters'] {
  const parameters = new Map<string, Expression | undefined>();
  for (const statement of body) {
    if (statement.kind === 'Function' && statement.name === '__init__') {
      const own = statement.parameters.slice(1).filter(({ form }) => !form.endsWith('star'));
      return new Map(own.map(({ name, defaultValue }) => [name, defaultValue]));
    }
    const [target] =
      statement.kind === 'Assign' && statement.annotation !== undefined ? statement.targets : [];
    if (statement.kind === 'Assign' && target?.kind === 'Name') parameters.set(target.id, statement.value);
  }
  return parameters;
}

/** Where a constructor keeps what it is given: `self.act = config.hidden_act`, `kind = config.kind`. */
function heldIn(
  { body }: ClassDefinition,
  parameters: Reader['parameters'],
): Pick<Reader, 'attributes' | 'names'> {
  const held = { attributes: new Map<string, string>(), names: new Map<string, string>() };
  const constructor = body.find(
    (statement): statement is FunctionDefinition =>
      statement.kind === 'Function' && statement.name === '__init__',
  );
  if (constructor === undefined) return held;
  const reader: Reader = {
    parameters,
    ...held,
    isConstructor: true,
    isOfFields: true,
    found: [],
    tells: () => false,
  };
  walk(constructor, (node) => {
    const subject =
      node.kind === 'Assign' && node.value !== undefined ? subjectIn(reader, node.value) : undefined;
    if (node.kind !== 'Assign' || subject === undefined) return;
    for (const target of node.targets)
      if (target.kind === 'Name') held.names.set(target.id, subject);
      else if (target.kind === 'Attribute' && isSelf(target.object))
        held.attributes.set(target.name, subject);
  });
  return held;
}

function collect(reader: Reader, node: SyntaxNode, settings: Settings, depth: number): void {
  if (depth > DEEPEST || node.kind === 'Function' || node.kind === 'Class') return;
  if (node.kind === 'If') {
    branch(reader, node, true, node.body, settings, depth);
    branch(reader, node, false, node.orElse, settings, depth);
  } else if (node.kind === 'Conditional') {
    // What a configuration's field chooses between two names is what its default says.
    const own: Reader = { ...reader, isOfFields: false };
    branch(own, node, true, [node.whenTrue], settings, depth);
    branch(own, node, false, [node.whenFalse], settings, depth);
  } else if (node.kind === 'Match') {
    cases(reader, node, settings, depth);
  } else {
    if (node.kind === 'For') {
      gone(reader, node.iterable, node.body[0], settings);
      counted(reader, node.iterable, node.body, settings);
    }
    if (node.kind === 'Comprehension')
      for (const { iterable } of node.clauses) gone(reader, iterable, node.element, settings);
    for (const child of childrenOf(node)) collect(reader, child, settings, depth + 1);
  }
}

/** `def __init__(self, widths=())`: whoever makes one gives some. */
function gone(reader: Reader, iterable: Expression, first: SyntaxNode | undefined, outer: Settings): void {
  const name = subjectIn(reader, iterable);
  if (name === undefined || first === undefined || !isEmpty(reader.parameters.get(name))) return;
  if (!reader.tells(first.start, first.end)) return;
  // Lists that go together, `anchors=(), ch=()`, are given together.
  const given = [...reader.parameters].filter(([, byDefault]) => isEmpty(byDefault));
  const settings = together(outer, new Map(given.map(([parameter]) => [parameter, 'any'])));
  if (settings !== undefined) reader.found.push({ settings, first });
}

/** `for i in range(self.depth - 1)`: whoever makes one of another depth runs it, though nobody in view does. */
function counted(reader: Reader, iterable: Expression, body: readonly Statement[], outer: Settings): void {
  const [first] = body;
  const last = body.at(-1);
  if (first === undefined || last === undefined || !reader.tells(first.start, last.end)) return;
  const own = new Map<string, Setting>();
  walk(iterable, (node) => {
    const isName = node.kind === 'Name' || node.kind === 'Attribute';
    const subject = isName ? subjectIn(reader, node) : undefined;
    if (subject !== undefined && !isField(subject)) own.set(subject, 'any');
  });
  const settings = own.size === 0 ? undefined : together(outer, own);
  if (settings !== undefined) reader.found.push({ settings, first });
}

const isEmpty = (byDefault: Expression | undefined): boolean =>
  byDefault?.kind === 'Tuple' || byDefault?.kind === 'List'
    ? byDefault.elements.length === 0
    : byDefault?.kind === 'Call' &&
      byDefault.arguments.length === 0 &&
      byDefault.callee.kind === 'Name' &&
      (byDefault.callee.id === 'tuple' || byDefault.callee.id === 'list');

/** Each case of `match kind:` is a way by itself. */
function cases(
  reader: Reader,
  { subject, cases: all }: MatchStatement,
  outer: Settings,
  depth: number,
): void {
  const name = subjectIn(reader, subject);
  for (const { pattern, body } of all) {
    const [first] = body;
    const last = body.at(-1);
    if (first === undefined || last === undefined || !reader.tells(first.start, last.end)) continue;
    const setting = name === undefined ? undefined : fitting(pattern);
    const settings =
      name === undefined || setting === undefined ? undefined : together(outer, new Map([[name, setting]]));
    if (settings !== undefined) reader.found.push({ settings, first });
    for (const inner of body) collect(reader, inner, settings ?? outer, depth + 1);
  }
}

/** What fits a pattern. */
function fitting(pattern: Pattern): Setting | undefined {
  if (pattern.kind === 'literal') return { value: pattern.value };
  if (pattern.kind === 'or') return pattern.options.map(fitting).find((setting) => setting !== undefined);
  return pattern.kind === 'capture' ? 'other' : undefined;
}

function branch(
  reader: Reader,
  { test }: IfStatement | Extract<Expression, { kind: 'Conditional' }>,
  wanted: boolean,
  body: readonly (Statement | Expression)[],
  outer: Settings,
  depth: number,
): void {
  const first = body[0];
  const last = body.at(-1);
  if (first === undefined || last === undefined || !reader.tells(first.start, last.end)) return;
  const own = leadingTo(reader, test, wanted);
  const settings = own && together(outer, own);
  // An `elif` is a branch, and no way by itself.
  if (settings !== undefined && settings.size > 0 && !(body.length === 1 && first.kind === 'If'))
    reader.found.push({ settings, first });
  for (const inner of body) collect(reader, inner, settings ?? outer, depth + 1);
}

/** What makes a condition true, or false; nothing where it does not depend on what a constructor is given. */
function leadingTo(reader: Reader, test: Expression, wanted: boolean): Settings | undefined {
  if (test.kind === 'Unary' && test.operator === 'not') return leadingTo(reader, test.operand, !wanted);
  if (test.kind === 'Logical') {
    const left = leadingTo(reader, test.left, wanted);
    const right = leadingTo(reader, test.right, wanted);
    return (test.operator === 'and') === wanted ? left && right && together(left, right) : (left ?? right);
  }
  if (test.kind === 'Comparison') return comparing(reader, test, wanted);
  const name = subjectIn(reader, test);
  if (name === undefined || (isField(name) && !reader.isOfFields)) return undefined;
  const given = reader.parameters.get(name);
  const isFlag = isField(name) || (given?.kind === 'Constant' && typeof given.value === 'boolean');
  return new Map([[name, isFlag ? { value: wanted } : wanted ? 'any' : { value: null }]]);
}

function comparing(
  reader: Reader,
  { left, rest }: Extract<Expression, { kind: 'Comparison' }>,
  wanted: boolean,
): Settings | undefined {
  const [comparison] = rest;
  if (comparison !== undefined && rest.length === 1 && literalOf(left) !== undefined)
    return containing(reader, comparison);
  const name = subjectIn(reader, left);
  if (
    name === undefined ||
    (isField(name) && !reader.isOfFields) ||
    comparison === undefined ||
    rest.length > 1
  )
    return undefined;
  const { operator, right } = comparison;
  const setting = settingFor(operator, right, wanted);
  return setting && new Map([[name, setting]]);
}

/** `'channel_mul' in fusion_types`: a list of which nobody says what it has in it leads both ways. */
function containing(
  reader: Reader,
  { operator, right }: { readonly operator: string; readonly right: Expression },
): Settings | undefined {
  const name = operator === 'in' || operator === 'not in' ? subjectIn(reader, right) : undefined;
  return name === undefined || isField(name) ? undefined : new Map([[name, 'any']]);
}

function settingFor(operator: string, right: Expression, wanted: boolean): Setting | undefined {
  if (operator === 'in' || operator === 'not in') {
    if (right.kind !== 'Tuple' && right.kind !== 'List' && right.kind !== 'Set') return undefined;
    const [first] = right.elements;
    const value = first && literalOf(first);
    return value && ((operator === 'in') === wanted ? value : 'other');
  }
  const value = literalOf(right);
  if (value === undefined) return undefined;
  if (operator === '==' || operator === 'is') return wanted ? value : otherThan(value);
  if (operator === '!=' || operator === 'is not') return wanted ? otherThan(value) : value;
  if (typeof value.value !== 'number') return undefined;
  const isAbove = operator.startsWith('>') === wanted;
  const isEqual = operator.endsWith('=') === wanted;
  return { value: value.value + (isEqual ? 0 : isAbove ? 1 : -1) };
}

const otherThan = ({ value }: { readonly value: Scalar }): Setting =>
  typeof value === 'string' ? 'other' : typeof value === 'boolean' ? { value: !value } : 'any';

function literalOf(node: Expression): { readonly value: Scalar } | undefined {
  if (node.kind === 'String' || node.kind === 'Number')
    return node.value === undefined ? undefined : { value: node.value };
  if (node.kind === 'Constant' && node.value !== 'ellipsis') return { value: node.value };
  return undefined;
}

/** What a condition asks for: a parameter by its name or as an attribute, a field of a configuration as a name after a dot. */
function subjectIn(reader: Reader, node: Expression): string | undefined {
  // `config.act.lower()` asks for the same.
  if (node.kind === 'Call')
    return node.callee.kind === 'Attribute' && sameText.has(node.callee.name)
      ? subjectIn(reader, node.callee.object)
      : undefined;
  if (node.kind === 'Name')
    return reader.isConstructor
      ? reader.parameters.has(node.id)
        ? node.id
        : reader.names.get(node.id)
      : undefined;
  if (node.kind !== 'Attribute') return undefined;
  if (isSelf(node.object))
    return reader.attributes.get(node.name) ?? (reader.parameters.has(node.name) ? node.name : undefined);
  const holder = subjectIn(reader, node.object);
  return holder !== undefined && (isField(holder) || configurationNames.test(holder))
    ? `${FIELD}${node.name}`
    : undefined;
}

const FIELD = '.';
/** The name of a field of a configuration, of another setting nothing. */
export const fieldIn = (setting: string): string | undefined =>
  setting.startsWith(FIELD) ? setting.slice(FIELD.length) : undefined;
const isField = (setting: string): boolean => setting.startsWith(FIELD);
const isSelf = (node: Expression): boolean => node.kind === 'Name' && node.id === 'self';
const sameText: ReadonlySet<string> = new Set(['lower', 'upper', 'strip', 'casefold']);

/** Both at once; nothing where they contradict each other. */
function together(one: Settings, other: Settings): Settings | undefined {
  const all = new Map(one);
  for (const [name, setting] of other) {
    const known = all.get(name);
    if (known === undefined || typeof known === 'string') all.set(name, setting);
    else if (typeof setting !== 'string' && setting.value !== known.value) return undefined;
  }
  return all;
}
