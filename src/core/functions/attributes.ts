/** `value.name`, and methods of tensors. */
import { forSomeKind, type BySomeKinds, type OfKind } from '../by-kind';
import { phrase } from '../phrase';
import type { AttributeExpression } from '../python/syntax';
import { autogradFunction, contextAttribute, isAutogradFunction } from './autograd';
import { attributeOf, lineage, methodOf } from './classes';
import { dictionaryMethod } from './dictionaries';
import { emptyScope, type Evaluation, type Scope } from './evaluation';
import { isClassMethod, withFirst } from './function-values';
import { callMethod, fromQualified } from './qualified';
import { superAttribute } from './super';
import { sizeAsked, sizeFact } from './tensor-values';
import { textMethod } from './text-methods';
import { describe, Refused, truthValue, type CallArguments, type Value } from './value';

/** What an attribute of a tensor tells about it instead of its values. */
const tensorFacts: ReadonlySet<string> = new Set([
  ...['shape', 'dtype', 'device', 'ndim', 'size'],
  ...['is_cuda', 'requires_grad'],
]);

export function attribute(expression: AttributeExpression, scope: Scope, self: Evaluation): Value {
  const object = self.evaluate(expression.object, scope);
  const found = forSomeKind(attributes, object)?.(object, expression, self);
  if (found) return found;
  throw new Refused(phrase`\`${expression.name}\` of ${describe(object)} is not known here`, expression);
}

/** What an attribute of each kind of value is; undefined where it is not known. */
const attributes: BySomeKinds<Value, [AttributeExpression, Evaluation], Value | undefined> = {
  qualified: (object, { name }) => fromQualified(`${object.name}.${name}`),
  opaque: ({ name }) => ({ kind: 'opaque', name }),
  instance: (object, expression, self) =>
    expression.name === '__class__'
      ? { kind: 'class', definition: object.definition }
      : expression.name === 'apply' && isAutogradFunction(object.definition, self.bindings)
        ? autogradFunction(object.definition, expression, self)
        : attributeOf(object, expression.name, expression, self),
  class: ({ definition }, expression, self) => {
    if (expression.name === '__name__') return { kind: 'text', value: definition.name };
    for (const owner of lineage(definition, self.bindings)) {
      const given = self.classAttributes(owner).get(expression.name);
      if (given) return given;
    }
    const method = methodOf(definition, expression.name, self.bindings);
    if (method) {
      const found = self.function(method.definition, emptyScope());
      return isClassMethod(method.definition) ? withFirst({ kind: 'class', definition }, found, self) : found;
    }
    if (expression.name === 'apply') return autogradFunction(definition, expression, self);
    const instance = { kind: 'instance', definition, attributes: new Map<string, Value>() } as const;
    return attributeOf(instance, expression.name, expression, self, false);
  },
  nothing: (object) => object,
  number: (object, expression, self) => tensorAttribute(object, expression, self),
  truth: (object, expression, self) => tensorAttribute(object, expression, self),
  tensor: (object, expression, self) => tensorAttribute(object, expression, self),
  text: ({ value }, { name }) => textMethod(value, name),
  list: ({ fields, items }, { name }) => items[fields?.indexOf(name) ?? -1],
  super: (object, expression, self) => superAttribute(object, expression.name, expression, self),
  context: (object, expression) => contextAttribute(object, expression.name, expression),
  dictionary: (object, expression) => {
    const method = dictionaryMethod(object, expression.name) ?? object.entries.get(expression.name);
    if (method) return method;
    throw new Refused(phrase`\`${expression.name}\` of a dictionary is not followed`, expression);
  },
  unknown: ({ because, place }) => {
    throw new Refused(because, place);
  },
};

function tensorAttribute(
  object: OfKind<Value, 'number' | 'truth' | 'tensor'>,
  expression: AttributeExpression,
  self: Evaluation,
): Value {
  const { name } = expression;
  if (name === 'data')
    return callMethod(
      'detach',
      { positional: [object], keywords: new Map(), place: expression },
      self.library,
    );
  if (name === 'real' || name === 'value') return object;
  if (['T', 'mT', 'H'].includes(name) && object.kind !== 'tensor') return object;
  const size = object.kind === 'tensor' ? sizeFact(object, name) : undefined;
  if (size) return size;
  if (/^is_(?:cuda|sparse|quantized|mps|meta)$/u.test(name)) return truthValue(false);
  if (tensorFacts.has(name)) return { kind: 'opaque', name };
  return {
    kind: 'callable',
    name,
    call: (given) => callMethod(name, { ...given, positional: [object, ...given.positional] }, self.library),
  };
}

/** A method of the input, or of a tensor that is made of it. */
export function tensorMethod(
  object: OfKind<Value, 'number' | 'truth' | 'tensor'>,
  name: string,
  given: CallArguments,
  self: Evaluation,
): Value {
  const { place } = given;
  if (object.kind === 'number' && (name === 'dim' || name === 'ndimension'))
    return { kind: 'unknown', because: phrase`\`${name}\` of its input is not known`, place };
  const size = object.kind === 'tensor' ? sizeAsked(object, name, given) : undefined;
  return size ?? callMethod(name, { ...given, positional: [object, ...given.positional] }, self.library);
}
