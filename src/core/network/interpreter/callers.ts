/** Which conditions a caller decides. What a default says there is one way of two: both are shown, one is judged. */
import type { ClassDefinition, Expression, FunctionDefinition } from '../../python/syntax';
import { walk } from '../../python/walk';
import type { ObjectValue, Scope } from '../machine/values';
import { orderOf } from './classes';
import type { Machine } from '../machine/machine';

/** Whether both ways of a condition are followed although its value is known: it depends on what the model is made or called with. */
export function goesBothWays(machine: Machine, scope: Scope, test: Expression): boolean {
  if (!machine.bothWays) return false;
  const model = machine.modelCalls.open?.object;
  const frame = machine.frames.at(-1);
  const definition = frame?.function?.definition;
  if (definition?.kind !== 'Function' || frame?.scope !== scope) return false;
  if (model === undefined) {
    const isEntry = machine.frames.length === 1 && frame.self === undefined;
    return (
      isEntry &&
      mentions(
        test,
        (given) => definition.parameters.some(({ name }) => name === given),
        () => false,
      )
    );
  }
  if (frame.self !== model) return false;
  const [self, ...others] = definition.parameters.map(({ name }) => name);
  // What one method gives another does not come from the caller.
  const isEntry = model.behaviour.frontEnd?.callMethods.includes(definition.name) === true;
  return mentions(
    test,
    (name) => isEntry && others.includes(name),
    (object, attribute) => object === self && isGiven(model, attribute),
  );
}

/** Whether an attribute is set from what the constructor is given, or is a field that it fills. */
function isGiven({ class: definition }: ObjectValue, attribute: string): boolean {
  return (
    definition !== undefined &&
    orderOf(definition).some((ancestor) => givenAttributes(ancestor.definition).has(attribute))
  );
}

const known = new WeakMap<ClassDefinition, ReadonlySet<string>>();

function givenAttributes(definition: ClassDefinition): ReadonlySet<string> {
  let given = known.get(definition);
  if (given === undefined) known.set(definition, (given = attributesIn(definition)));
  return given;
}

function attributesIn(definition: ClassDefinition): ReadonlySet<string> {
  const given = new Set<string>();
  for (const statement of definition.body) {
    if (statement.kind === 'Assign' && statement.annotation !== undefined)
      for (const target of statement.targets) if (target.kind === 'Name') given.add(target.id);
    if (statement.kind === 'Function' && statement.name === '__init__') addSet(statement, given);
  }
  return given;
}

function addSet(constructor: FunctionDefinition, given: Set<string>): void {
  const [self, ...parameters] = constructor.parameters.map(({ name }) => name);
  walk(constructor, (node) => {
    if (node.kind !== 'Assign' || node.value === undefined) return;
    if (
      !mentions(
        node.value,
        (name) => parameters.includes(name),
        () => false,
      )
    )
      return;
    for (const target of node.targets)
      if (target.kind === 'Attribute' && target.object.kind === 'Name' && target.object.id === self)
        given.add(target.name);
  });
}

function mentions(
  expression: Expression,
  isName: (name: string) => boolean,
  isAttribute: (object: string, attribute: string) => boolean,
): boolean {
  let found = false;
  walk(expression, (node) => {
    if (node.kind === 'Name') found ||= isName(node.id);
    else if (node.kind === 'Attribute' && node.object.kind === 'Name')
      found ||= isAttribute(node.object.id, node.name);
    return !found;
  });
  return found;
}
