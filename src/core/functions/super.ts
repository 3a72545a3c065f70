/** `super()`: the bases behind the class whose method runs. */
import { phrase } from '../phrase';
import { enclosing } from '../python/walk';
import type { CallExpression, FunctionDefinition, Place } from '../python/syntax';
import { initialise, lineage, ownMethodOf } from './classes';
import { emptyScope, type Evaluation, type Scope } from './evaluation';
import { none, Refused, type CallArguments, type Value } from './value';

type Super = Extract<Value, { kind: 'super' }>;

/** Python's own name for the class that a method belongs to. */
const ownerName = '__class__';
const selfName = '__self__';

/** Notes in a method's scope what `super()` without arguments means there. */
export function rememberOwner(scope: Scope, definition: FunctionDefinition, self: Value | undefined): void {
  const around = enclosing(definition)[0];
  if (around?.kind !== 'Class' || (self?.kind !== 'instance' && self?.kind !== 'class')) return;
  scope.names.set(ownerName, { kind: 'class', definition: around });
  // The method of a class sees no object's attributes.
  const object: Value =
    self.kind === 'instance' ? self : { ...self, kind: 'instance', attributes: new Map() };
  scope.names.set(selfName, object);
}

export function superOf(scope: Scope, call: CallExpression): Value {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const [owner, instance] = [at.names.get(ownerName), at.names.get(selfName)];
    if (owner?.kind === 'class' && instance?.kind === 'instance')
      return { kind: 'super', owner: owner.definition, instance };
  }
  throw new Refused(phrase`\`super()\` stands in no method that is followed`, call);
}

/** Calls for effect that a base outside this file may take: they set nothing that is drawn. */
const harmless: ReadonlySet<string> = new Set([
  '__init__',
  '__init_subclass__',
  'build',
  'setup',
  'extra_repr',
]);

/** The arguments that a base outside this file was made with. */
const baseArguments = new WeakMap<
  object,
  { readonly positional: readonly Value[]; readonly keywords: ReadonlyMap<string, Value> }
>();

export function superAttribute(
  { owner, instance }: Super,
  name: string,
  place: Place,
  context: Evaluation,
): Value {
  const line = lineage(instance.definition, context.bindings);
  const behind = line.slice(line.indexOf(owner) + 1);
  for (const base of behind) {
    const found = ownMethodOf(base, name);
    if (!found) continue;
    if (name === '__init__') {
      const init = { definition: found, owner: base };
      const call = (given: CallArguments): Value => {
        initialise(init, instance, given, context);
        return none;
      };
      return { kind: 'callable', name, call };
    }
    if (name !== '__init_subclass__') return context.function(found, emptyScope(), instance);
    const itself: Value = { kind: 'class', definition: instance.definition };
    const told = context.function(found, emptyScope());
    return {
      kind: 'callable',
      name,
      call: (given) => context.call(told, { ...given, positional: [itself, ...given.positional] }),
    };
  }
  if (harmless.has(name)) {
    return {
      kind: 'callable',
      name,
      call: ({ positional, keywords }) => {
        if (name === '__init__') baseArguments.set(instance, { positional, keywords });
        return none;
      },
    };
  }
  const library = libraryBase(instance, context);
  if (library !== undefined && ['forward', 'call', '__call__'].includes(name)) {
    const made = baseArguments.get(instance) ?? { positional: [], keywords: new Map<string, Value>() };
    return context.call({ kind: 'qualified', name: library }, { ...made, place });
  }
  throw new Refused(phrase`\`${name}\` of the base class is not in view`, place);
}

/** The base that a library defines, `torch.nn.LeakyReLU`. */
function libraryBase({ definition }: Super['instance'], { bindings }: Evaluation): string | undefined {
  for (const one of lineage(definition, bindings)) {
    for (const { value } of one.arguments) {
      const referent = bindings.referent(value);
      if (referent?.kind === 'qualified') return referent.name;
    }
  }
  return undefined;
}
