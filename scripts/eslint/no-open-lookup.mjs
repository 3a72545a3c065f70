/**
 * Forbids asking a plain object for a key that is not known when the program is written: text of a user may be `constructor` or `__proto__`, which
 * every object answers. `Map`, `own(table, key)` and `Object.hasOwn` have no such answers. Needs types.
 */
import { ESLintUtils } from '@typescript-eslint/utils';
import ts from 'typescript';

const MESSAGE =
  'A key that is any string may be "constructor" or "__proto__": use a Map, or own(table, key).';

/** Whether a value of this type can be text that nobody wrote into the program. */
function isOpenText(type) {
  if (type.isUnionOrIntersection()) return type.types.some(isOpenText);
  return (
    (type.flags &
      (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral | ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !==
    0
  );
}

/** Arrays and strings answer numbers only; their own names are spoken of with a dot. */
function isListLike(checker, type) {
  if (type.isUnion()) return type.types.every((member) => isListLike(checker, member));
  return (
    checker.isArrayType(type) || checker.isTupleType(type) || (type.flags & ts.TypeFlags.StringLike) !== 0
  );
}

export const noOpenLookup = {
  meta: {
    type: 'problem',
    docs: { description: 'forbid keys of any text on plain objects' },
    schema: [],
    messages: {
      open: MESSAGE,
      asserted: 'Tell what a text is by a test (Object.hasOwn, a Map), not by an assertion.',
    },
  },
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    const checker = services.program.getTypeChecker();
    const typeOf = (node) => {
      const type = services.getTypeAtLocation(node);
      return (type.flags & ts.TypeFlags.TypeParameter) === 0
        ? type
        : (checker.getBaseConstraintOfType(type) ?? type);
    };
    function checkKey(node, object, key) {
      const type = typeOf(key);
      // A number, also one in angle brackets of a typed array, is no name.
      if (!isOpenText(type)) return;
      const held = typeOf(object);
      if (isListLike(checker, held)) return;
      context.report({ node, messageId: 'open' });
    }
    return {
      MemberExpression(node) {
        if (node.computed) checkKey(node, node.object, node.property);
      },
      BinaryExpression(node) {
        if (node.operator === 'in' && node.left.type !== 'PrivateIdentifier' && isOpenText(typeOf(node.left)))
          context.report({ node, messageId: 'open' });
      },
      'Property[computed=true]'(node) {
        if (node.parent.type === 'ObjectPattern') checkKey(node, node.parent, node.key);
      },
      'CallExpression[callee.object.name="Reflect"][callee.property.name=/^(get|set|has)$/]'(node) {
        const [, key] = node.arguments;
        if (key !== undefined && isOpenText(typeOf(key))) context.report({ node, messageId: 'open' });
      },
      'TSAsExpression, TSTypeAssertion'(node) {
        const target = services.getTypeAtLocation(node);
        const members = target.isUnion() ? target.types : [target];
        const isNames = members.every(
          (member) => (member.flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.Index)) !== 0,
        );
        const isConst =
          node.typeAnnotation.type === 'TSTypeReference' && node.typeAnnotation.typeName.name === 'const';
        if (
          isNames &&
          !isConst &&
          isOpenText(typeOf(node.expression)) &&
          (typeOf(node.expression).flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any)) === 0
        )
          context.report({ node, messageId: 'asserted' });
      },
    };
  },
};
