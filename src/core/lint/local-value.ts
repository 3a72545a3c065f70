/** What a local variable holds, where its function leaves no doubt. */
import type { Expression, FunctionDefinition } from '../python/syntax';
import { enclosing, walk } from '../python/walk';

/**
 * The expression that a name was assigned, if the function around it binds the name exactly once, by a plain assignment of its own that
 * stands before the use. Parameters, globals and names that anything else may bind have no such value.
 */
export function localValue(name: Expression): Expression | undefined {
  if (name.kind !== 'Name') return undefined;
  const owner = enclosing(name).find((node): node is FunctionDefinition => node.kind === 'Function');
  if (owner === undefined || owner.parameters.some((parameter) => parameter.name === name.id))
    return undefined;
  let bindings = 0;
  let value: Expression | undefined;
  const bind = (target: Expression): void => {
    walk(target, (node) => {
      if (node.kind === 'Name' && node.id === name.id) bindings += 1;
    });
  };
  for (const statement of owner.body)
    walk(statement, (node) => {
      switch (node.kind) {
        case 'Assign':
          node.targets.forEach(bind);
          if (node.targets.length === 1 && node.targets[0]?.kind === 'Name' && node.targets[0].id === name.id)
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
  return bindings === 1 && value !== undefined && value.end <= name.start ? value : undefined;
}
