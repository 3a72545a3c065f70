/** What objects of one's own classes make of Python's operators: `__add__`, `__getitem__`, `__enter__`. */
import { phrase } from '../phrase';
import type { BinaryOperator, ComparisonExpression, Place } from '../python/syntax';
import { canonicalName } from '../frameworks';
import { own } from '../own';
import { attributeIfAny, attributeOf, lineage, methodOf, setAttribute } from './classes';
import type { Evaluation } from './evaluation';
import { truthOf } from './library';
import {
  describe,
  jetOf,
  none,
  pythonNumber,
  Refused,
  truthValue,
  type CallArguments,
  type Value,
} from './value';

type Instance = Extract<Value, { kind: 'instance' }>;

const operatorNames: ReadonlyMap<BinaryOperator, string> = new Map([
  ['+', 'add'],
  ['-', 'sub'],
  ['*', 'mul'],
  ['/', 'truediv'],
  ['//', 'floordiv'],
  ['%', 'mod'],
  ['**', 'pow'],
  ['@', 'matmul'],
  ['&', 'and'],
  ['|', 'or'],
  ['^', 'xor'],
  ['<<', 'lshift'],
  ['>>', 'rshift'],
]);

/** Each comparison's method, and that of the other side. */
const comparisonNames: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['==', ['__eq__', '__eq__']],
  ['!=', ['__ne__', '__ne__']],
  ['<', ['__lt__', '__gt__']],
  ['>', ['__gt__', '__lt__']],
  ['<=', ['__le__', '__ge__']],
  ['>=', ['__ge__', '__le__']],
]);

const has = (object: Value, name: string, self: Evaluation): object is Instance =>
  object.kind === 'instance' && methodOf(object.definition, name, self.bindings) !== undefined;

/** Calls a special method of an object; undefined where it is no object of one's own, or its class has no such method. */
export function specialCall(
  object: Value,
  name: string,
  positional: readonly Value[],
  place: Place,
  self: Evaluation,
): Value | undefined {
  if (!has(object, name, self)) return undefined;
  return self.call(attributeOf(object, name, place, self), { positional, keywords: new Map(), place });
}

/** `a + b` where one of both is an object of one's own. */
export function ownBinary(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  place: Place,
  self: Evaluation,
): Value | undefined {
  if (left.kind !== 'instance' && right.kind !== 'instance') return undefined;
  const name = operatorNames.get(operator);
  if (name === undefined) return undefined;
  return (
    specialCall(left, `__${name}__`, [right], place, self) ??
    specialCall(right, `__r${name}__`, [left], place, self)
  );
}

/** `a += b` in place. */
export const ownAugmented = (
  operator: BinaryOperator,
  left: Value,
  right: Value,
  place: Place,
  self: Evaluation,
): Value | undefined => specialCall(left, `__i${operatorNames.get(operator) ?? ''}__`, [right], place, self);

export function ownUnary(
  operator: '+' | '-' | '~' | 'not',
  value: Value,
  place: Place,
  self: Evaluation,
): Value | undefined {
  if (value.kind !== 'instance') return undefined;
  if (operator === 'not') return truthValue(!self.truth(value, place));
  const name = { '+': '__pos__', '-': '__neg__', '~': '__invert__' }[operator];
  return specialCall(value, name, [], place, self);
}

/** A comparison of objects of one's own; undefined where none takes part. */
export function ownComparison(
  operator: ComparisonExpression['rest'][number]['operator'],
  left: Value,
  right: Value,
  place: Place,
  self: Evaluation,
): boolean | undefined {
  if (operator === 'in' || operator === 'not in') {
    if (right.kind !== 'instance') return undefined;
    const held = specialCall(right, '__contains__', [left], place, self);
    if (held === undefined) throw new Refused(phrase`${describe(right)} is not gone through here`, place);
    return self.truth(held, place) === (operator === 'in');
  }
  if (left.kind !== 'instance' && right.kind !== 'instance') return undefined;
  const isIdentity = operator === 'is' || operator === 'is not';
  if (!isIdentity) {
    const [named, reflected] = comparisonNames.get(operator) ?? ['', ''];
    const result =
      specialCall(left, named, [right], place, self) ?? specialCall(right, reflected, [left], place, self);
    if (result !== undefined) return self.truth(result, place);
    const equals = operator === '!=' ? ownComparison('==', left, right, place, self) : undefined;
    if (equals !== undefined) return !equals;
    // A data class compares its fields, an enumeration its members.
    if (left !== right && left.kind === right.kind) return undefined;
  }
  return (left === right) === (operator === '==' || operator === 'is');
}

/** Whether an object of one's own counts as true; undefined for other values. */
export function ownTruth(value: Value, place: Place, self: Evaluation): boolean | undefined {
  if (value.kind !== 'instance') return undefined;
  const said =
    specialCall(value, '__bool__', [], place, self) ?? specialCall(value, '__len__', [], place, self);
  return said === undefined ? true : truthOf(said, { place });
}

/** What a loop over an object of one's own goes through; undefined for other values. */
export function ownItems(value: Value, place: Place, self: Evaluation): readonly Value[] | undefined {
  const given = specialCall(value, '__iter__', [], place, self);
  if (given !== undefined && given !== value) return self.items(given, place);
  if (given !== undefined || !has(value, '__getitem__', self)) return undefined;
  const length = specialCall(value, '__len__', [], place, self);
  if (length === undefined) return undefined;
  const count = jetOf(length, place).value;
  const items: Value[] = [];
  for (let index = 0; index < count; index += 1) {
    const item = specialCall(value, '__getitem__', [pythonNumber(index)], place, self);
    if (item) items.push(item);
  }
  return items;
}

/** Functions of Python that go through what they are given. */
const iterating: ReadonlySet<string> = new Set(
  'all any enumerate filter iter list map max min reversed set frozenset sorted sum tuple zip'.split(' '),
);
const asking: ReadonlyMap<string, string> = new Map([
  ['len', '__len__'],
  ['abs', '__abs__'],
  ['float', '__float__'],
  ['int', '__int__'],
]);

/** Bases of which every attribute that one meets is known here. */
const plainBases = /^(?:torch\.nn\.Module|(?:tf\.)?keras\.layers\.Layer|object|abc\.ABC)$/u;

/** Whether all that an object may have stands in view. */
const isInView = ({ definition }: Instance, { bindings }: Evaluation): boolean =>
  lineage(definition, bindings).every((one) =>
    one.arguments.every(({ form, value }) => {
      const referent = form === 'positional' ? bindings.referent(value) : undefined;
      if (form !== 'positional' || referent?.kind === 'class') return true;
      const name = value.kind === 'Name' && referent === undefined ? value.id : bindings.qualifiedName(value);
      return name !== undefined && plainBases.test(canonicalName(name));
    }),
  );

type AttributeFunction = (given: CallArguments, self: Evaluation) => Value | undefined;

/** `getattr` and its kin of an object of one's own; undefined for other values. */
const attributeFunctions: Readonly<Record<string, AttributeFunction>> = {
  getattr: ({ positional: [object, name, otherwise], place }, self) => {
    if (object?.kind !== 'instance' || name?.kind !== 'text') return undefined;
    const found = attributeIfAny(object, name.value, place, self);
    return found ?? (isInView(object, self) ? otherwise : undefined);
  },
  hasattr: ({ positional: [object, name], place }, self) => {
    if (object?.kind !== 'instance' || name?.kind !== 'text') return undefined;
    if (attributeIfAny(object, name.value, place, self)) return truthValue(true);
    return isInView(object, self) ? truthValue(false) : undefined;
  },
  setattr: ({ positional: [object, name, value], place }, self) => {
    if (name?.kind !== 'text' || !value) return undefined;
    if (object?.kind === 'class') self.classAttributes(object.definition).set(name.value, value);
    else if (object?.kind === 'instance') setAttribute(object, name.value, value, place, self);
    else return undefined;
    return none;
  },
};

/** A function of Python that takes objects of one's own, too. */
export function withOwnObjects(builtin: Value, name: string, self: Evaluation): Value {
  const asked = asking.get(name);
  const ofAttributes = own(attributeFunctions, name);
  if (builtin.kind === 'callable' && ofAttributes)
    return { ...builtin, call: (given) => ofAttributes(given, self) ?? builtin.call(given) };
  if (builtin.kind !== 'callable' || (asked === undefined && !iterating.has(name) && name !== 'bool'))
    return builtin;
  return {
    ...builtin,
    call: (given: CallArguments) => {
      const [first] = given.positional;
      if (first?.kind === 'instance' && name === 'bool') return truthValue(self.truth(first, given.place));
      const answer =
        first && asked !== undefined ? specialCall(first, asked, [], given.place, self) : undefined;
      if (answer) return answer;
      const positional = given.positional.map((value): Value => {
        const items = iterating.has(name) ? ownItems(value, given.place, self) : undefined;
        return items ? { kind: 'list', items: [...items] } : value;
      });
      return builtin.call({ ...given, positional });
    },
  };
}
