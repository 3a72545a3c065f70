/** Bodies of classes, run member by member as they are asked for. */
import type { ClassDefinition, Statement } from '../../python/syntax';
import { positional, type ClassValue, type Scope, type Value } from '../machine/values';
import { callFunction } from './call';
import { findMember } from './classes';
import { execute, functionValue } from './execute';
import type { Machine } from '../machine/machine';

/** Statements of class bodies by the name they bind; undefined for a body that does more than bind names. */
const bodies = new WeakMap<ClassDefinition, ReadonlyMap<string, readonly Statement[]> | null>();

function bindersIn(definition: ClassDefinition): ReadonlyMap<string, readonly Statement[]> | null {
  const known = bodies.get(definition);
  if (known !== undefined) return known;
  let binders: Map<string, Statement[]> | null = new Map<string, Statement[]>();
  for (const statement of definition.body) {
    const name =
      statement.kind === 'Function' || statement.kind === 'Class'
        ? statement.name
        : statement.kind === 'Assign' &&
            statement.targets.length === 1 &&
            statement.targets[0]?.kind === 'Name'
          ? statement.targets[0].id
          : undefined;
    if (name !== undefined) {
      const statements = binders.get(name);
      if (statements === undefined) binders.set(name, [statement]);
      else statements.push(statement);
    } else if (statement.kind !== 'Pass' && !isText(statement)) {
      binders = null;
      break;
    }
  }
  bodies.set(definition, binders);
  return binders;
}

const isText = (statement: Statement): boolean =>
  statement.kind === 'ExpressionStatement' &&
  (statement.value.kind === 'String' || statement.value.kind === 'Constant');

/** A member of the class itself. Where the body only binds names, just the statements that bind this one run, once. */
export function memberOf(machine: Machine, value: ClassValue, name: string): Value | undefined {
  const written = value.members.get(name);
  if (written !== undefined || value.state !== 'fresh') return written;
  const binders = bindersIn(value.definition);
  if (binders === null) {
    value.state = 'done';
    runBody(machine, value, value.definition.body);
    return value.members.get(name);
  }
  const statements = binders.get(name);
  if (statements === undefined || value.running.has(name)) return undefined;
  value.running.add(name);
  for (const statement of statements) if (statement.kind === 'Assign') machine.take(statement.value);
  runBody(machine, value, statements);
  return value.members.get(name);
}

function runBody(machine: Machine, value: ClassValue, statements: readonly Statement[]): void {
  const scope: Scope = {
    variables: value.members,
    parent: value.scope,
    namespace: value.scope.namespace,
    elsewhere: undefined,
    unit: value.definition.unit,
  };
  const run = (): void => {
    for (const statement of statements) {
      if (statement.kind !== 'Function') {
        execute(machine, scope, statement);
        continue;
      }
      // The setter that follows does not replace what reading the property gives.
      const earlier = scope.variables.get(statement.name);
      if (earlier?.kind === 'function' && earlier.binding === 'property') continue;
      // Defaults see the class body, the code of a method does not.
      const method = { ...functionValue(machine, scope, statement), scope: value.scope, owner: value };
      scope.variables.set(statement.name, method);
    }
    if (statements.some(({ kind }) => kind === 'Class')) tellAncestors(machine, value);
  };
  machine.heap.undoLog.statements(
    scope.namespace !== machine.modules.main,
    () => {
      machine.heap.outsideBranches(run);
    },
    () => value.members.values(),
  );
}

/** `__init_subclass__` above a class may tell the classes in its body whose they are: `cls.Config.owner = cls`. */
function tellAncestors(machine: Machine, value: ClassValue): void {
  const told = findMember(machine, value, '__init_subclass__', value);
  if (told?.kind !== 'function') return;
  const { definition } = value;
  const site = { unit: definition.unit, start: definition.nameStart, end: definition.nameEnd };
  callFunction(machine, told, positional(value), site);
}
