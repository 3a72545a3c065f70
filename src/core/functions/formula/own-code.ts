/** What the code around a formula says: parameters without `self`, what a class gives its attributes and its constructor. */
import type { Bindings } from '../../python/names';
import type {
  CallExpression,
  ClassDefinition,
  Expression,
  FunctionDefinition,
  Parameter,
} from '../../python/syntax';
import { walk } from '../../python/walk';
import { lineage, methodOf } from '../classes';

export const isName = (expression: Expression, name: string): boolean =>
  expression.kind === 'Name' && expression.id === name;

export const skipSelf = (definition: FunctionDefinition): readonly Parameter[] => {
  const isStatic = definition.decorators.some((one) => isName(one, 'staticmethod'));
  return isStatic ? definition.parameters : definition.parameters.slice(1);
};

/** An autograd function's `ctx` is no input. */
export const skipContext = (parameters: readonly Parameter[]): readonly Parameter[] =>
  parameters[0]?.name === 'ctx' ? parameters.slice(1) : parameters;

/** What the class assigns an attribute, if it assigns it once; a field of its body otherwise. */
export function attributeValue(
  owner: ClassDefinition,
  name: string,
  bindings: Bindings,
): Expression | undefined {
  const found: Expression[] = [];
  const fields: Expression[] = [];
  for (const definition of lineage(owner, bindings))
    for (const member of definition.body) {
      if (member.kind === 'Assign' && member.value && member.targets.some((one) => isName(one, name)))
        fields.push(member.value);
      if (member.kind !== 'Function') continue;
      walk(member, (node) => {
        if (node.kind === 'Call') {
          const registered = registeredValue(node, name);
          if (registered) found.push(registered);
        }
        if (node.kind !== 'Assign' || node.value === undefined) return;
        const isIt = node.targets.some(
          (one) => one.kind === 'Attribute' && one.name === name && isName(one.object, 'self'),
        );
        if (isIt) found.push(node.value);
      });
    }
  const [only, ...more] = found.length > 0 ? found : fields.slice(0, 1);
  return more.length === 0 ? only : undefined;
}

/** What `self.register_buffer("scale", value)` sets. */
function registeredValue({ callee, arguments: given }: CallExpression, name: string): Expression | undefined {
  if (callee.kind !== 'Attribute' || !/^register_(?:buffer|parameter)$/.test(callee.name)) return undefined;
  const [key, value] = given;
  return key?.value.kind === 'String' && key.value.value === name ? value?.value : undefined;
}

/** The constructor's arguments: as it is called where the object is used, else its defaults. */
export function constructorArguments(
  owner: ClassDefinition,
  made: CallExpression | undefined,
  bindings: Bindings,
): readonly (readonly [string, Expression])[] {
  const constructor = methodOf(owner, '__init__', bindings)?.definition;
  const positional = made?.arguments.filter(({ form }) => form === 'positional');
  return (constructor ? skipSelf(constructor) : []).flatMap(({ name, defaultValue, form }, index) => {
    if (form === 'star' || form === 'double-star') return [];
    const given = made?.arguments.find((one) => one.name === name) ?? positional?.[index];
    const expression = given?.value ?? defaultValue;
    return expression === undefined ? [] : [[name, expression] as const];
  });
}
