/** What a variable holds, where its function or its document leaves no doubt. */
import type { Bindings } from '../../python/names';
import type { Expression, FunctionDefinition, SourceModule, Statement } from '../../python/syntax';
import { enclosing, walk } from '../../python/walk';
import { wordsOf } from '../../python/words';

/**
 * The expression that a name was assigned, if the function around it binds the name exactly once, by a plain assignment of its own that
 * stands before the use. Parameters, globals and names that anything else may bind have no such value.
 */
export function localValue(name: Expression): Expression | undefined {
  if (name.kind !== 'Name') return undefined;
  const owner = enclosing(name).find((node): node is FunctionDefinition => node.kind === 'Function');
  if (owner === undefined || owner.parameters.some((parameter) => parameter.name === name.id))
    return undefined;
  return onlyValue(owner.body, name.id, (value) => value.end <= name.start);
}

/** The same for a name at the top level of a document: nothing else in the document binds the name, in whatever scope. */
function moduleValue(name: Expression, module: SourceModule): Expression | undefined {
  if (name.kind !== 'Name') return undefined;
  const inFunction = enclosing(name).find((node): node is FunctionDefinition => node.kind === 'Function');
  if (inFunction?.parameters.some((parameter) => parameter.name === name.id) === true) return undefined;
  const statements = module.units.flatMap((unit) => (wordsOf(unit).has(name.id) ? unit.body : []));
  const value = onlyValue(statements, name.id, (one) => one.unit !== name.unit || one.end <= name.start);
  const isGlobal = value !== undefined && !enclosing(value).some(({ kind }) => kind === 'Function');
  return isGlobal ? value : undefined;
}

/** What a name holds in its function or else in its document, where that is certain. */
export function valueOf(name: Expression, { module }: Pick<Bindings, 'module'>): Expression | undefined {
  return localValue(name) ?? moduleValue(name, module);
}

/** What statements assign to a name, if they bind it once, and plainly. */
function onlyValue(
  statements: readonly Statement[],
  id: string,
  standsBefore: (value: Expression) => boolean,
): Expression | undefined {
  let bindings = 0;
  let value: Expression | undefined;
  const bind = (target: Expression): void => {
    walk(target, (node) => {
      if (node.kind === 'Name' && node.id === id) bindings += 1;
    });
  };
  for (const statement of statements)
    walk(statement, (node) => {
      switch (node.kind) {
        case 'Assign':
          node.targets.forEach(bind);
          if (node.targets.length === 1 && node.targets[0]?.kind === 'Name' && node.targets[0].id === id)
            value = node.value;
          return;
        case 'AugmentedAssign':
        case 'For':
        case 'Named':
          bind(node.target);
          return;
        case 'With':
          for (const { target } of node.items) if (target !== undefined) bind(target);
          return;
        case 'Delete':
          node.targets.forEach(bind);
          return;
        case 'Global':
        case 'Nonlocal':
        case 'Match':
          bindings += 2;
          return;
        default:
      }
    });
  return bindings === 1 && value !== undefined && standsBefore(value) ? value : undefined;
}
