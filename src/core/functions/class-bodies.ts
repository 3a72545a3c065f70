/** What the body of a class gives it: methods, fields, and what a loop or a condition in it makes. */
import { blocksOf } from '../python/blocks';
import type { ClassDefinition, Expression, FunctionDefinition, Place, Statement } from '../python/syntax';

/** What stands in a class body itself, by name. */
interface OwnMembers {
  /** The last definition of each name, as it is when the class is made. */
  readonly methods: ReadonlyMap<string, FunctionDefinition>;
  /** What `@name.setter` runs, by the property's name. */
  readonly setters: ReadonlyMap<string, FunctionDefinition>;
  /** Classes that it defines inside. */
  readonly classes: ReadonlyMap<string, ClassDefinition>;
  /** The value that each name is last given, `declared` where there is none. */
  readonly fields: ReadonlyMap<string, Expression | 'declared'>;
  /** Names that a loop, a condition or the like in the body makes: its place. */
  readonly made: ReadonlyMap<string, Place>;
  /** Annotated names in their order, as a dataclass takes its arguments. */
  readonly annotated: readonly string[];
}
const ownMembers = new WeakMap<ClassDefinition, OwnMembers>();

export function membersOf(definition: ClassDefinition): OwnMembers {
  const known = ownMembers.get(definition);
  if (known) return known;
  const methods = new Map<string, FunctionDefinition>();
  const setters = new Map<string, FunctionDefinition>();
  const classes = new Map<string, ClassDefinition>();
  const fields = new Map<string, Expression | 'declared'>();
  const annotated: string[] = [];
  const made = new Map<string, Place>();
  for (const statement of definition.body) {
    if (statement.kind === 'Function' && !ofProperty(statement)) methods.set(statement.name, statement);
    if (statement.kind === 'Function' && ofProperty(statement) === 'setter')
      setters.set(statement.name, statement);
    if (statement.kind === 'Class') classes.set(statement.name, statement);
    if (statement.kind !== 'Assign') {
      for (const name of namesMadeBy(statement)) made.set(name, statement);
      continue;
    }
    if (statement.annotation && statement.targets[0]?.kind === 'Name')
      annotated.push(statement.targets[0].id);
    for (const target of statement.targets)
      for (const [name, value] of assignedTo(target, statement.value))
        if (value === 'apart') made.set(name, statement);
        else if (value !== undefined || !fields.has(name)) fields.set(name, value ?? 'declared');
  }
  const members = { methods, setters, classes, fields, annotated, made };
  ownMembers.set(definition, members);
  return members;
}

/** The value that each name of a target is given: `gain, shift = 1.6, 0.4`; `apart` where it is a part of one that is not listed. */
function assignedTo(
  target: Expression,
  value: Expression | undefined,
): readonly (readonly [name: string, value: Expression | 'apart' | undefined])[] {
  if (target.kind === 'Name') return [[target.id, value]];
  if (target.kind !== 'Tuple' && target.kind !== 'List') return [];
  const { elements } = target;
  const isListed =
    (value?.kind === 'Tuple' || value?.kind === 'List') &&
    value.elements.length === elements.length &&
    [...elements, ...value.elements].every(({ kind }) => kind !== 'Starred');
  return elements.flatMap((element, index) =>
    isListed
      ? assignedTo(element, value.elements[index])
      : namesIn(element).map((name): readonly [string, 'apart'] => [name, 'apart']),
  );
}

function namesIn(target: Expression): readonly string[] {
  if (target.kind === 'Name') return [target.id];
  if (target.kind === 'Starred') return namesIn(target.value);
  return target.kind === 'Tuple' || target.kind === 'List' ? target.elements.flatMap(namesIn) : [];
}

/** Names that a loop, a condition, `with`, `try` or `+=` in the body of a class gives a value or a method. */
function namesMadeBy(statement: Statement): readonly string[] {
  if (statement.kind === 'Function' || statement.kind === 'Class') return [];
  const names: string[] = [];
  const through = (one: Statement): void => {
    if (one.kind === 'Function' || one.kind === 'Class') {
      names.push(one.name);
      return;
    }
    if (one.kind === 'Assign' && one.value) names.push(...one.targets.flatMap(namesIn));
    if (one.kind === 'AugmentedAssign' || one.kind === 'For') names.push(...namesIn(one.target));
    if (one.kind === 'Delete') names.push(...one.targets.flatMap(namesIn));
    for (const block of blocksOf(one)) block.forEach(through);
  };
  through(statement);
  return names;
}

/** Which part of a property it is, `@scale.setter` above a method called `scale`. */
const ofProperty = ({ name, decorators }: FunctionDefinition): string | undefined =>
  decorators.flatMap((decorator) =>
    decorator.kind === 'Attribute' && decorator.object.kind === 'Name' && decorator.object.id === name
      ? [decorator.name]
      : [],
  )[0];
